import { createHash, createHmac, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotAllowed } from '../../refusals.ts'
import { makeRef } from '../../safeguarding/short-name.ts'
import { sealWords, wrap } from '../../seal/envelope.ts'
import { derive, type Keys } from '../../seal/keys.ts'
import { currentReaderKey, type ReaderKey } from '../../seal/reader-key.ts'
import { newDataKey } from '../../seal/records.ts'
import { makePair } from '../../seal/x25519.ts'
import { dayOf } from '../../site.ts'
import type { FormToken } from '../../web/form-token.ts'
import type { Answers } from '../answers.ts'
import type { QuestionSet } from '../question-set.ts'
import { readingDue } from '../reading/reading-time.ts'
import { hashReturnKey, issueReturnKey, type ReturnKey } from '../return-key.ts'
import { type Arrival, openly } from './arrival.ts'

/** How long a refresh or a second click shows the same key. */
const KEY_SHOWN_MS = 30 * 60_000

/** There are 28 million short names; several taken ones in a row are no chance. */
const MOST_NAMES = 5

export type Given =
  | { kind: 'saved'; key: ReturnKey }
  /** The same form again, soon after: the same key. */
  | { kind: 'saved before'; key: ReturnKey }
  /** The same form again, late, or after the key was put away. */
  | { kind: 'saved long before' }
  /** The same form with other words: the first words are kept, these are not. */
  | { kind: 'something else was sent' }
  /** A form of a tablet again, whatever it says now: whoever holds the tablet next must not learn what it said. */
  | { kind: 'sent from a tablet before' }

/**
 * Keeps what a person said, sealed before it reaches the database. When this returns, it is committed. Sending the same
 * form twice keeps one row.
 * @param from the form's token, the language version of the page, and how the person came (openly, if left out)
 * @param readerKey for callers that give many at once; read from the database if left out
 * @throws {NotAllowed} before set-up, when nobody could read what is sent
 */
export async function giveFeedback(
  db: Db,
  keys: Keys,
  set: QuestionSet,
  answers: Answers,
  from: { token: FormToken; language: string; arrival?: Arrival },
  now: Date,
  readerKey?: ReaderKey,
): Promise<Given> {
  const key = issueReturnKey(keys, from.token)
  const sealFor = readerKey ?? (await currentReaderKey(db, keys))
  if (!sealFor) throw new NotAllowed('set-up is not finished')
  const nonceHash = createHash('sha256').update(from.token.nonce).digest()
  const sameWords = answersMac(keys, from.token, answers)
  const reason = whyRead(set, answers)
  const reading = reason && { reason, dueAt: await readingDue(db, reason, now) }
  const toSave = { ...(await sealed(keys, sealFor, set, answers, key, now)), reading }
  const arrival = from.arrival ?? openly
  const keyShownUntil = new Date(now.getTime() + (arrival.keyShownMs ?? KEY_SHOWN_MS))
  const form = { nonceHash, sameWords, language: from.language, arrival, keyShownUntil }
  for (let left = MOST_NAMES; left > 0; left -= 1) {
    if (await save(db, toSave, form)) return { kind: 'saved', key }
    const before = await settleRepeat(db, nonceHash, sameWords, key, now)
    if (before) return before
    // Not sent before: another response has the short name that was drawn for this one. The next try draws another.
  }
  throw new Error('every short name that was drawn is taken')
}

/** @returns undefined when this form was not sent before */
async function settleRepeat(
  db: Db,
  nonceHash: Buffer,
  sameWords: Buffer,
  key: ReturnKey,
  now: Date,
): Promise<Given | undefined> {
  const before = await db
    .selectFrom('responses')
    .select(['answers_mac', 'key_shown_until', 'channel'])
    .where('form_nonce_hash', '=', nonceHash)
    .executeTakeFirst()
  if (!before) return undefined
  if (before.channel === 'tablet') return { kind: 'sent from a tablet before' }
  if (!before.answers_mac.equals(sameWords)) return { kind: 'something else was sent' }
  if (!before.key_shown_until || before.key_shown_until < now) return { kind: 'saved long before' }
  return { kind: 'saved before', key }
}

type Reading = { reason: Tables['readings']['reason']; dueAt: Date } | undefined
type Sealed = Awaited<ReturnType<typeof sealed>> & { reading: Reading }

