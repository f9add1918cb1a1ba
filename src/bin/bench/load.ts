import { Agent, type IncomingMessage, request } from 'node:http'
import autocannon from 'autocannon'
import { answerTo, usedCpuMs } from './processes.ts'

// The people: many who open one page, or some who open the form, write and send, one after the other.

export type Page = { url: string; encoding: 'identity' | 'gzip' }
export type Form = { url: string; fields: Record<string, string>; saved: string }
/** `took` in milliseconds each, `failed` is every answer that was not the right one. */
export type Load = { took: number[]; seconds: number; failed: number; loadCpuMs: number }

answerTo({
  open: (about: Page & { ms: number; people: number }) => withCpu(() => openPages(about)),
  send: (about: Form & { ms: number; people: number }) => withCpu(() => sendForms(about)),
})

async function withCpu(load: () => Promise<Omit<Load, 'loadCpuMs'>>): Promise<Load> {
  const before = usedCpuMs()
  const result = await load()
  return { ...result, loadCpuMs: usedCpuMs() - before }
}

async function openPages({ url, encoding, ms, people }: Page & { ms: number; people: number }) {
  const took: number[] = []
  let failed = 0
  const began = performance.now()
  // On a busy machine a very short round may bring nothing.
  while (took.length === 0 && failed === 0) {
    const running = autocannon({
      url,
      headers: { 'accept-encoding': encoding },
      connections: people,
      duration: ms / 1000,
      sampleInt: 100,
    })
    running.on('response', (_client, _status, _bytes, ms) => took.push(ms))
    const { non2xx, errors, timeouts } = await running
    failed += non2xx + errors + timeouts
  }
  const seconds = (performance.now() - began) / 1000
  return { took, seconds, failed }
}

async function sendForms({ url, fields, saved, ms, people }: Form & { ms: number; people: number }) {
  const took: number[] = []
  let failed = 0
  const began = performance.now()
  const person = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    // Whoever has begun also finishes, so that each row in the database belongs to an answer.
    while (performance.now() - began < ms) {
      const from = performance.now()
      const form = await ask(agent, url)
      const token = /name="form_token" value="([^"]+)"/.exec(form)?.[1] ?? ''
      const answer = await ask(agent, url, new URLSearchParams({ ...fields, form_token: token }).toString())
      if (answer.includes(saved)) took.push(performance.now() - from)
      else failed += 1
    }
    agent.destroy()
  }
  await Promise.all(Array.from({ length: people }, person))
  return { took, seconds: (performance.now() - began) / 1000, failed }
}

/** @returns the body of a page, or '' when there is none */
function ask(agent: Agent, url: string, body?: string): Promise<string> {
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  const how = body === undefined ? { agent } : { agent, method: 'POST', headers: form }
  return new Promise((resolve) => {
    const asked = request(url, how, async (answer: IncomingMessage) => {
      const parts: Buffer[] = []
      for await (const part of answer) parts.push(part)
      resolve((answer.statusCode ?? 500) < 300 ? Buffer.concat(parts).toString() : '')
    })
    asked.on('error', () => resolve(''))
    asked.end(body)
  })
}
