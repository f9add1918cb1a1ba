import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { openWords, type Place, sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { openDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { type Wish, wishPlace } from './contact.ts'

/** Why a member opens how to reach somebody. It is written down each time. */
export const reasonsToReach = {
  'first try': 'I reach them now',
  'try again': 'I try again, or finish what another reader began',
  concern: 'I work on a concern about them',
} as const

export type ReasonToReach = keyof typeof reasonsToReach

const outcomePlace = (row: string): Place => ({ column: 'contact_wishes.sealed_outcome', row })

/** A wish to be reached as the desk lists it: nothing of what it says. */
export type WishRow = {
  ref: string
  responseRef: string
  /** Somebody reads this response; there is a page for it. */
  hasReading: boolean
  hasConcern: boolean
  state: 'waiting' | 'reached' | 'not reached'
  dueAt: Date | null
  late: boolean
  wishedOn: string
  doneOn: string | null
  doneBy: string | null
  /** How to reach them is still kept. */
  kept: boolean
  /** Right after the words, or later by somebody who has the key. */
  cameWith: 'words' | 'key' | null
  unsafe: boolean
}

/**
 * Who waits to be reached, soonest due first, then those done lately and those whose details a concern still needs; without
 * those that this member must not read.
 */
export async function listWishes(db: Db, now: Date, memberId: string): Promise<WishRow[]> {
  const rows = await read(db)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('due_at')
    .orderBy('contact_wishes.ref')
    .execute()
  const all = rows.map((row) => shape(row, now))
  const done = all.filter(({ state }) => state !== 'waiting')
  const newest = done.toSorted((a, b) => (b.doneOn ?? '').localeCompare(a.doneOn ?? ''))
  return [...all.filter(({ state }) => state === 'waiting'), ...newest.filter(({ kept }, n) => kept || n < 20)]
}

/**
 * How many people wait to be reached, and how many of them are past their time. For readers: the numbers are exact, but for
 * those that this reader is never shown.
 */
export async function countToReach(db: Db, now: Date, memberId: string): Promise<{ waiting: number; late: number }> {
  return db
    .selectFrom('contact_wishes')
    .where('state', '=', 'waiting')
    .where('response_id', 'not in', keptFrom(db, memberId))
    .select((eb) => [
      eb.fn.count<number>('response_id').distinct().as('waiting'),
      eb.fn.count<number>('response_id').distinct().filterWhere('due_at', '<', now).as('late'),
    ])
    .executeTakeFirstOrThrow()
}

/** @throws {NotFound} */
export async function getWish(db: Db, ref: string, now: Date): Promise<WishRow> {
  const row = await read(db).where('contact_wishes.ref', '=', ref).executeTakeFirst()
  if (!row) throw new NotFound('no such wish')
  return shape(row, now)
}

/**
 * Opens how to reach somebody. The look is written down in the same transaction, with its reason.
 * @throws {NotFound}
 */
export async function openWish(
  db: Db,
  keys: Keys,
  ref: string,
  reason: ReasonToReach,
  by: Member,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const wish = await held(trx, ref)
    const entry = { memberId: by.id, action: 'opened how to reach somebody', record: 'contact', recordId: wish.id }
    await audit(trx, keys, { ...entry, detail: { reason } }, now)
  })
}

/** What it says, and how it went, inside an opening that is written down. @throws {NotFound} */
export async function readWishWords(db: Db, keys: Keys, ref: string): Promise<{ wish?: Wish; outcome?: string }> {
  const row = await db.selectFrom('contact_wishes').selectAll().where('ref', '=', ref).executeTakeFirst()
  if (!row) throw new NotFound('no such wish')
  const dataKey = await openDataKey(db, keys, 'contact_wishes', row.id, row)
  return {
    ...(row.sealed ? { wish: JSON.parse(openWords(dataKey, wishPlace(row.id), row.sealed)) as Wish } : {}),
    ...(row.sealed_outcome ? { outcome: openWords(dataKey, outcomePlace(row.id), row.sealed_outcome) } : {}),
  }
}

/** How it went. `keep`: a concern still needs to know how to reach them. */
export type Reached = { state: 'reached' | 'not reached'; outcome: string; keep: boolean }

/**
 * Records how it went, and erases how to reach them unless a concern needs it. Again, to say more or to erase it after
 * all, is fine.
 * @throws {NotAllowed} when it is to be kept and there is no concern
 */
export async function finishWish(
  db: Db,
  keys: Keys,
  ref: string,
  reached: Reached,
  by: Member,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const wish = await held(trx, ref)
    if (reached.keep && !(await hasConcern(trx, wish.response_id))) throw new NotAllowed('no concern needs it')
    const dataKey = await openDataKey(trx, keys, 'contact_wishes', wish.id, wish)
    await trx
      .updateTable('contact_wishes')
      .set({
        state: reached.state,
        sealed_outcome: sealWords(dataKey, outcomePlace(wish.id), reached.outcome),
        ...(reached.keep ? {} : { sealed: null }),
        ...{ kept_for_concern: reached.keep, done_by: by.id, done_on: dayOf(now), due_at: null },
      })
      .where('id', '=', wish.id)
      .execute()
    const detail = { state: reached.state, kept: reached.keep }
    await audit(
      trx,
      keys,
      { memberId: by.id, action: 'contact: done', record: 'contact', recordId: wish.id, detail },
      now,
    )
  })
}

async function held(trx: Db, ref: string) {
  const row = await trx.selectFrom('contact_wishes').selectAll().where('ref', '=', ref).forUpdate().executeTakeFirst()
  if (!row) throw new NotFound('no such wish')
  return row
}

async function hasConcern(trx: Db, responseId: string): Promise<boolean> {
  const row = await trx.selectFrom('concerns').select('id').where('response_id', '=', responseId).executeTakeFirst()
  return row !== undefined
}

function read(db: Db) {
  return db
    .selectFrom('contact_wishes')
    .innerJoin('responses', 'responses.id', 'contact_wishes.response_id')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .leftJoin('members', 'members.id', 'contact_wishes.done_by')
    .select((eb) => [
      'contact_wishes.ref',
      'responses.ref as responseRef',
      'responses.unsafe_now',
      'contact_wishes.state',
      'contact_wishes.due_at',
      'wished_on',
      'done_on',
      'members.name as doneBy',
      'came_with as cameWith',
      eb('readings.response_id', 'is not', null).$castTo<boolean>().as('hasReading'),
      eb('contact_wishes.sealed', 'is not', null).$castTo<boolean>().as('kept'),
      eb
        .exists(eb.selectFrom('concerns').select('concerns.id').whereRef('concerns.response_id', '=', 'responses.id'))
        .$castTo<boolean>()
        .as('hasConcern'),
    ])
}

function shape(row: Awaited<ReturnType<ReturnType<typeof read>['execute']>>[number], now: Date): WishRow {
  const { due_at, wished_on, done_on, unsafe_now, ...rest } = row
  const unsafe = unsafe_now === 'yes' || unsafe_now === 'not-sure'
  return { ...rest, dueAt: due_at, late: due_at !== null && due_at < now, wishedOn: wished_on, doneOn: done_on, unsafe }
}
