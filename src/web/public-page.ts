import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { sendReady } from './compressed.ts'
import type { Frame, FrameMaker } from './frame.ts'
import type { Language } from './language.ts'
import type { Shelf } from './shelf.ts'
import { render } from './views.ts'

/** What a room's public routes are given, once for each language. */
export type PublicSite = { site: Site; language: Language; frame: FrameMaker; shelf: Shelf }

/**
 * Sends a page that is the same for everybody, from the shelf.
 * @param path the page's own address without its language
 * @param read what the page shows; called when the shelf has no fresh copy
 */
export async function sendShared(
  { language, frame, shelf }: PublicSite,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { path: string; view: string; read: () => Promise<object> | object },
): Promise<FastifyReply> {
  const body = await shelf.page(`${language.prefix}${page.path}`, async () =>
    render(page.view, { ...frame(language, page.path), ...(await page.read()) }),
  )
  reply.type('text/html; charset=utf-8')
  return sendReady(request, reply, body)
}

/**
 * Sends a page made for one request.
 * @param path the nearest address that a link can reach, for the language links
 */
export function sendOwn(
  { language, frame }: PublicSite,
  reply: FastifyReply,
  page: { path: string; view: string; data: object; code?: number },
): FastifyReply {
  const all: Frame & object = { ...frame(language, page.path), ...page.data }
  return reply
    .code(page.code ?? 200)
    .type('text/html; charset=utf-8')
    .send(render(page.view, all))
}
