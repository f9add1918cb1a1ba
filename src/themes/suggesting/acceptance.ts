import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'

/** With fewer decisions than this nothing is said of a rate: one person's afternoon would be the figure. */
export const FEWEST_DECIDED = 10
const LOOK_BACK_DAYS = 365

export type Acceptance = {
  name: string
  /** How often a code of this theme was shown as a suggestion. */
  shown: number
  /** How often a person has decided since. */
  decided: number
  accepted: number
  /** Of the decided ones the accepted, in whole per cent; undefined when there are too few. */
  rate: number | undefined
}

/** How the suggestions of the last year were taken, theme by theme, in the codebook's order. Holds no words. */
export async function acceptanceByTheme(db: Db, now: Date): Promise<Acceptance[]> {
  const from = dayOf(new Date(now.getTime() - LOOK_BACK_DAYS * 24 * 60 * 60_000))
  const rows = await db
    .selectFrom('themes')
    .innerJoin('codes', 'codes.theme_id', 'themes.id')
    .leftJoin('suggestions', (join) =>
      join
        .onRef('suggestions.code_id', '=', 'codes.id')
        .on('suggestions.shown', '=', true)
        .on('suggestions.made_on', '>=', from),
    )
    .select((eb) => [
      'themes.name',
      eb.fn.count<number>('suggestions.id').as('shown'),
      eb.fn.count<number>('suggestions.decision').as('decided'),
      sql<number>`count(*) filter (where suggestions.decision = 'accepted')`.as('accepted'),
    ])
    .groupBy('themes.id')
    .orderBy('themes.position')
    .execute()
  return rows.map((row) => {
    const [shown, decided, accepted] = [Number(row.shown), Number(row.decided), Number(row.accepted)]
    const rate = decided >= FEWEST_DECIDED ? Math.round((100 * accepted) / decided) : undefined
    return { name: row.name, shown, decided, accepted, rate }
  })
}
