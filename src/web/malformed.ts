import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ready } from './compressed.ts'
import { defaultLanguage } from './language.ts'

/** A whole request must have arrived in this time, on a slow line too. */
const ARRIVE_MS = 120_000
const LOOK_EVERY_MS = 5_000

/** An address that leads nowhere. Whoever asks for data gets the failure as data too. */
const NOWHERE = '/-'
const FEED = '/o/v3'

/** What is about one answer alone, and is written anew. */
const ownToOne = new Set(['content-type', 'content-length', 'content-encoding', 'vary', 'date', 'connection'])

/**
 * Settings of the server for what is not a proper request, so that whoever sees the answer sees a calm page there too.
 * @param pages the failure pages
 */
export function forMalformed(pages: Map<string, Ready>) {
  return {
    requestTimeout: ARRIVE_MS,
    // Node's own answer to a request without a host has no page; `acceptOddities` gives one.
    http: { requireHostHeader: false, connectionsCheckingInterval: LOOK_EVERY_MS },
    /** An address with letters that are no letters is one more page that is not here. */
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      request.raw.url = request.raw.url?.startsWith(`${FEED}/`) ? FEED + NOWHERE : NOWHERE
      request.server.routing(request.raw, reply.raw)
    },
    async clientErrorHandler(this: FastifyInstance, error: Error & { code?: string }, socket: Socket) {
      if (error.code === 'ECONNRESET') return
      if (error.code === 'HPE_HEADER_OVERFLOW') return writePage(this, pages, socket, 431)
      return writePage(this, pages, socket, error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400)
    },
  }
}

/** Takes three things to the ordinary pages that Node would answer by itself, with nothing. */
export function acceptOddities(app: FastifyInstance, pages: Map<string, Ready>): void {
  app.server.on('checkExpectation', app.routing)
  app.server.on('connect', (_request: IncomingMessage, socket: Socket) => writePage(app, pages, socket, 400))
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.headers.host !== undefined || raw.httpVersion !== '1.1') return
    throw Object.assign(new Error('a request without a host'), { statusCode: 400 })
  })
}

/** Writes a page where there is no request to reply to, with the headers of every other page, and hangs up. */
async function writePage(
  app: FastifyInstance,
  pages: Map<string, Ready>,
  socket: Socket,
  status: number,
): Promise<void> {
  socket.on('error', () => socket.destroy())
  const { _httpMessage: underWay } = socket as { _httpMessage?: { headersSent: boolean } }
  const body = pages.get(`${defaultLanguage.prefix} ${status === 431 ? 'too-long' : 'unreadable'}`)?.plain ?? ''
  const { headers } = await app.inject({ url: NOWHERE })
  // In the middle of an answer, a page would look like a part of it.
  if (!socket.writable || underWay?.headersSent) return void socket.destroy()
  const lines = Object.entries(headers).filter(([name]) => !ownToOne.has(name))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    'content-type: text/html; charset=utf-8',
    `content-length: ${body.length}`,
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]))
}
