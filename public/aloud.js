// Our words, never a person's, read by a voice of this device.
;(() => {
  const box = window.speechSynthesis
  const { say, stop } = document.currentScript.dataset
  let on

  const hush = () => {
    if (on) on.textContent = say
    on = 0
    box.cancel()
  }

  const offer = () => {
    if (document.querySelector('.aloud')) return
    for (const part of document.querySelectorAll('.q, .limits, [data-aloud]')) {
      const lang = part.closest('[lang]').lang.slice(0, 2)
      const voice = box.getVoices().find((one) => one.localService && one.lang.slice(0, 2) === lang)
      if (!voice) continue
      const button = document.createElement('button')
      Object.assign(button, { type: 'button', className: 'btn plain aloud', textContent: say })
      button.onclick = () => {
        const again = on === button
        hush()
        if (again) return
        on = button
        button.textContent = stop
        const walk = document.createTreeWalker(part, 4)
        let last
        while (walk.nextNode()) {
          const { data, parentElement } = walk.currentNode
          if (!data.trim() || part.contains(parentElement.closest('textarea, .go, .count, .said, .aloud, [data-wipe]')))
            continue
          last = new SpeechSynthesisUtterance(data)
          last.voice = voice
          box.speak(last)
        }
        last.onend = () => on === button && hush()
      }
      part.querySelector('.count, h1, h2').after(button)
    }
  }

  if (!box) return
  box.onvoiceschanged = offer
  addEventListener('pagehide', hush)
  offer()
})()
