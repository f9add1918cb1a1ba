import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { sendReady } from './compressed.ts'
import type { Crowd } from './crowd.ts'
import type { Frame, FrameMaker } from './frame.ts'
import type { Language } from './language.ts'
import type { Shelf } from './shelf.ts'
import { render } from './views.ts'

/** When somebody reads what is sent: next, at this moment or not, and on which days and in which hours in general. */
export type Reads = { next: Date; now: boolean; days: string[]; opens: number; closes: number; usual: boolean }

/** What a room's public routes are given, once for each language. */
export type PublicSite = {
  site: Site
  language: Language
  frame: FrameMaker
  shelf: Shelf
  crowd: Crowd
  reads: () => Promise<Reads>
}

/**
 * Sends a page that is the same for everybody, from the shelf.
 * @param path the page's own address without its language
 * @param read what the page shows; called when the shelf has no fresh copy, with the language that it is shown in
 */
export async function sendShared(
  { language, frame, shelf }: PublicSite,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { path: string; view: string; read: (page: Frame) => Promise<object> | object; code?: number },
): Promise<FastifyReply> {
  const body = await shelf.page(`${language.prefix}${page.path}`, async () => {
    const around = frame(language, page.path, page.view)
    return render(page.view, { ...around, ...(await page.read(around)) })
  })
  reply.code(page.code ?? 200).type('text/html; charset=utf-8')
  return sendReady(request, reply, body)
}

/**
 * Sends a page made for one request.
 * @param path the nearest address that a link can reach, for the language links
 * @param data what the page shows, or how to say it in the language that it is shown in
 */
export function sendOwn(
  { language, frame }: PublicSite,
  reply: FastifyReply,
  page: { path: string; view: string; data: object | ((page: Frame) => object); code?: number },
): FastifyReply {
  const around = frame(language, page.path, page.view)
  const all: Frame & object = { ...around, ...(typeof page.data === 'function' ? page.data(around) : page.data) }
  return reply
    .code(page.code ?? 200)
    .type('text/html; charset=utf-8')
    .send(render(page.view, all))
}

/**
 * Leads from the addresses of a language that is not offered to the same page in English. What somebody sends from a page
 * that they opened while it was offered is taken all the same, and answered in English.
 */
export function leadToEnglish(scope: FastifyInstance, { language, frame }: PublicSite): void {
  if (frame(language, '/').shell.language === language) return
  scope.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return
    const [path] = request.url.slice(language.prefix.length).split('?')
    return reply.redirect(path || '/', 303)
  })
}
