// Every team page works without this file. Rooms hook their helpers on data- attributes here.

// Reading desk and coding table: words selected with the mouse or the keyboard fill in where they start and end, counted
// in characters as the server counts them, in the form that names the text.
document.addEventListener('selectionchange', () => {
  const selection = document.getSelection()
  const text = selection?.anchorNode?.parentElement?.closest('[data-select-for]')
  if (!text || selection.isCollapsed || !text.contains(selection.focusNode)) return
  const form = document.getElementById(text.dataset.selectFor)
  if (!(form instanceof HTMLFormElement)) return
  const range = selection.getRangeAt(0)
  const before = document.createRange()
  before.selectNodeContents(text)
  before.setEnd(range.startContainer, range.startOffset)
  const starts = before.toString().length
  for (const [name, value] of [
    ['starts', starts],
    ['ends', starts + range.toString().length],
  ]) {
    if (form.elements.namedItem(name) instanceof HTMLInputElement) form.elements.namedItem(name).value = String(value)
  }
})
