import type { Db } from '../db/open.ts'

/** Where a concern came from: what somebody sent, and the wishes to be reached that came with it. */
export type ConcernSource = {
  /** Of the response; null once it was taken back. */
  id: string | null
  /** What the team calls it; null once it was taken back. */
  ref: string | null
  /** It has a page on the reading desk. Ticks alone have none. */
  hasReading: boolean
  wishes: string[]
}

/** @param concernRef a concern that is there */
export async function concernSource(db: Db, concernRef: string): Promise<ConcernSource> {
  const row = await db
    .selectFrom('concerns')
    .innerJoin('responses', 'responses.id', 'concerns.response_id')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .select(['responses.id', 'responses.ref', 'readings.response_id as reading'])
    .where('concerns.ref', '=', concernRef)
    .executeTakeFirst()
  if (!row) return { id: null, ref: null, hasReading: false, wishes: [] }
  const wishes = await db
    .selectFrom('contact_wishes')
    .select('ref')
    .where('response_id', '=', row.id)
    .orderBy('wished_on')
    .orderBy('ref')
    .execute()
  return { id: row.id, ref: row.ref, hasReading: row.reading !== null, wishes: wishes.map(({ ref }) => ref) }
}
