// Every team page works without this file.

// Words selected inside `data-select-into="<id>"` are filled into the box with that id, so that nobody has to copy them.
document.addEventListener('selectionchange', () => {
  const selection = document.getSelection()
  const text = selection?.anchorNode?.parentElement?.closest('[data-select-into]')
  const box = text && document.getElementById(text.dataset.selectInto)
  if (box && !selection.isCollapsed && text.contains(selection.focusNode)) box.value = selection.toString().trim()
})
