import type { Db } from '../../db/open.ts'

/** Sources that can retire. The commonest three are only what they are measured against. */
export const sources = {
  learned: 'Learned from what people confirmed',
  codebook: 'The codebook’s own words',
}
export type Source = keyof typeof sources

/** Whether a source has retired because it was worse than the commonest three. */
export async function isRetired(db: Db, source: Source): Promise<boolean> {
  const row = await db
    .selectFrom('suggestion_sources')
    .select('retired_on')
    .where('source', '=', source)
    .executeTakeFirst()
  return row?.retired_on != null
}
