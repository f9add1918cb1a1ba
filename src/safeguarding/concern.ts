import { randomInt, randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import { openWords, type Place, sealWords } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { currentReaderKey } from '../seal/reader-key.ts'
import { newDataKey, openDataKey } from '../seal/records.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { findMember, type Member } from '../team/member.ts'
import { afterWorkingMinutes } from './working-time.ts'

/** What a concern is about, in the words of the team's page. */
export const concernKinds = {
  'unsafe-at-home': 'Not safe at home',
  'unsafe-outside': 'Not safe outside the home',
  online: 'Not safe online',
  'self-harm': 'May hurt themselves',
  'someone-else': 'Somebody else may be hurt',
  'adult-in-post': 'An adult who works with children',
  missing: 'Away from home',
} as const

/** Where a concern may go. The portal records that it was passed on; the passing on happens in the proper system. */
export const destinations = {
  mash: 'MASH (children’s front door)',
  'adult-social-care': 'Adult social care front door',
  police: 'Police',
  none: 'Nowhere: we cannot tell who it is, or nobody is at risk now',
} as const

export type ConcernKind = keyof typeof concernKinds
export type Destination = keyof typeof destinations

/** Decided and passed on within half a working day; the local procedures say "immediately" (Working Together 2023). */
const DUE_MINUTES = 4 * 60

const notePlace = (row: string): Place => ({ column: 'concerns.sealed_note', row })
const outcomePlace = (row: string): Place => ({ column: 'concern_steps.sealed_outcome', row })

const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A short random name for people to say: it tells no order and nothing about who wrote. */
export function makeRef(prefix: string): string {
  return `${prefix}-${Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')}`
}

/**
 * Raises a concern from what somebody wrote. It has an owner and a due time from its first moment.
 * @param trx an open transaction
 * @param note what the reader records, sealed like the words themselves
 * @throws {NotAllowed} when the owner may not handle concerns: it would be with somebody who cannot see it
 */
export async function raiseConcern(
  trx: Db,
  keys: Keys,
  concern: { responseId: string | null; about: ConcernKind; note: string; ownerId: string },
  by: Member,
  now: Date,
): Promise<{ id: string; ref: string }> {
  const readerKey = await currentReaderKey(trx, keys)
  if (!readerKey) throw new NotAllowed('there is no reader key')
  const owner = await findMember(trx, concern.ownerId)
  if (!owner || !allows(owner.roles, 'may handle concerns')) throw new NotAllowed('no owner for a concern')
  const id = randomUUID()
  const ref = makeRef('C')
  const { dataKey, box } = newDataKey(readerKey, 'concerns', id)
  await trx
    .insertInto('concerns')
    .values({
      id,
      ref,
      response_id: concern.responseId,
      about: concern.about,
      owner_id: concern.ownerId,
      raised_by: by.id,
      raised_at: now,
      due_at: afterWorkingMinutes(now, DUE_MINUTES),
      sealed_note: sealWords(dataKey, notePlace(id), concern.note),
      ...box,
    })
    .execute()
  await addStep(trx, keys, id, { step: 'raised' }, by, now)
  return { id, ref }
}

type Step = Partial<Pick<Tables['concern_steps'], 'id' | 'destination' | 'sealed_outcome' | 'told_writer'>> & {
  step: Tables['concern_steps']['step']
}

/** Every step is a row of its own; none is ever changed or taken away. */
async function addStep(trx: Db, keys: Keys, concernId: string, step: Step, by: Member, at: Date): Promise<void> {
  const number = (await stepsOf(trx, concernId)).length + 1
  const row = { id: randomUUID(), destination: null, sealed_outcome: null, told_writer: null, ...step }
  await trx
    .insertInto('concern_steps')
    .values({ concern_id: concernId, number, at, member_id: by.id, ...row })
    .execute()
  const entry = { memberId: by.id, action: `concern: ${step.step}`, record: 'concern', recordId: concernId }
  await audit(trx, keys, step.destination ? { ...entry, detail: { destination: step.destination } } : entry, at)
}

/** Records that the concern was passed on, and where. @throws {NotFound} */
export async function passOn(db: Db, keys: Keys, ref: string, destination: Destination, by: Member, now: Date) {
  await step(db, keys, ref, { step: 'passed on', destination }, by, now)
}

/** Records that the place it went to has answered. @throws {NotFound} */
export async function acknowledge(db: Db, keys: Keys, ref: string, by: Member, now: Date) {
  await step(db, keys, ref, { step: 'acknowledged' }, by, now)
}

/** Gives the concern to another owner. @throws {NotFound} */
export async function handOver(db: Db, keys: Keys, ref: string, ownerId: string, by: Member, now: Date) {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    await trx.updateTable('concerns').set({ owner_id: ownerId }).where('id', '=', concern.id).execute()
    await addStep(trx, keys, concern.id, { step: 'handed over' }, by, now)
  })
}

