import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'

/** A code as the codebook says it. */
export type Entry = {
  key: string
  name: string
  theme: string
  definition: string
  whatItIsNot: string
  examples: string[]
  /** Parts of the strategy it speaks to, such as "Protect". */
  parts: string[]
  /** Keys of the strategy's measures of success. */
  measures: string[]
  retiredOn: string | null
  /** The key of the code that it was merged into. */
  mergedInto: string | null
}

export type KeptEntry = Entry & { id: string; themeId: string; themeName: string; revision: number }

/** The whole codebook as it is now, in the order of its themes; what is retired comes with it. */
export async function listEntries(db: Db): Promise<KeptEntry[]> {
  return entries(db).execute()
}

/** @throws {NotFound} */
export async function getEntry(db: Db, key: string): Promise<KeptEntry> {
  const entry = await entries(db).where('codes.key', '=', key).executeTakeFirst()
  if (!entry) throw new NotFound('no such code')
  return entry
}

/** @returns only what belongs into a version: no ids, no revision */
export function withoutIds({ id, themeId, themeName, revision, ...entry }: KeptEntry): Entry {
  return entry
}

function entries(db: Db) {
  return db
    .selectFrom('codes')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .leftJoin('codes as into', 'into.id', 'codes.merged_into')
    .select(['codes.id', 'codes.key', 'codes.name', 'codes.definition', 'codes.what_it_is_not as whatItIsNot'])
    .select(['codes.examples', 'codes.parts', 'codes.measures', 'codes.retired_on as retiredOn', 'codes.revision'])
    .select(['themes.key as theme', 'themes.id as themeId', 'themes.name as themeName', 'into.key as mergedInto'])
    .orderBy('themes.position')
    .orderBy('codes.key')
}
