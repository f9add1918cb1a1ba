import type { Db } from '../db/open.ts'

/** A decision that a change of the codebook touches. */
export type Touched = {
  id: string
  title: string
  theme: string
  /** Stands on the public page now. */
  published: boolean
  /** How many of the passages behind it carry the code. */
  passages: number
}

/**
 * Decisions on themes whose passages move when a code goes from one to another. They stay as they were decided and
 * published; the passages behind them are then under another theme, and the number of people on their theme is another.
 * @param themeIds the theme that loses and the one that gains
 */
export async function decisionsTouched(db: Db, codeId: string, themeIds: readonly string[]): Promise<Touched[]> {
  if (new Set(themeIds).size < 2) return []
  const rows = await db
    .selectFrom('decisions')
    .innerJoin('themes', 'themes.id', 'decisions.theme_id')
    .select((eb) => [
      'decisions.id',
      'decisions.title',
      'themes.name as theme',
      eb
        .exists(
          eb
            .selectFrom('publications')
            .select('publications.id')
            .whereRef('publications.decision_id', '=', 'decisions.id')
            .where('publications.retracted_on', 'is', null),
        )
        .$castTo<boolean>()
        .as('published'),
      eb
        .selectFrom('decision_passages')
        .innerJoin('segment_codes', 'segment_codes.segment_id', 'decision_passages.segment_id')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('decision_passages.decision_id', '=', 'decisions.id')
        .where('segment_codes.code_id', '=', codeId)
        .as('passages'),
    ])
    .where('themes.id', 'in', [...themeIds])
    .orderBy('decisions.title')
    .execute()
  return rows.map((row) => ({ ...row, passages: Number(row.passages) }))
}
