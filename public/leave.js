// Leave quickly, and leave nothing behind. Everything here also works without it, as plain links.
;(() => {
  const link = document.querySelector('.leave')
  const body = document.body
  let asking

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
    window.speechSynthesis?.cancel()
    asking?.abort()
    asking = undefined
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
    if (!event.persisted) return
    wipe()
    // A page that another one has taken the place of since, such as on a tablet that was given back.
    if (document.querySelector('[data-fresh]')) location.reload()
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

  // Without a network, a browser would put a page of its own in the place of the words. So somebody has to answer first;
  // then everything is sent as without scripts. What is pressed meanwhile sends nothing else.
  const lost = document.createElement('p')
  lost.className = 'problem'
  lost.setAttribute('role', 'alert')
  let patience = 5000
  let heard = false
  document.addEventListener('submit', async (event) => {
    const { target: form, submitter } = event
    if (heard || !form.matches('[data-wipe]') || !form.requestSubmit) return
    event.preventDefault()
    if (asking) return
    const mine = new AbortController()
    asking = mine
    lost.textContent = ''
    const late = setTimeout(() => mine.abort(), patience)
    const how = { method: 'HEAD', cache: 'no-store', credentials: 'omit', redirect: 'manual', signal: mine.signal }
    const answered = await fetch(form.action, how).then(
      () => true,
      () => false,
    )
    clearTimeout(late)
    // Whoever has left meanwhile sends nothing.
    if (asking !== mine) return
    if (answered) {
      heard = true
      form.requestSubmit(submitter)
      heard = false
      setTimeout(() => {
        if (asking === mine) asking = undefined
      }, 10_000)
      return
    }
    asking = undefined
    // A line that is only slow gets more time.
    patience = 20_000
    if (submitter?.closest('.go')) submitter.closest('.go').before(lost)
    else form.append(lost)
    lost.textContent = link.dataset.lost
  })

  // Skip also takes away what was ticked or written in that question.
  for (const skip of document.querySelectorAll('[data-skip]')) {
    skip.addEventListener('click', () => {
      for (const input of skip.closest('.q').querySelectorAll('input, textarea, select')) {
        if (input.type === 'radio') input.checked = input.defaultChecked
        else input.value = ''
      }
    })
  }
})()
