import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { takes } from '../../web/compressed.ts'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Pages differ with every question, so they are compressed as they go: well enough, and off the main thread. */
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const methods = 'GET, HEAD, OPTIONS'

/** Anybody's page may read the feed, failures too. */
const open = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, retry-after, allow',
  'cross-origin-resource-policy': 'cross-origin',
}

/** Headers of every answer of the feed. */
export function openToAll(reply: FastifyReply): FastifyReply {
  return reply.headers(open)
}

/**
 * Sends an answer as JSON, or 304 when the asker has it already. `no-cache` lets it be kept and asks for it to be checked
 * each time, so that a closed service is gone with the next look. The ETag is made of the answer itself: it is right
 * whatever made the answer differ, a change of the directory, the day, or a newer Heard.
 */
export async function sendJson(request: FastifyRequest, reply: FastifyReply, body: object): Promise<FastifyReply> {
  const plain = Buffer.from(JSON.stringify(body))
  const coding = (['br', 'gzip'] as const).find((one) => takes(request, one))
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 27)
  const etag = coding ? `"${hash}-${coding}"` : `"${hash}"`
  openToAll(reply).headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' })
  if (isKept(request.headers['if-none-match'], etag)) return reply.code(304).send()
  reply.type('application/json; charset=utf-8')
  if (!coding) return reply.send(plain)
  return reply.header('content-encoding', coding).send(await (coding === 'br' ? brotli(plain, QUICK) : zip(plain)))
}

/** Whether the asker names what they would get (RFC 9110, 13.1.2; weak comparison). */
function isKept(header: string | undefined, etag: string): boolean {
  if (!header) return false
  const named = header.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return named.includes('*') || named.includes(etag)
}

/** Sends what went wrong, as JSON with one sentence. */
export function sendProblem(reply: FastifyReply, status: number, message: string): FastifyReply {
  if (status === 503) reply.header('retry-after', '10')
  if (status === 405) reply.header('allow', methods)
  return openToAll(reply)
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(Buffer.from(JSON.stringify({ status, message })))
}

/** Answers a browser that asks first whether a page from elsewhere may ask. */
export function sendPermission(reply: FastifyReply): FastifyReply {
  const granted = {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': '*',
    'access-control-max-age': '86400',
    allow: methods,
  }
  return openToAll(reply).headers(granted).code(204).send()
}
