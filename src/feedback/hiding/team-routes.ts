import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Site } from '../../site.ts'
import { field, fields } from '../../web/form.ts'
import { type ByRef, mayRead, readingDesk } from '../reading/desk-page.ts'
import { deskWords } from '../reading/desk-words.ts'
import { hideWords, showAgain } from '../reading/hiding.ts'
import { readOpened } from '../reading/opening.ts'
import { getReadingPage } from '../reading/reading-list.ts'
import { notYetReleased } from '../reading/reading-sheet.ts'
import { type Choice, readStandIn, type Settled, settleDetails, undoSettled } from './settling.ts'
import { people, type StandIn } from './stand-ins.ts'

/** Hiding on the reading desk: what is proposed, what a reader adds, and the way back. */
export function hidingTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { address, isOpen, show } = readingDesk(site)
  const back = (request: ByRef) => `${address(request)}#words-of`

  scope.post('/reading/:ref/details', mayRead, async (request: ByRef, reply) => {
    if (!isOpen(request)) return reply.redirect(address(request), 303)
    const item = await getReadingPage(db, request.params.ref)
    const { words, details } = await deskWords(db, keys, item)
    const free = await notYetReleased(db, item.id, words)
    const only = field(request.body, 'only')
    const choices = new Map<string, Choice>()
    for (const detail of details.open) {
      const choice = readChoice(request.body, detail.id, detail.as, only)
      if (choice) choices.set(detail.id, choice)
    }
    const settled = await db
      .transaction()
      .execute((trx) => settleDetails(trx, keys, item.id, free, details.open, choices, request.member, now()))
    request.session.settled = { ref: item.ref, madeIn: settled.madeIn, said: inWords(settled) }
    return reply.redirect(back(request), 303)
  })

  scope.post('/reading/:ref/undo', mayRead, async (request: ByRef, reply) => {
    const { settled } = request.session
    const item = await getReadingPage(db, request.params.ref)
    if (isOpen(request) && settled?.ref === item.ref) {
      await db.transaction().execute((trx) => undoSettled(trx, keys, item.id, settled.madeIn, request.member, now()))
      delete request.session.settled
    }
    return reply.redirect(back(request), 303)
  })

  scope.post('/reading/:ref/hide', mayRead, async (request: ByRef, reply) => {
    if (!isOpen(request)) return reply.redirect(address(request), 303)
    const typed = { words: field(request.body, 'words'), standIn: field(request.body, 'stand_in') }
    const as = readStandIn(typed.standIn)
    if (!as) return show(request, reply, { problems: { stand_in: 'Choose what it is.' }, typed }, 422)
    const item = await getReadingPage(db, request.params.ref)
    const words = await notYetReleased(db, item.id, await readOpened(db, keys, item.ref))
    const madeIn = randomUUID()
    const what = { words: typed.words, standIn: as.as, madeIn, ...(as.number && { number: as.number }) }
    const places = await db
      .transaction()
      .execute((trx) => hideWords(trx, keys, item.id, words, what, request.member, now()))
    if (places === 0) {
      const problems = { words: 'These words do not stand in the text, or are hidden already.' }
      return show(request, reply, { problems, typed }, 422)
    }
    request.session.settled = { ref: item.ref, madeIn, said: inWords({ madeIn, hidden: 1, shown: 0 }) }
    return reply.redirect(back(request), 303)
  })

  scope.post('/reading/:ref/show-again', mayRead, async (request: ByRef, reply) => {
    const item = await getReadingPage(db, request.params.ref)
    const spans = z.array(z.uuid()).max(10_000).safeParse(field(request.body, 'span').split(' '))
    if (isOpen(request) && spans.success) {
      await db.transaction().execute(async (trx) => {
        for (const span of spans.data) await showAgain(trx, keys, item.id, span, request.member, now())
      })
    }
    return reply.redirect(back(request), 303)
  })
}

/** What a form says about one detail; with `only`, the kind of which all are hidden and nothing else is touched. */
function readChoice(body: unknown, id: string, kind: StandIn, only: string): Choice | undefined {
  const as = readStandIn(field(body, `as ${id}`)) ?? { as: kind }
  if (only !== '') return groupOf(kind) === only ? { hide: true, ...as } : undefined
  const said = fields(body, `do ${id}`)[0]
  if (said === 'hide') return { hide: true, ...as }
  return said === 'show' ? { hide: false } : undefined
}

/** Kinds that are accepted in one go: all people together, and each other kind. */
export function groupOf(kind: StandIn): string {
  return people.includes(kind) ? 'people' : kind
}

function inWords({ hidden, shown }: Settled): string {
  const parts = [hidden > 0 && `${hidden} hidden`, shown > 0 && `${shown} shown on purpose`].filter(Boolean)
  return parts.length > 0 ? `${parts.join(', ')}.` : 'Nothing was chosen.'
}
