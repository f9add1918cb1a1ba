import type { Db } from '../db/open.ts'

/** What a passage did to the person, in their own judgement. The words are those of the team's page. */
export const impacts = {
  helped: 'It helped',
  'no-difference': 'It made no difference',
  harder: 'It made things harder',
}
export type Impact = keyof typeof impacts

/** What the person does in saying it. */
export const kinds = { praise: 'Praise', concern: 'Concern', idea: 'Idea' }
export type Kind = keyof typeof kinds

export type Code = { key: string; name: string; definition: string; whatItIsNot: string; examples: string[] }

/** The codes that may be put on a passage today, in the order of their themes. */
export async function listCodes(db: Db): Promise<Code[]> {
  return codes(db).where('codes.retired_on', 'is', null).execute()
}

/** The codes that gather into a theme, retired ones too: what they were put on still counts. */
export async function listCodesOf(db: Db, themeKey: string): Promise<Code[]> {
  return codes(db).where('themes.key', '=', themeKey).execute()
}

function codes(db: Db) {
  return db
    .selectFrom('codes')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .select(['codes.key', 'codes.name', 'codes.definition', 'codes.what_it_is_not as whatItIsNot', 'codes.examples'])
    .orderBy('themes.position')
    .orderBy('codes.key')
}
