// Every team page works without this file.

// Words selected inside `data-select-into="<id>"` are filled into the box with that id, so that nobody has to copy them.
document.addEventListener('selectionchange', () => {
  const selection = document.getSelection()
  const text = selection?.anchorNode?.parentElement?.closest('[data-select-into]')
  const box = text && document.getElementById(text.dataset.selectInto)
  if (box && !selection.isCollapsed && text.contains(selection.focusNode)) box.value = selection.toString().trim()
})

// Keys inside `data-keys`, never in a box for text; the page says which. A digit or a name clicks what has it as `data-on`.
const clickKey = (part, name) => {
  const found = part.querySelector(`[data-on="${name}"]`)
  found?.click()
  return found
}
document.addEventListener('keydown', (event) => {
  const { target, key } = event
  const part = target.closest?.('[data-keys]')
  if (!part || event.altKey || event.isComposing || event.repeat) return
  if (event.ctrlKey || event.metaKey) return key === 'Enter' && clickKey(part, 'next') && event.preventDefault()
  if (target.matches('[type=text], textarea')) return
  const letters = part.querySelector('[data-letters]')
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[key]
  if (/^\d$/.test(key) || key === 'Backspace') {
    if (clickKey(part, key)) event.preventDefault()
  } else if (key === 'Enter' && target === letters) {
    event.preventDefault()
    target.form.requestSubmit()
  } else if (arrow && target.type === 'checkbox') {
    event.preventDefault()
    const boxes = [...part.querySelectorAll('[type=checkbox]')]
    boxes[boxes.indexOf(target) + arrow]?.focus()
  } else if (letters && /^\p{L}$/u.test(key)) letters.focus()
})

// Proposals to hide, by keyboard. The letters count only while a proposal has the focus (WCAG 2.1.4).
document.addEventListener('keydown', (event) => {
  const detail = event.target.closest?.('[data-detail]')
  if (!detail || event.target.matches('select') || event.ctrlKey || event.metaKey || event.altKey) return
  const all = [...detail.parentElement.querySelectorAll('[data-detail]')]
  const go = (step) =>
    (all[all.indexOf(detail) + step] ?? (step > 0 ? detail.parentElement.querySelector('.btn') : detail)).focus()
  const choose = (value) => {
    detail.querySelector(`[value="${value}"]`).checked = true
    go(1)
  }
  const key = event.key.toLowerCase()
  const arrow = event.target === detail
  const moves = { j: () => go(1), k: () => go(-1), h: () => choose('hide'), s: () => choose('show') }
  const move = arrow && key === 'arrowdown' ? moves.j : arrow && key === 'arrowup' ? moves.k : moves[key]
  if (!move) return
  event.preventDefault()
  move()
})
const readyDetails = () => {
  for (const line of document.querySelectorAll('[data-keys]')) line.hidden = false
  for (const detail of document.querySelectorAll('[data-detail]:not([tabindex])')) detail.tabIndex = 0
}
readyDetails()
new MutationObserver(readyDetails).observe(document.body, { childList: true, subtree: true })

// In a long story, arrow left and right go from section to section while the line above it has the focus.
document.addEventListener('keydown', (event) => {
  const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key]
  if (rel) event.target.closest?.('[data-sections]')?.querySelector(`[rel="${rel}"]`)?.click()
})
