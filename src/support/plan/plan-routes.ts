import type { FastifyInstance } from 'fastify'
import { dayOf } from '../../site.ts'
import type { Frame } from '../../web/frame.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn, sendShared } from '../../web/public-page.ts'
import { aboutOptions } from '../about-option.ts'
import { currentDirectory } from '../directory.ts'
import { timesInWords } from '../times-in-words.ts'
import { MOST, readPlan } from './plan.ts'

/** A list of all names is of use, and light, only as long as it is short. */
const MOST_NAMES = 300

const everyone = { config: { audience: 'everyone' as const } }

/** "My page": a few options to print, photograph or write down. */
export function planRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room

  scope.get('/support/plan', everyone, (request, reply) =>
    sendShared(room, request, reply, { path: '/support/plan', view: 'support/plan-how', read: () => ({}) }),
  )

  scope.post('/support/plan', everyone, async (request, reply) => {
    const directory = await currentDirectory(site.db, dayOf(site.now()))
    const plan = readPlan(request.body, directory)
    const free = directory.options.filter((option) => !plan.options.includes(option))
    const data = (page: Frame) => ({
      ...aboutOptions(site, page),
      plan,
      most: MOST,
      names: directory.options.length <= MOST_NAMES && plan.options.length < MOST ? free : [],
      hoursOf: (option: (typeof plan.options)[number]) => timesInWords(page, option.times),
    })
    return sendOwn(room, reply, { path: '/support/plan', view: 'support/plan', data, code: NOT_KEPT })
  })
}
