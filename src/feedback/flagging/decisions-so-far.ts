import type { Db } from '../../db/open.ts'

/** Fewer texts than this are not counted out: they could be told apart. */
const FEWEST_INSIDE = 5

/** A number of texts, or that there are too few to say. */
export type FewOr = number | 'fewer than 5'

/** What people found in what the flag raised, and in what it read and did not raise. */
export type SoFar = Record<'raised' | 'notRaised', Record<'concern' | 'none', FewOr>>

/** What readers decided so far, beside what the flag had made of the same words. */
export async function decisionsSoFar(db: Db): Promise<SoFar> {
  const rows = await db
    .selectFrom('flags')
    .innerJoin('readings', 'readings.response_id', 'flags.response_id')
    .select((eb) => ['flags.state', 'readings.found', eb.fn.countAll<string>().as('texts')])
    .where('readings.found', 'is not', null)
    .where('flags.state', 'in', ['raised', 'read'])
    .groupBy(['flags.state', 'readings.found'])
    .execute()
  const of = (state: string, found: string): FewOr => {
    const count = Number(rows.find((row) => row.state === state && row.found === found)?.texts ?? 0)
    return count < FEWEST_INSIDE ? 'fewer than 5' : count
  }
  return {
    raised: { concern: of('raised', 'concern'), none: of('raised', 'none') },
    notRaised: { concern: of('read', 'concern'), none: of('read', 'none') },
  }
}
