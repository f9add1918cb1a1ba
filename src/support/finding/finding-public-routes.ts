import type { FastifyInstance } from 'fastify'
import { dayOf } from '../../site.ts'
import type { Frame } from '../../web/frame.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { render } from '../../web/views.ts'
import { aboutOptions } from '../about-option.ts'
import { currentDirectory } from '../directory.ts'
import { inTheirOrder } from '../plan/plan.ts'
import { type Found, findSupport } from './finder.ts'
import { reasonWords } from './reason-words.ts'
import { finderForm, moreIn, readRefs, readWishes } from './wishes.ts'

const page = { path: '/support', view: 'support/found' }

/** What public/narrow.js sends to be given the results alone, without the page around them. */
const RESULTS_ALONE = 'part=found'

/** The finder's answers. Its form is on the page of the roadmap and on theirs. */
export function findingPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, frame, language } = room

  scope.post('/support', { config: { audience: 'everyone' as const } }, async (request, reply) => {
    const wishes = readWishes(request.body)
    const now = site.now()
    const directory = await currentDirectory(site.db, dayOf(now))
    const finding = findSupport(directory, wishes, now, site.config.checks)
    const shown = [...finding.fitting, ...finding.nearest].map(({ option }) => option)
    const refs = inTheirOrder(readRefs(request.body), request.body).filter((ref) => directory.byRef.has(ref))
    const mine = new Set(refs.map((ref) => directory.byRef.get(ref)))
    const data = (around: Frame) => {
      const said = (found: Found) => ({ ...found, ...reasonWords(around.t, found, wishes.who) })
      return {
        ...{ ...finding, fitting: finding.fitting.map(said), nearest: finding.nearest.map(said) },
        ...{ ...finderForm, wishes, ...aboutOptions(site, around) },
        wishing: moreIn(wishes),
        isMine: (option: (typeof shown)[number]) => mine.has(option),
        order: refs.join(' '),
        // What is on somebody's page already and is not shown here goes along unseen.
        carried: [...mine].flatMap((option) => (option && !shown.includes(option) ? option.ref : [])),
      }
    }
    if (!request.headers.accept?.includes(RESULTS_ALONE)) return sendOwn(room, reply, { ...page, data })
    const around = frame(language, page.path, page.view)
    return reply.type('text/html; charset=utf-8').send(render('support/_part', { ...around, ...data(around) }))
  })
}
