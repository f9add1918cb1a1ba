import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { howItCame } from '../giving/how-it-came.ts'

export type ReadingPage = {
  id: string
  ref: string
  setId: string
  receivedOn: string
  language: string
  service: string | null
  permission: 'none' | 'better' | 'report'
  unsafeNow: string | null
  hasWords: boolean
  wordsErasedOn: string | null
  reason: string
  state: 'waiting' | 'first read' | 'released' | 'read only' | 'not used'
  notUsed: string | null
  dueAt: Date | null
  found: string | null
  writtenIn: string | null
  firstBy: string | null
  ticks: { question_key: string; choice: string }[]
  concerns: string[]
  /** How it came, where a reader has to know. */
  came: string[]
}

/** One response as a reader sees it before opening the words. @throws {NotFound} */
export async function getReadingPage(db: Db, ref: string): Promise<ReadingPage> {
  const row = await db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .selectAll()
    .where('ref', '=', ref)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
  if (!row) throw new NotFound('no such response')
  const ticks = await db
    .selectFrom('answers')
    .select(['question_key', 'choice'])
    .where('response_id', '=', row.id)
    .execute()
  const concerns = await db.selectFrom('concerns').select('ref').where('response_id', '=', row.id).execute()
  return {
    id: row.id,
    ref: row.ref,
    setId: row.question_set_id,
    receivedOn: row.received_on,
    language: row.language,
    service: row.service,
    permission: row.words_permission,
    unsafeNow: row.unsafe_now,
    hasWords: row.has_words,
    wordsErasedOn: row.words_erased_on,
    reason: row.reason,
    state: row.state,
    notUsed: row.not_used,
    dueAt: row.due_at,
    found: row.found,
    writtenIn: row.written_in,
    firstBy: row.first_by,
    ticks,
    concerns: concerns.map(({ ref }) => ref),
    came: await howItCame(db, row),
  }
}
