import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import { keptFrom } from '../safeguarding/conflict.ts'
import type { Keys } from '../seal/keys.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Impact, Kind } from './code.ts'
import { applyCode } from './coding.ts'
import { type By, lockAllWords, markSegment, noSegment, type Refused, removeBareSegment } from './segment.ts'
import { takeOffCoding } from './taking-off.ts'
import { reopenTheming } from './theming.ts'

/** How many of their last steps a member can take back, one after the other. */
const KEPT = 20

/** A code that was on a passage, so that it can be put there again. */
export type TakenOff = {
  releasedWordsId: string
  start: number
  end: number
  codes: { codeKey: string; impact: Impact; kind: Kind }[]
}

type Did =
  | { what: 'coded'; detail: { codings: string[]; segments: string[]; names: string[] } }
  | { what: 'took off'; detail: TakenOff & { names: string[] } }
  | { what: 'finished'; detail: Record<string, never> }

/** @returns `says`: what undoing would undo, in words, such as `put “Waiting and timing” on` */
export type LastStep = { id: string; ref: string; says: string }

/** Remembers what a member did last. Ids only: a code's name, and never a person's words. */
export async function keepStep(trx: Db, member: By, step: { responseId: string } & Did): Promise<void> {
  const { responseId, what, detail } = step
  await trx
    .insertInto('theming_steps')
    .values({
      id: randomUUID(),
      member_id: member.id,
      response_id: responseId,
      what,
      detail: JSON.stringify(detail),
    })
    .execute()
  const older = trx.selectFrom('theming_steps').select('id').where('member_id', '=', member.id)
  await trx.deleteFrom('theming_steps').where('id', 'in', older.orderBy('number', 'desc').offset(KEPT)).execute()
}

/** The last thing that this member did and has not taken back, where they may still look. */
export async function lastStep(db: Db, memberId: string): Promise<LastStep | undefined> {
  const row = await newest(db, memberId)
  if (!row) return undefined
  const names = ((row.detail as { names?: string[] }).names ?? []).map((name) => `“${name}”`)
  const list = new Intl.ListFormat('en-GB').format(names)
  const says = {
    coded: `put ${list} on`,
    'took off': list ? `took ${list} off` : 'took a mark away',
    finished: 'finished it',
  }[row.what]
  return { id: row.id, ref: row.ref, says }
}

/**
 * Takes back the last thing that a member did: takes off what they put on, puts on what they took off, opens again what
 * they finished. What others did meanwhile stays. Twice, or from an old page, nothing more happens.
 * @param stepId what the page offered; when it is not the last any more, nothing is done
 * @returns the ref of where it was, or why it could not be done
 */
export async function undoLast(
  db: Db,
  keys: Keys,
  stepId: string,
  member: By,
  now: Date,
): Promise<{ ok: true; ref: string } | Refused> {
  return inTransaction(db, async (trx) => {
    await trx.selectFrom('members').select('id').where('id', '=', member.id).forNoKeyUpdate().execute()
    const step = await newest(trx, member.id)
    if (!step || step.id !== stepId) return notLast
    await trx.deleteFrom('theming_steps').where('id', '=', step.id).execute()
    const where = { responseId: step.responseId }
    const did = step as unknown as Did
    if (did.what === 'finished') {
      const own = await reopenTheming(trx, keys, step.responseId, member, now, true)
      return own ? { ok: true, ref: step.ref } : notLast
    }
    await lockAllWords(trx, step.responseId)
    if (did.what === 'coded') {
      // Only what this member put on: another's code on the same passage has another id.
      for (const codingId of did.detail.codings) await takeOffCoding(trx, keys, { ...where, codingId }, member, now)
      for (const segmentId of did.detail.segments)
        await removeBareSegment(trx, keys, { ...where, segmentId }, member, now)
    }
    if (did.what === 'took off') {
      const { releasedWordsId, start, end, codes } = did.detail
      const marked = await markSegment(trx, keys, { ...where, releasedWordsId, start, end }, member, now).catch(
        (error) => {
          if (error instanceof NotFound) return noSegment
          throw error
        },
      )
      if (!marked.ok) return marked
      for (const code of codes) {
        const back = await applyCode(trx, keys, { ...where, ...code, segmentId: marked.segmentId }, member, now)
        if (back.ok) continue
        await removeBareSegment(trx, keys, { ...where, segmentId: marked.segmentId }, member, now)
        return back
      }
    }
    return { ok: true, ref: step.ref }
  })
}

const notLast: Refused = {
  ok: false,
  problems: { undo: 'That was taken back already, or you have done something else since. Look at what is on now.' },
}

async function newest(db: Db, memberId: string) {
  return db
    .selectFrom('theming_steps')
    .innerJoin('responses', 'responses.id', 'theming_steps.response_id')
    .select(['theming_steps.id', 'theming_steps.what', 'theming_steps.detail', 'responses.ref'])
    .select('theming_steps.response_id as responseId')
    .where('theming_steps.member_id', '=', memberId)
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('theming_steps.number', 'desc')
    .limit(1)
    .executeTakeFirst()
}
