import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { looksEnglish } from '../flagging/english.ts'
import { unsealed } from './readable.ts'
import { inEnglish, isTranslation, listTexts } from './texts.ts'

/** Nobody has put a text into English, and this reader has not said that they can read it. */
export class CannotRead extends NotAllowed {
  override name = 'CannotRead'
}

/** What a reader is told then. */
export const cannotReadSentence =
  'Some of it is not in English, and no person has put it into English. Put it into English, or say that you can read this language and have read it. If you are not sure, raise a concern: that waits for nothing.'

/**
 * The texts of a response that are not in English: given on pages of another language, or other by the flag's own check.
 * What has gone on already was read.
 * @param words the opened words by question
 * @param gone keys of the texts whose copy has gone on
 * @returns keys: all of them, and those that no person has put into English
 */
export function notInEnglish(words: Record<string, string>, gone: string[], language: string) {
  const foreign = Object.entries(words).flatMap(([key, text]) =>
    !isTranslation(key) && !gone.includes(key) && !(/^en(?:-|$)/.test(language) && looksEnglish(text)) ? [key] : [],
  )
  return { foreign, untranslated: foreign.filter((key) => !words[inEnglish(key)]?.trim()) }
}

/**
 * Nobody says of words that they cannot read that nobody is at risk in them: each reader answers for themselves.
 * @param readsLanguage the reader says that they can read the language and have read it
 * @returns whether that was needed, for the audit trail
 * @throws {CannotRead}
 */
export async function holdRead(
  trx: Db,
  keys: Keys,
  response: { id: string; language: string; dek_box: Buffer | null; reader_key_id: string | null },
  readsLanguage: boolean,
): Promise<{ readsLanguage?: true }> {
  const gone = (await listTexts(trx, response.id)).flatMap((one) => (one.released ? [one.questionKey] : []))
  const { untranslated } = notInEnglish(await unsealed(trx, keys, response), gone, response.language)
  if (untranslated.length === 0) return {}
  if (!readsLanguage) throw new CannotRead('no person has put it into English')
  return { readsLanguage: true }
}
