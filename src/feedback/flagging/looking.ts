import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import { unsealed } from '../reading/readable.ts'
import { inEnglish, isTranslation } from '../reading/texts.ts'
import { looksEnglish } from './english.ts'
import { textsMark } from './flag.ts'
import type { Flagger } from './flagger.ts'
import { judge, type Verdict } from './judging.ts'
import { keepFlag, type Made, waitingForFlag } from './keeping.ts'
import { noTrouble, noteTrouble } from './trouble.ts'

/** Texts are scored only where they were written on an English page, and look English. */
const languages = ['en', 'en-easy']

/** What was looked for with plain words alone. */
const PATTERNS = 'plain words only'

/**
 * Looks at what waits to be read and has no flag for its present texts. Their words are opened, which is written down once
 * for each, and only a place is kept. It changes no reading: not its state, not its time, not who may read it.
 * @param flagger left out while the flag is off
 * @returns how many responses it looked at
 */
export async function lookAtWaiting(
  db: Db,
  keys: Keys,
  flagger: Flagger | undefined,
  now: Date,
  most = 20,
): Promise<number> {
  if (!flagger) return sayOff(db, now, most)
  let works = await flagger.start().then(
    () => true,
    () => false,
  )
  if (!works) await noteTrouble(db, now)
  const waiting = await waitingForFlag(db, works, now, most)
  for (const one of waiting) {
    const opened = await open(db, keys, one.id, now)
    if (!opened) continue
    // Outside the transaction: it can take a minute, and nothing may wait for it.
    const made = await look(opened.words, one.language, works ? flagger : undefined)
    if (made.failed && works) {
      works = false
      await noteTrouble(db, now)
    }
    const { state, why, place } = made
    const model = made.withModel ? flagger.name : PATTERNS
    await keepFlag(db, one.id, { state, why, place, texts: opened.texts, model }, now)
  }
  if (works) await noTrouble(db)
  return waiting.length
}

/** Opens the words of what still waits; that it did is written down in the same transaction. */
async function open(db: Db, keys: Keys, responseId: string, now: Date) {
  return db.transaction().execute(async (trx) => {
    const response = await trx
      .selectFrom('responses')
      .select(['responses.id', 'dek_box', 'reader_key_id', textsMark.as('texts')])
      .where('responses.id', '=', responseId)
      .where('withdrawn_on', 'is', null)
      .executeTakeFirst()
    if (!response?.texts) return undefined
    const action = 'opened words for the flag'
    await audit(trx, keys, { memberId: null, action, record: 'response', recordId: responseId }, now)
    return { words: await unsealed(trx, keys, response), texts: response.texts }
  })
}

type Looked = Pick<Made, 'state' | 'why' | 'place'> & { failed: boolean; withModel: boolean }

/** Looks at each text that may be scored; a text in another language is, where a person put it into English. */
async function look(words: Record<string, string>, language: string, flagger?: Flagger): Promise<Looked> {
  let [left, failed] = [false, !flagger]
  const withModel = flagger !== undefined
  for (const [key, text] of Object.entries(words)) {
    const mayScore = isTranslation(key) || (languages.includes(language) && looksEnglish(text))
    if (!mayScore) {
      left ||= !Object.hasOwn(words, inEnglish(key))
      continue
    }
    const verdict: Verdict | undefined =
      flagger && !failed ? await flagger.read(text).catch(() => undefined) : undefined
    failed ||= verdict === undefined
    const found = verdict ?? (await judge(text))
    if (found.raised) {
      const place = { question_key: key, starts: found.starts, ends: found.ends }
      return { state: 'raised', why: found.by, place, failed: failed && withModel, withModel }
    }
  }
  const rest = { place: null, failed: failed && withModel, withModel }
  if (left) return { state: 'not read', why: 'language', ...rest }
  return failed ? { state: 'not read', why: 'failed', ...rest } : { state: 'read', why: 'read', ...rest }
}

/** While the flag is off, what waits says so. Nothing is opened. */
async function sayOff(db: Db, now: Date, most: number): Promise<number> {
  const waiting = await waitingForFlag(db, false, now, most)
  for (const { id, texts } of waiting) {
    if (texts) await keepFlag(db, id, { state: 'not read', why: 'off', place: null, texts, model: 'off' }, now)
  }
  return waiting.length
}
