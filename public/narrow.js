// Shows what fits while wishes change. Nothing is kept: the form goes where its button sends it.
;(() => {
  const form = document.querySelector('[data-narrow]')
  let asking
  form.onchange = async ({ target }) => {
    if (target.name === 'ref') return
    asking?.abort()
    asking = new AbortController()
    try {
      const reply = await fetch(form.getAttribute('action'), {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
        headers: { accept: 'text/html; part=found' },
        signal: asking.signal,
      })
      if (!reply.ok) return
      const found = new DOMParser().parseFromString(await reply.text(), 'text/html')
      for (const id of ['danger', 'count', 'found', 'lost'])
        document.getElementById(id).replaceChildren(...found.getElementById(id).childNodes)
    } catch {
      // Without a network the button is still there.
    }
  }
})()