/**
 * The first of two people says how it ended.
 * @returns a problem when nothing was decided yet: a concern cannot end without a destination
 */
export async function proposeClosing(
  db: Db,
  keys: Keys,
  ref: string,
  ending: { outcome: string; toldWriter: string },
  by: Member,
  now: Date,
): Promise<{ ok: true } | { ok: false; problem: string }> {
  return db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    const steps = await stepsOf(trx, concern.id)
    if (!steps.some(({ step }) => step === 'passed on')) {
      return { ok: false, problem: 'Say first where it was passed on, or that it went nowhere and why.' }
    }
    const id = randomUUID()
    const dataKey = await openDataKey(trx, keys, 'concerns', concern.id, concern)
    const sealedOutcome = sealWords(dataKey, outcomePlace(id), ending.outcome)
    const closing = { id, sealed_outcome: sealedOutcome, told_writer: ending.toldWriter }
    await addStep(trx, keys, concern.id, { step: 'closing proposed', ...closing }, by, now)
    return { ok: true }
  })
}

/**
 * The second person closes it, or keeps it open.
 * @throws {NotAllowed} when the same person proposed it: two people close a concern
 */
export async function settleClosing(db: Db, keys: Keys, ref: string, close: boolean, by: Member, now: Date) {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    const proposed = (await stepsOf(trx, concern.id)).at(-1)
    if (proposed?.step !== 'closing proposed') throw new NotAllowed('nobody has proposed to close it')
    if (proposed.member_id === by.id) throw new NotAllowed('two people close a concern')
    await addStep(trx, keys, concern.id, { step: close ? 'closed' : 'kept open' }, by, now)
  })
}

/** What is recorded in words: the reader's note, and by the step's number how somebody said that it ended. */
export type ConcernWords = { note: string; outcomes: Record<number, string> }

/** Opens what is recorded in words. That it was opened is written down. @throws {NotFound} */
export async function openNote(db: Db, keys: Keys, ref: string, by: Member, now: Date): Promise<ConcernWords> {
  return db.transaction().execute(async (trx) => {
    const concern = await getConcern(trx, ref)
    const entry = { memberId: by.id, action: 'concern: note opened', record: 'concern', recordId: concern.id }
    await audit(trx, keys, entry, now)
    const dataKey = await openDataKey(trx, keys, 'concerns', concern.id, concern)
    const steps = await stepsOf(trx, concern.id)
    const outcomes = steps.flatMap(({ id, number, sealed_outcome }) =>
      sealed_outcome ? [[number, openWords(dataKey, outcomePlace(id), sealed_outcome)]] : [],
    )
    const note = concern.sealed_note ? openWords(dataKey, notePlace(concern.id), concern.sealed_note) : ''
    return { note, outcomes: Object.fromEntries(outcomes) }
  })
}

async function step(db: Db, keys: Keys, ref: string, what: Step, by: Member, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    await addStep(trx, keys, concern.id, what, by, now)
  })
}

async function getConcern(db: Db, ref: string) {
  const concern = await db.selectFrom('concerns').selectAll().where('ref', '=', ref).executeTakeFirst()
  if (!concern) throw new NotFound('no such concern')
  return concern
}

/** An open concern, held until the transaction ends so that two people cannot close it past each other. */
async function lockConcern(trx: Db, ref: string) {
  const concern = await trx.selectFrom('concerns').selectAll().where('ref', '=', ref).forUpdate().executeTakeFirst()
  if (!concern) throw new NotFound('no such concern')
  const last = (await stepsOf(trx, concern.id)).at(-1)
  if (last?.step === 'closed') throw new NotAllowed('the concern is closed')
  return concern
}

async function stepsOf(db: Db, concernId: string) {
  return db.selectFrom('concern_steps').selectAll().where('concern_id', '=', concernId).orderBy('number').execute()
}
