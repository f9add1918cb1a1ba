import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { AddressRefused, checkAddress, guardedLookup, type Reach } from './addresses.ts'

export type Fetched = { status: number; body: Buffer; retryAfterMs: number | undefined }

/** It did not come, or not whole. The message is a sentence; `again` tells whether asking once more may help. */
export class NotFetched extends Error {
  override name = 'NotFetched'
  readonly again: boolean
  constructor(sentence: string, again: boolean) {
    super(sentence)
    this.again = again
  }
}

export type Fetcher = {
  /**
   * @param bytes the most that the answer may be, unpacked
   * @throws {AddressRefused} for an address that is never asked, also behind a redirect
   * @throws {NotFetched} when no whole answer came
   */
  get: (address: string, bytes: number, ms: number, signal?: AbortSignal) => Promise<Fetched>
  close: () => void
}

const MOST_REDIRECTS = 3
const MOST_WAIT_MS = 30_000

/**
 * Opens what fetches from one feed: keeps a few connections, follows at most three redirects, and looks at each address
 * after its name was resolved. It sends no cookies, no credentials and nothing about who asks but the program's name.
 */
export function openFetcher(reach: Reach, connections: number): Fetcher {
  const lookup = guardedLookup(reach)
  const kept = { keepAlive: true, maxSockets: connections, lookup }
  const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) }

  const ask = (url: URL, signal: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const secure = url.protocol === 'https:'
      const headers = {
        accept: 'application/json, text/csv;q=0.9, */*;q=0.1',
        'accept-encoding': 'gzip',
        'user-agent': 'Heard',
      }
      const sent = (secure ? requestHttps : requestHttp)(
        url,
        { agent: secure ? agents['https:'] : agents['http:'], headers, lookup, signal },
        resolve,
      )
      sent.on('error', reject)
      sent.end()
    })

  const get: Fetcher['get'] = async (address, bytes, ms, signal) => {
    const late = AbortSignal.timeout(ms)
    const until = signal ? AbortSignal.any([late, signal]) : late
    try {
      let url = checkAddress(address, reach)
      for (let turn = 0; turn <= MOST_REDIRECTS; turn += 1) {
        const answer = await ask(url, until)
        const { statusCode: status = 0, headers } = answer
        const to = [301, 302, 303, 307, 308].includes(status) ? headers.location : undefined
        if (to === undefined) {
          return { status, body: await readBody(answer, bytes), retryAfterMs: waitOf(headers['retry-after']) }
        }
        answer.destroy()
        url = checkAddress(URL.parse(to, url) ?? to, reach)
      }
      throw new NotFetched('The address led to another one too many times.', false)
    } catch (error) {
      throw inSentences(error as Error, late.aborted)
    }
  }
  return { get, close: () => Object.values(agents).forEach((agent) => void agent.destroy()) }
}

async function readBody(answer: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  const from = unpacked(answer)
  try {
    for await (const part of from as AsyncIterable<Buffer>) {
      length += part.length
      if (length > most) throw new NotFetched(`The answer was longer than ${Math.round(most / 1000)} kB.`, false)
      parts.push(part)
    }
  } finally {
    if (length > most) answer.destroy()
  }
  if (!answer.complete) throw new NotFetched('The answer was cut off.', true)
  return Buffer.concat(parts)
}

function unpacked(answer: IncomingMessage): Readable {
  const kind = answer.headers['content-encoding'] ?? 'identity'
  if (kind === 'identity' || kind === '') return answer
  const unpack =
    kind === 'gzip' || kind === 'x-gzip'
      ? createGunzip()
      : kind === 'br'
        ? createBrotliDecompress()
        : kind === 'deflate'
          ? createInflate()
          : undefined
  if (!unpack) throw new NotFetched('The answer was packed in a way that Heard does not know.', false)
  answer.on('error', (error) => unpack.destroy(error))
  return answer.pipe(unpack)
}

function waitOf(header: string | undefined): number | undefined {
  const seconds = Number(header)
  return header && Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, MOST_WAIT_MS) : undefined
}

function inSentences(error: Error & { code?: string }, late: boolean): Error {
  if (error instanceof AddressRefused || error instanceof NotFetched) return error
  if (late) return new NotFetched('No whole answer came in time.', true)
  if (error.name === 'AbortError') return error
  const code = error.code ?? ''
  if (code === 'ENOTFOUND') return new NotFetched('There is no server with this name.', false)
  if (/CERT|SSL|TLS|SELF_SIGNED|ALTNAME/.test(code)) return new NotFetched('Its certificate is not in order.', false)
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_'))
    return new NotFetched('The answer could not be unpacked.', false)
  return new NotFetched('The connection broke.', true)
}
