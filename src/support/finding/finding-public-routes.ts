import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../../site.ts'
import { field } from '../../web/form.ts'
import type { Frame } from '../../web/frame.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { render } from '../../web/views.ts'
import { aboutOptions } from '../about-option.ts'
import { type ChangedHere, nothingChanged } from '../changed-here.ts'
import { currentDirectory, type Directory } from '../directory.ts'
import { optionPage } from '../option-routes.ts'
import { inTheirOrder } from '../plan/plan.ts'
import { type Finding, type Found, findSupport } from './finder.ts'
import { reasonWords } from './reason-words.ts'
import { fieldsOf, finderForm, moreIn, oddAge, readRefs, readWishes } from './wishes.ts'

const page = { path: '/support', view: 'support/found', code: NOT_KEPT }

/** What public/narrow.js sends to be given the results alone, without the page around them. */
const RESULTS_ALONE = 'part=found'

const everyone = { config: { audience: 'everyone' as const } }

const nothing: Finding = { count: 0, fitting: [], more: [], left: 0, nearest: [] }

/** The finder's answers, and an option looked at on the way. The finder's form is on the page of the roadmap and on theirs. */
export function findingPublicRoutes(
  scope: FastifyInstance,
  room: PublicSite,
  changedHere: ChangedHere = nothingChanged,
): void {
  const { site, frame, language } = room

  const sendFound = (request: FastifyRequest, reply: FastifyReply, directory: Directory) => {
    const wishes = readWishes(request.body)
    const asking = wishes.needs.length === 0
    const finding = asking ? nothing : findSupport(directory, wishes, site.now(), site.config.checks)
    const shown = [...finding.fitting, ...finding.nearest].map(({ option }) => option)
    const refs = refsIn(request.body, directory)
    const mine = new Set(refs.map((ref) => directory.byRef.get(ref)))
    const odd = oddAge(request.body)
    const data = (around: Frame) => {
      const said = (found: Found) => ({ ...found, ...reasonWords(around.t, found, wishes.who) })
      return {
        ...{ ...finding, fitting: finding.fitting.map(said), nearest: finding.nearest.map(said) },
        ...{ ...finderForm, wishes, asking, odd, ...aboutOptions(site, around) },
        wishing: moreIn(wishes) || odd !== undefined,
        danger: wishes.needs.includes('danger_now'),
        isMine: (option: (typeof shown)[number]) => mine.has(option),
        order: refs.join(' '),
        // What is on somebody's page already and is not shown here goes along unseen.
        carried: [...mine].flatMap((option) => (option && !shown.includes(option) ? option.ref : [])),
      }
    }
    if (!request.headers.accept?.includes(RESULTS_ALONE)) return sendOwn(room, reply, { ...page, data })
    const around = frame(language, page.path, page.view)
    return reply.type('text/html; charset=utf-8').send(render('support/_part', { ...around, ...data(around) }))
  }

  scope.post('/support', everyone, async (request, reply) =>
    sendFound(request, reply, await currentDirectory(site.db, dayOf(site.now()))),
  )

  // The wishes go along in the form and come back with its button, so that looking at an option does not lose the search.
  scope.post('/support/look', everyone, async (request, reply) => {
    const directory = await currentDirectory(site.db, dayOf(site.now()))
    const option = directory.byRef.get(field(request.body, 'look'))
    if (!option) return sendFound(request, reply, directory)
    const refs = refsIn(request.body, directory)
    const changed = await changedHere({ optionId: option.id })
    return sendOwn(room, reply, {
      ...{ path: `/support/option/${option.ref}`, view: 'support/option', code: NOT_KEPT },
      data: (around: Frame) => ({
        ...optionPage(site, option, around, changed),
        looked: { wishes: fieldsOf(readWishes(request.body)), refs },
      }),
    })
  })
}

/** What somebody has put on their page, as far as it is still listed, in their own order. */
function refsIn(body: unknown, { byRef }: Directory): string[] {
  return inTheirOrder(readRefs(body), body).filter((ref) => byRef.has(ref))
}
