import type { FastifyReply, FastifyRequest } from 'fastify'
import { NotAllowed } from '../../refusals.ts'
import { concernKinds } from '../../safeguarding/concern-kind.ts'
import { withoutKept } from '../../safeguarding/conflict.ts'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { listMembersWho } from '../../team/member.ts'
import { field, fields } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { careBefore } from '../caring/care.ts'
import { countToReach } from '../coming-back/contact-desk.ts'
import { raisedSentence } from '../flagging/raised-sentence.ts'
import { findSeal } from '../inviting/seal-asked.ts'
import { readConcern } from './concern-form.ts'
import type { OwnAnswers } from './desk-words.ts'
import { CannotRead, cannotReadSentence } from './foreign.ts'
import { standIns } from './hiding.ts'
import { reasonsNotToUse } from './not-used.ts'
import { reasonsToOpen } from './opening.ts'
import { getReadingPage } from './reading-list.ts'
import { listReadings } from './reading-queue.ts'
import { readingSheet } from './reading-sheet.ts'
import { SomethingNew } from './seen.ts'

declare module 'fastify' {
  interface Session {
    /** Until when this member may look again at words whose opening is written down. */
    opened?: Record<string, number>
    /** What they hid or showed last, so that it can be undone in one go. */
    settled?: { ref: string; madeIn: string; said: string }
  }
}

/** One opening, written down once, lasts this long. */
export const OPEN_MS = 30 * 60_000

export const mayRead = { config: { audience: 'may read words' as const } }

export type ByRef = FastifyRequest<{ Params: { ref: string } }>

/** The page of one response on the reading desk, for all routes that answer with it. */
export function readingDesk(site: Site) {
  const { db, keys, now } = site
  const address = (request: ByRef) => `/team/reading/${request.params.ref}`
  const openedUntil = (request: ByRef) => request.session.opened?.[request.params.ref] ?? 0
  const isOpen = (request: ByRef) => openedUntil(request) > now().getTime()

  /** To whom a concern from it can be given: nobody who must not read it. */
  const concernReaders = async (ref: string) => {
    const { id } = await getReadingPage(db, ref)
    return withoutKept(db, await listMembersWho(db, 'may handle concerns'), id)
  }

  const show = async (request: ByRef, reply: FastifyReply, extra: object = {}, code = 200, wanted?: number) => {
    const item = await getReadingPage(db, request.params.ref)
    const open = isOpen(request)
    const sheet = await readingSheet(db, keys, item, open, request.member, wanted)
    const data = {
      item,
      open,
      ...sheet,
      care: await careBefore(site, item, sheet.set, request.member),
      queue: await listReadings(db, request.member.id, now()),
      toReach: await countToReach(db, now(), request.member.id),
      now: now(),
      seal: await findSeal(db, item.id),
      raised: open ? await raisedSentence(db, keys, item) : undefined,
      reasons: reasonsToOpen,
      standIns,
      concernKinds,
      reasonsNotToUse,
      readers: await concernReaders(item.ref),
      problems: {},
      typed: {},
      ...extra,
    }
    const undo = request.session.settled?.ref === item.ref ? request.session.settled : undefined
    // A part of the page is enough for what happens among the words.
    const part = open && request.headers['hx-request'] !== undefined
    const page = render(part ? 'feedback/_words' : 'feedback/reading', {
      ...teamFrame(site, request),
      ...data,
      undo,
      part,
    })
    return reply.code(code).header('vary', 'hx-request').type('text/html; charset=utf-8').send(page)
  }

  /** What a form says about harm, and what of it was typed. The words may have closed meanwhile. */
  const readFinish = async (request: ByRef) => {
    const readers = await concernReaders(request.params.ref)
    const { concern, problems, typed } = readConcern(request.body, request.member, readers)
    const found = field(request.body, 'found')
    const writtenIn = field(request.body, 'written_in').trim().slice(0, 40)
    return { concern, problems, typed: { ...typed, found, writtenIn, ...readOwn(request.body) } }
  }

  /** What a reader says for themselves when they end a reading. */
  const readOwn = (body: unknown): OwnAnswers => ({
    reads: field(body, 'reads') === 'yes',
    allTheSame: fields(body, 'all_the_same'),
  })

  /** The page again after a refusal, with what was typed, so that the reader looks before they decide. */
  const lookAgain = async (request: ByRef, reply: FastifyReply, error: unknown, typed: object = {}) => {
    if (!(error instanceof NotAllowed)) throw error
    if (error instanceof CannotRead) {
      return show(request, reply, { problems: { reads: cannotReadSentence }, typed }, 422)
    }
    const isNew = error instanceof SomethingNew
    const sentence = isNew
      ? 'Something new was written or hidden since you opened this page. Nothing was recorded. Look again, then decide.'
      : 'Nothing was recorded: somebody else did something with it meanwhile, or you may not do this alone.'
    const problems = { [isOpen(request) ? 'words-of' : 'reason']: sentence }
    return show(request, reply, { problems, typed }, isNew ? 422 : 403)
  }

  return { address, isOpen, openedUntil, show, readFinish, readOwn, lookAgain, concernReaders }
}