async function sealed(keys: Keys, readerKey: ReaderKey, set: QuestionSet, answers: Answers, key: ReturnKey, now: Date) {
  const id = randomUUID()
  const { lookup, wrapping } = await hashReturnKey(keys, key)
  const writer = makePair()
  const { dataKey, box } = newDataKey(readerKey, 'responses', id)
  const words = Object.entries(answers.words).map(([question, text]) => {
    const row = randomUUID()
    return { id: row, question, sealed: sealWords(dataKey, { column: 'sealed_words.sealed', row }, text) }
  })
  return {
    id,
    questionSetId: set.id,
    // Where the set asks for the service, only the person says it: they may rather not.
    asksService: set.service === null,
    receivedOn: dayOf(now),
    answers,
    words,
    box: words.length > 0 ? box : { dek_box: null, reader_key_id: null },
    lookup,
    writerPublic: writer.publicRaw,
    writerPrivate: wrap(wrapping, { column: 'responses.writer_private_wrapped', row: id }, writer.privateRaw),
  }
}

/** Why a person must read it, or undefined when there is nothing to read. */
function whyRead(set: QuestionSet, answers: Answers): Tables['readings']['reason'] | undefined {
  if (answers.unsafeNow === 'yes' || answers.unsafeNow === 'not-sure') return 'unsafe now'
  if (Object.keys(answers.words).length === 0) return undefined
  return set.child ? 'child wrote' : 'own words'
}

type Form = { nonceHash: Buffer; sameWords: Buffer; language: string; arrival: Arrival; keyShownUntil: Date }

/**
 * One statement, one commit: either all of it is there or none.
 * @returns false when this form was sent before, or the short name drawn for it is taken
 */
async function save(db: Db, s: Sealed, form: Form): Promise<boolean> {
  const { arrival } = form
  const ticks = Object.entries(s.answers.ticks).map(([question, choice]) => ({ question, choice }))
  const words = s.words.map((row) => ({ ...row, sealed: row.sealed.toString('hex') }))
  const { rows } = await sql`
    with given as (
      insert into responses (
        id, ref, question_set_id, received_on, language, service, words_permission, unsafe_now, channel, helped,
        checked_with_person, has_words,
        form_nonce_hash, answers_mac, key_lookup, key_shown_until, writer_public, writer_private_wrapped,
        dek_box, reader_key_id
      ) values (
        ${s.id}, ${makeRef('F')}, ${s.questionSetId}, ${s.receivedOn}, ${form.language},
        ${s.asksService ? s.answers.service : (arrival.service ?? s.answers.service)},
        ${s.answers.wordsPermission}, ${s.answers.unsafeNow}, ${arrival.channel}, ${arrival.helped ?? null},
        ${arrival.checkedWithPerson ?? null}, ${words.length > 0},
        ${form.nonceHash}, ${form.sameWords}, ${s.lookup}, ${form.keyShownUntil}, ${s.writerPublic}, ${s.writerPrivate},
        ${s.box.dek_box}, ${s.box.reader_key_id}
      ) on conflict do nothing returning id
    ), ticked as (
      insert into answers (response_id, question_key, choice)
      select given.id, a.question, a.choice
      from given, jsonb_to_recordset(${JSON.stringify(ticks)}::jsonb) as a(question text, choice text)
    ), written as (
      insert into sealed_words (id, response_id, question_key, sealed)
      select w.id, given.id, w.question, decode(w.sealed, 'hex')
      from given, jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as w(id uuid, question text, sealed text)
    ), queued as (
      insert into readings (response_id, reason, due_at)
      select given.id, ${s.reading?.reason ?? null}::text, ${s.reading?.dueAt ?? null}::timestamptz
      from given where ${s.reading !== undefined}::boolean
    )${arrival.also?.(s.id) ?? sql``}
    select id from given`.execute(db)
  return rows.length === 1
}

/** Tells whether two sendings of one form say the same. The nonce is not stored, so nobody can test guesses against it. */
function answersMac(keys: Keys, token: FormToken, answers: Answers): Buffer {
  return createHmac('sha256', derive(keys, 'same-words/v1'))
    .update(token.nonce)
    .update(JSON.stringify(answers))
    .digest()
}

/**
 * The person has the key, or wants none: from now on it is shown to nobody. Safe to repeat. A form of a tablet does
 * nothing here: its key is put away where it is shown.
 */
export async function putKeyAway(db: Db, token: FormToken, kept: 'kept' | 'not wanted'): Promise<void> {
  await db
    .updateTable('responses')
    .set({ key_kept: kept, key_shown_until: null })
    .where('form_nonce_hash', '=', createHash('sha256').update(token.nonce).digest())
    .where('channel', '<>', 'tablet')
    .execute()
}

/** Takes away the moment until which a key could be shown: it tells when somebody wrote. @returns how many */
export async function forgetKeyTimes(db: Db, now: Date): Promise<number> {
  const result = await db
    .updateTable('responses')
    .set({ key_shown_until: null })
    .where('key_shown_until', '<', now)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
