import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import { sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { sameSaid } from '../../web/form-mark.ts'
import { wordsEndBefore } from '../coming-back/withdrawing.ts'
import { getQuestionSetById } from '../question-set.ts'
import { isOfChildren } from '../with-a-worker/keying-in.ts'
import { readingDue } from './reading-time.ts'

/** Why words came after the first sending: something more, what was meant, or an answer to a reader's question. */
export type LateKind = 'more' | 'meant' | 'answer'

/** `formMark` belongs to one showing of the form: the same said again keeps one row, anything else is a text of its own. */
export type LateWords = { kind: LateKind; words: string; formMark: string; unsafeNow?: boolean }

/**
 * Keeps words that a person adds on their own page, sealed with a key of their own, beside what they said before. From
 * then on all of it waits to be read by two people again, as if it were new.
 * @returns 'too late' once the words were erased after twelve months, or would be: then a new message is the way
 * @throws {NotFound} when it was taken back
 */
export async function addWords(
  db: Db,
  keys: Keys,
  responseId: string,
  late: LateWords,
  now: Date,
): Promise<'added' | 'added before' | 'too late'> {
  const { formMark, ...said } = late
  const mark = sameSaid(keys, formMark, said)
  return db.transaction().execute(async (trx) => {
    const response = await holdForWords(trx, responseId)
    const rows = await trx
      .selectFrom('sealed_words')
      .select(['question_key', 'form_mark'])
      .where('response_id', '=', responseId)
      .execute()
    if (rows.some(({ form_mark }) => form_mark?.equals(mark))) return 'added before'
    if (isOver(response, now)) return 'too late'
    const number = rows.filter(({ question_key }) => isLate(question_key, late.kind)).length + 1
    await keep(trx, keys, responseId, `${late.kind}-${number}`, late.words, mark, now)
    const unsafe = late.unsafeNow === true
    await trx
      .updateTable('responses')
      .set({ has_words: true, ...(unsafe ? { unsafe_now: 'yes' as const } : {}) })
      .where('id', '=', responseId)
      .execute()
    const child = await wasAChild(trx, responseId, response.question_set_id)
    await readAgain(trx, responseId, unsafe ? 'unsafe now' : child ? 'child wrote' : 'own words', now)
    return 'added'
  })
}

/** Whether somebody may still add words to what they said: as long as their own words are kept. */
export async function mayAddWords(db: Db, responseId: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('responses')
    .select(['received_on', 'words_erased_on'])
    .where('id', '=', responseId)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
  return row !== undefined && !isOver(row, now)
}

/** Whether a key of `sealed_words` is one of words that came later, of this kind or of any. */
export function isLate(questionKey: string, kind = 'more|meant|answer'): boolean {
  return new RegExp(`^(${kind})-\\d+$`).test(questionKey)
}

/**
 * Holds the response, as everything does that changes what somebody said: first its row, then its reading's. Taking back
 * begins in the same way, so that neither goes past the other.
 */
async function holdForWords(trx: Db, responseId: string) {
  const response = await trx
    .selectFrom('responses')
    .select(['received_on', 'words_erased_on', 'question_set_id'])
    .where('id', '=', responseId)
    .where('withdrawn_on', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!response) throw new NotFound('it was taken back')
  await trx.selectFrom('readings').select('state').where('response_id', '=', responseId).forUpdate().executeTakeFirst()
  return response
}

/** Whether a child said it, or children in a group. */
async function wasAChild(trx: Db, responseId: string, setId: string): Promise<boolean> {
  const { child } = await getQuestionSetById(trx, setId)
  const group = trx.selectFrom('group_sessions').select('about_set').where('response_id', '=', responseId)
  return child || isOfChildren((await group.executeTakeFirst())?.about_set)
}

async function keep(
  trx: Db,
  keys: Keys,
  responseId: string,
  questionKey: string,
  words: string,
  mark: Buffer,
  now: Date,
): Promise<void> {
  const readerKey = await currentReaderKey(trx, keys)
  if (!readerKey) throw new NotAllowed('set-up is not finished')
  const id = randomUUID()
  const { dataKey, box } = newDataKey(readerKey, 'sealed_words', id)
  const sealed = sealWords(dataKey, { column: 'sealed_words.sealed', row: id }, words)
  const row = { id, response_id: responseId, question_key: questionKey, sealed, form_mark: mark, ...box }
  await trx
    .insertInto('sealed_words')
    .values({ ...row, written_on: dayOf(now) })
    .execute()
}

/**
 * The reading begins again. What was due sooner stays due then, and what was urgent stays so until it is read; what waits
 * already stays as far up as the clock has passed it, and with whom. After a reading that was over, it begins below.
 */
async function readAgain(trx: Db, responseId: string, reason: Tables['readings']['reason'], now: Date): Promise<void> {
  const due = await readingDue(trx, reason, now)
  await sql`
    insert into readings (response_id, reason, due_at) values (${responseId}, ${reason}, ${due})
    on conflict (response_id) do update set
      reason = case when readings.state in ('waiting', 'first read') and readings.reason = 'unsafe now'
        then readings.reason else excluded.reason end,
      due_at = least(readings.due_at, excluded.due_at),
      level = case when readings.state in ('waiting', 'first read') then readings.level else 0 end,
      with_member = case when readings.state in ('waiting', 'first read') then readings.with_member end,
      passes_at = case when readings.state in ('waiting', 'first read') then readings.passes_at end,
      state = 'waiting', found = null, first_by = null, first_on = null, second_by = null, second_on = null,
      on_time = null, not_used = null`.execute(trx)
}

function isOver(response: { received_on: string; words_erased_on: string | null }, now: Date): boolean {
  return response.words_erased_on !== null || response.received_on < wordsEndBefore(now)
}
