import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { again } from '../db/again.ts'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import { type Place, sealWords } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { openDataKey } from '../seal/records.ts'
import { audit } from '../team/audit.ts'
import type { Member } from '../team/member.ts'
import { isKeptFromConcern, type KeptConcern } from './concern-conflict.ts'

export type Concern = Selectable<Tables['concerns']>
export type ConcernStep = Selectable<Tables['concern_steps']>

/** What a step says. `words` and `outcome` are sealed with the concern's own key. */
export type Step = Partial<
  Omit<ConcernStep, 'id' | 'concern_id' | 'number' | 'at' | 'member_id' | 'sealed_words' | 'sealed_outcome'>
> & { step: ConcernStep['step']; words?: string; outcome?: string }

/** What was done, or a sentence on why it was not. */
export type Done = { ok: true } | { ok: false; problem: string }

/** Where a step's reasons are sealed. */
export const wordsPlace = (row: string): Place => ({ column: 'concern_steps.sealed_words', row })

/** Where somebody's words on how it ended are sealed. */
export const outcomePlace = (row: string): Place => ({ column: 'concern_steps.sealed_outcome', row })

/** Every step is a row of its own; none is ever changed or taken away, and the database refuses to. @returns its number */
export async function addStep(
  trx: Db,
  keys: Keys,
  concern: Pick<Concern, 'id' | 'dek_box' | 'reader_key_id'>,
  { words, outcome, ...step }: Step,
  by: Member,
  at: Date,
): Promise<number> {
  const id = randomUUID()
  const sealed: { sealed_words?: Buffer; sealed_outcome?: Buffer } = {}
  if (words || outcome) {
    const dataKey = await openDataKey(trx, keys, 'concerns', concern.id, concern)
    if (words) sealed.sealed_words = sealWords(dataKey, wordsPlace(id), words)
    if (outcome) sealed.sealed_outcome = sealWords(dataKey, outcomePlace(id), outcome)
  }
  const number = (await stepsOf(trx, concern.id)).length + 1
  await trx
    .insertInto('concern_steps')
    .values({ id, concern_id: concern.id, number, at, member_id: by.id, ...step, ...sealed })
    .execute()
  const entry = { memberId: by.id, action: `concern: ${step.step}`, record: 'concern', recordId: concern.id }
  await audit(trx, keys, step.destination ? { ...entry, detail: { destination: step.destination } } : entry, at)
  return number
}

/**
 * Does something about an open concern that waits for nothing else: nobody else can take a step meanwhile.
 * @throws {NotFound} when there is none, or not for this member; {NotAllowed} when it is closed
 */
export async function withConcern<T>(
  db: Db,
  ref: string,
  by: Member,
  work: (trx: Db, concern: Concern, steps: ConcernStep[]) => Promise<T>,
): Promise<T> {
  return again(db, async (trx) => {
    const found = await trx.selectFrom('concerns').selectAll().where('ref', '=', ref).forUpdate().executeTakeFirst()
    const concern = await forMember(trx, found, by)
    const steps = await stepsOf(trx, concern.id)
    if (steps.at(-1)?.step === 'closed') throw new NotAllowed('the concern is closed')
    return work(trx, concern, steps)
  })
}

/** A concern about words that a member must not read is not there for them. @throws {NotFound} */
export async function forMember<T extends KeptConcern>(
  db: Db,
  concern: T | undefined,
  by: Pick<Member, 'id'>,
): Promise<T> {
  if (!concern || (await isKeptFromConcern(db, by.id, concern))) {
    throw new NotFound('no such concern')
  }
  return concern
}

/** Everything that was done about a concern, in order. */
export async function stepsOf(db: Db, concernId: string): Promise<ConcernStep[]> {
  return db.selectFrom('concern_steps').selectAll().where('concern_id', '=', concernId).orderBy('number').execute()
}
