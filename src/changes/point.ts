import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { listDirectory } from '../support/option.ts'
import { places } from '../support/place.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import { listDecisions } from './decision-list.ts'
import { published } from './what-changed.ts'

/** Where a change shows: at an option of the directory, or at a place of the roadmap. */
export type Where = { optionId: string } | { place: string }

export type Point = { id: string; optionId: string | null; name: string | null; place: string | null }

export type ChangedHere = { sentence: string; easySentence: string; madeOn: string }

const Wanted = z.union([z.object({ optionId: z.uuid() }), z.object({ place: z.enum(places.map(({ key }) => key)) })])

/**
 * Lets a change that was made show at an option or a place of the roadmap, as long as it is published. Twice is harmless.
 * @throws {NotFound} when no change is recorded with the decision, or there is no such option or place
 * @throws {NotAllowed} when the member may not decide
 */
export async function pointChangeAt(
  db: Db,
  keys: Keys,
  decisionId: string,
  where: Where,
  member: Member,
  now: Date,
): Promise<void> {
  await changePoints(db, keys, decisionId, 'shown', member, now, async (trx, changeId) => {
    const wanted = Wanted.safeParse(where)
    if (!wanted.success) throw new NotFound('no such option or place')
    const at = { option_id: null, place: null, ...columnsOf(wanted.data) }
    if (at.option_id && (await listDirectory(trx, at.option_id)).length === 0) throw new NotFound('no such option')
    await trx
      .insertInto('change_points')
      .values({ id: randomUUID(), practice_change_id: changeId, ...at })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
}

/** Takes it away from there again. Twice is harmless. */
export async function removePoint(
  db: Db,
  keys: Keys,
  decisionId: string,
  pointId: string,
  member: Member,
  now: Date,
): Promise<void> {
  if (!isId(pointId)) throw new NotFound('no such place')
  await changePoints(db, keys, decisionId, 'no longer shown', member, now, (trx, changeId) =>
    trx
      .deleteFrom('change_points')
      .where('id', '=', pointId)
      .where('practice_change_id', '=', changeId)
      .execute()
      .then(() => {}),
  )
}

/** Where the change of a decision shows, options by name, then places. */
export async function listPoints(db: Db, decisionId: string): Promise<Point[]> {
  return db
    .selectFrom('change_points')
    .innerJoin('practice_changes', 'practice_changes.id', 'practice_change_id')
    .leftJoin('support_options', 'support_options.id', 'option_id')
    .select(['change_points.id', 'option_id as optionId', 'support_options.name', 'place'])
    .where('practice_changes.decision_id', '=', decisionId)
    .orderBy('support_options.name')
    .orderBy('place')
    .execute()
}

/** What changed here because people told us, newest first: only what the page of changes shows, too. */
export async function changedHere(db: Db, where: Where): Promise<ChangedHere[]> {
  const at = columnsOf(where)
  const rows = await db
    .selectFrom('change_points')
    .innerJoin('practice_changes', 'practice_changes.id', 'practice_change_id')
    .select('practice_changes.decision_id')
    .$if('option_id' in at, (query) => query.where('option_id', '=', at.option_id ?? ''))
    .$if('place' in at, (query) => query.where('place', '=', at.place ?? ''))
    .execute()
  if (rows.length === 0) return []
  const here = new Set(rows.map(({ decision_id }) => decision_id))
  return published(await listDecisions(db))
    .filter(({ id }) => here.has(id))
    .map(({ publicSentence, easySentence, madeOn }) => ({
      sentence: publicSentence,
      easySentence,
      madeOn: madeOn ?? '',
    }))
    .sort((a, b) => b.madeOn.localeCompare(a.madeOn))
}

function columnsOf(where: Where): { option_id?: string; place?: string } {
  return 'optionId' in where ? { option_id: where.optionId } : { place: where.place }
}

async function changePoints(
  db: Db,
  keys: Keys,
  decisionId: string,
  what: string,
  member: Member,
  now: Date,
  write: (trx: Db, changeId: string) => Promise<void>,
): Promise<void> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  if (!isId(decisionId)) throw new NotFound('no such decision')
  await inTransaction(db, async (trx) => {
    const change = await trx
      .selectFrom('practice_changes')
      .select('id')
      .where('decision_id', '=', decisionId)
      .executeTakeFirst()
    if (!change) throw new NotFound('no change is recorded yet')
    await write(trx, change.id)
    const action = `practice change: ${what} on the roadmap`
    await audit(trx, keys, { memberId: member.id, action, record: 'decision', recordId: decisionId }, now)
  })
}
