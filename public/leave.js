// Leave quickly, and leave nothing behind. Everything here also works without it, as plain links.
;(() => {
  const link = document.querySelector('.leave')
  const body = document.body

  // Blank first, then go. The entry in the history is replaced, so that Back does not return here.
  const leave = (event) => {
    event?.preventDefault()
    wipe()
    body.classList.add('gone')
    const cover = document.createElement('div')
    cover.className = 'cover'
    cover.setAttribute('role', 'alert')
    cover.textContent = link.dataset.going
    body.append(cover)
    location.replace(link.href)
  }

  const wipe = () => {
    for (const part of document.querySelectorAll('[data-wipe]')) {
      if (part.matches('form')) part.reset()
      else part.replaceChildren()
    }
    for (const box of document.querySelectorAll('textarea, input[type=text]')) box.value = ''
  }

  for (const each of document.querySelectorAll('[data-leave]')) each.addEventListener('click', leave)

  // A browser may keep a whole page in memory and show it again on Back.
  addEventListener('pagehide', wipe)
  addEventListener('pageshow', (event) => {
    document.querySelector('.cover')?.remove()
    body.classList.remove('gone')
    if (event.persisted) wipe()
  })

  // Shift three times within five seconds of each other; any other key starts again.
  const dots = document.createElement('div')
  dots.className = 'dotsleft'
  dots.hidden = true
  dots.setAttribute('aria-hidden', 'true')
  dots.append(...[1, 2, 3].map(() => document.createElement('i')))
  const says = document.createElement('div')
  says.className = 'ear'
  says.setAttribute('role', 'status')
  link.after(says, dots)
  let presses = 0
  let timer
  let shiftAlone = false

  const restart = (words) => {
    presses = 0
    dots.hidden = true
    says.textContent = words
    clearTimeout(timer)
  }
  document.addEventListener(
    'keydown',
    (event) => {
      shiftAlone = event.key === 'Shift' && !event.ctrlKey && !event.altKey && !event.metaKey
    },
    true,
  )
  document.addEventListener(
    'keyup',
    (event) => {
      if (event.key !== 'Shift' || !shiftAlone) {
        if (presses > 0) restart('')
        return
      }
      presses += 1
      clearTimeout(timer)
      if (presses === 3) return leave()
      dots.hidden = false
      for (const [index, dot] of [...dots.children].entries()) dot.classList.toggle('on', index < presses)
      says.textContent = presses === 1 ? link.dataset.once : link.dataset.twice
      timer = setTimeout(() => restart(link.dataset.late), 5000)
    },
    true,
  )

  // Skip also takes away what was ticked or written in that question.
  for (const skip of document.querySelectorAll('[data-skip]')) {
    skip.addEventListener('click', () => {
      for (const input of skip.closest('section').querySelectorAll('input, textarea, select')) {
        if (input.type === 'radio') input.checked = input.defaultChecked
        else input.value = ''
      }
    })
  }
})()
