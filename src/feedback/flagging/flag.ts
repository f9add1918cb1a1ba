import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'

/** What the flag made of one response. A raised one is read sooner; no other state changes anything. */
export type Flag = { state: 'raised' | 'read' | 'not read'; why: string }

export type FlagWhy = Tables['flags']['why']

/** What the desk says about a flag, or that there is none. `read` says nothing: only a person has read something. */
const inWords: Record<FlagWhy, string> = {
  sentence: 'a sentence in it is like those that tell of harm or danger now',
  pattern: 'plain words in it can tell of harm or danger now',
  read: '',
  language: 'not in English',
  failed: 'it failed',
  off: 'it is off',
}

/** A mark of the texts that a response has now: another text, or another translation, makes another mark. */
export const textsMark = sql<string | null>`(
  select md5(string_agg(sealed_words.id::text, ',' order by sealed_words.id)) from sealed_words
  where sealed_words.response_id = responses.id)`

/**
 * What the flag made of these responses. What was raised stays raised whatever is added later; anything else counts only
 * for the texts that it was made of.
 * @returns by response; one that is left out was not looked at yet
 */
export async function flagsOf(db: Db, responseIds: string[]): Promise<Map<string, Flag>> {
  if (responseIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('responses')
    .leftJoin('flags', 'flags.response_id', 'responses.id')
    .select(['responses.id', 'flags.state', 'flags.why', 'flags.texts', textsMark.as('now')])
    .where('responses.id', 'in', responseIds)
    .execute()
  const found = new Map<string, Flag>()
  for (const { id, state, why, texts, now } of rows) {
    if (state && why && (state === 'raised' || texts === now)) found.set(id, { state, why: inWords[why] })
    // Only ticks: there is nothing that a flag could read.
    else if (now === null) found.set(id, { state: 'read', why: '' })
  }
  return found
}
