import type { FastifyInstance } from 'fastify'
import { dayOf } from '../../site.ts'
import type { Frame } from '../../web/frame.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { aboutOptions } from '../about-option.ts'
import { listOptions } from '../directory.ts'
import { type Found, findSupport } from './finder.ts'
import { reasonWords } from './reason-words.ts'
import { finderForm, readWishes } from './wishes.ts'

/** In full on the page of results; the rest are a list of names. */
const SHOWN = 6

/** The finder's answers. Its form is on the page of the roadmap and on theirs. */
export function findingPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room

  scope.post('/support', { config: { audience: 'everyone' as const } }, async (request, reply) => {
    const wishes = readWishes(request.body)
    const today = dayOf(site.now())
    const { fitting, nearest } = findSupport(await listOptions(site.db, today), wishes, today)
    const data = (page: Frame) => {
      const said = (found: Found) => ({ ...found, ...reasonWords(page.t, found, wishes.who) })
      return {
        shown: fitting.slice(0, SHOWN).map(said),
        more: fitting.slice(SHOWN),
        nearest: nearest.map(said),
        ...{ ...finderForm, wishes, ...aboutOptions(site, page) },
      }
    }
    return sendOwn(room, reply, { path: '/support', view: 'support/found', data })
  })
}
