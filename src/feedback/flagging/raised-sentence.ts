import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { cutAtHidden, listHiddenSpans } from '../reading/hiding.ts'
import { readOpened } from '../reading/opening.ts'
import { isTranslation } from '../reading/texts.ts'

/** The sentence that raised a response, as the desk shows it. */
export type RaisedBy = { sentence: string; by: 'sentence' | 'pattern'; translated: boolean }

/**
 * The sentence that raised a response, what is hidden in it hidden. Only inside an opening that is written down.
 * @returns undefined when it was not raised, or the text is not as it was
 */
export async function raisedSentence(
  db: Db,
  keys: Keys,
  item: { id: string; ref: string },
): Promise<RaisedBy | undefined> {
  const flag = await db.selectFrom('flags').selectAll().where('response_id', '=', item.id).executeTakeFirst()
  if (flag?.state !== 'raised' || flag.question_key === null) return undefined
  const { question_key: key, starts, ends } = flag
  const text = (await readOpened(db, keys, item.ref))[key]
  if (text === undefined || starts === null || ends === null || ends > text.length) return undefined
  const spans = (await listHiddenSpans(db, item.id)).filter(({ questionKey }) => questionKey === key)
  let at = 0
  let sentence = ''
  for (const piece of cutAtHidden(text, spans)) {
    const [from, to] = [Math.max(at, starts), Math.min(at + piece.text.length, ends)]
    if (from < to) sentence += piece.hidden ? `[${piece.hidden.standIn}]` : piece.text.slice(from - at, to - at)
    at += piece.text.length
  }
  return { sentence, by: flag.why === 'pattern' ? 'pattern' : 'sentence', translated: isTranslation(key) }
}
