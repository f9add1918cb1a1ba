import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import { openWords, type Place } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { openDataKey } from '../seal/records.ts'
import { audit } from '../team/audit.ts'
import type { Member } from '../team/member.ts'
import { stepsOf } from './concern-step.ts'

/** Where the reader's note is sealed. */
export const notePlace = (row: string): Place => ({ column: 'concerns.sealed_note', row })

/** Where somebody's words on how it ended are sealed. */
export const outcomePlace = (row: string): Place => ({ column: 'concern_steps.sealed_outcome', row })

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

async function getConcern(db: Db, ref: string) {
  const concern = await db.selectFrom('concerns').selectAll().where('ref', '=', ref).executeTakeFirst()
  if (!concern) throw new NotFound('no such concern')
  return concern
}
