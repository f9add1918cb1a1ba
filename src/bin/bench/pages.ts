import type { Form } from './load.ts'
import type { Marked } from './plain.ts'

const sentence = 'They listened, and they rang when they said they would. The room was quiet. '

/** @throws when the page is not there */
export async function bodyOf(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return answer.text()
}

/** What somebody might send: the first choice of each question, and words of some length in two of the boxes. */
export async function filledIn(url: string): Promise<Record<string, string>> {
  const html = await bodyOf(url)
  const choices = Array.from(html.matchAll(/type="radio" name="([^"]+)" value="([^"]+)"/g), ([, ...pair]) => pair)
  const boxes = Array.from(html.matchAll(/<textarea[^>]* name="([^"]+)"/g), ([, name = '']) => name)
  const words = boxes.slice(0, 2).map((name) => [name, sentence.repeat(3)])
  // The last of one name wins.
  return Object.fromEntries([...choices.reverse(), ...words])
}

/** The page of questions, marked where its token stands. */
export async function markedForm({ url }: Form): Promise<Marked> {
  const html = await bodyOf(url)
  return { html, mark: tokenIn(html) }
}

/** Sends the form once. @returns the page that it answered, marked where its token stands */
export async function markedSent({ url, fields, saved }: Form): Promise<Marked> {
  const token = tokenIn(await bodyOf(url))
  const sent = await fetch(url, { method: 'POST', body: new URLSearchParams({ ...fields, form_token: token }) })
  const html = await sent.text()
  if (!html.includes(saved)) throw new Error(`A submission answered ${sent.status} and no key.`)
  return { html, mark: token }
}

function tokenIn(html: string): string {
  return /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? ''
}
