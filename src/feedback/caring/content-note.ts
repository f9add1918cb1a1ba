import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { QuestionSet } from '../question-set.ts'
import type { ReadingPage } from '../reading/reading-list.ts'

/** Sealed texts are padded to whole blocks, so this is all that can be known without opening them. */
const BLOCK = 1024
/** English words of 4.7 letters and a space between them (Norvig 2012, Google books): some 180 fill a block. */
const WORDS_IN_A_BLOCK = 180

/** What may come, by the questions that were asked. Not what is in it: nobody has read it. */
const mayCome: Record<string, string> = {
  '8-11': 'A child wrote it, with or without help. It may tell of being hurt, frightened or not believed.',
  '11-17': 'A young person wrote it. It may tell of sexual abuse, violence, self-harm or not being believed.',
  parent: 'A parent or carer wrote it. It may tell of harm to a child, and be angry.',
  survivor: 'An adult wrote it. It may tell of sexual abuse and exploitation, long ago or now.',
  group: 'A worker wrote down what a group said. It may hold several people’s stories.',
}

/** Ticks that say something hard, by question and choice. */
const hardTicks: Record<string, Record<string, string>> = {
  safe: { no: 'Ticked: did not feel safe with the worker.' },
  'feel-safer': { 'less-safe': 'Ticked: feels less safe than before.' },
  'taken-seriously': { 'not-really': 'Ticked: was not taken seriously.' },
  believed: { no: 'Ticked: was not believed and treated with respect.' },
  helped: { harder: 'Ticked: it made things harder.' },
  'helped-family': { harder: 'Ticked: it made things harder for the family.' },
}

/** What a reader is told before they open words. */
export type ContentNote = { lines: string[]; length: string }

/** @returns what may come and how long it is, as far as that can be said without opening anything */
export async function contentNote(db: Db, item: ReadingPage, set: QuestionSet): Promise<ContentNote> {
  const unsafe = { yes: 'They said that they feel unsafe now.', 'not-sure': 'They are not sure whether they are safe.' }
  const lines = [
    ...(item.unsafeNow === 'yes' || item.unsafeNow === 'not-sure' ? [unsafe[item.unsafeNow]] : []),
    mayCome[set.key] ?? 'It may tell of abuse and violence.',
    ...item.ticks.flatMap(({ question_key, choice }) => hardTicks[question_key]?.[choice] ?? []),
    ...(item.concerns.length > 0 ? ['A concern was raised from it already.'] : []),
  ]
  const { rows } = await sql<{ texts: number; blocks: number }>`
    select count(*)::int as texts, coalesce(sum(octet_length(sealed) / ${BLOCK}), 0)::int as blocks
    from sealed_words where response_id = ${item.id}`.execute(db)
  return { lines, length: lengthInWords(rows[0]?.texts ?? 0, rows[0]?.blocks ?? 0) }
}

/** @param blocks how many whole blocks the texts fill: an upper limit, because most are padded */
export function lengthInWords(texts: number, blocks: number): string {
  if (texts === 0) return 'There are no words, only ticks.'
  const inParts = texts === 1 ? 'one part' : `${texts} parts`
  const most = blocks * WORDS_IN_A_BLOCK
  if (blocks - texts <= 1) return `Short: ${inParts}, together under ${roundUp(most)} words.`
  return `${most >= 1500 ? 'Long' : 'Not short'}: about ${roundUp(most)} words, in ${inParts}.`
}

function roundUp(words: number): string {
  return (Math.ceil(words / 100) * 100).toLocaleString('en-GB')
}
