import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { owedBy } from '../feedback/coming-back/owing.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { currentReaderKey } from '../seal/reader-key.ts'
import { boxDataKey } from '../seal/records.ts'
import { sealForWriter } from '../seal/writer-box.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import type { Member } from '../team/member.ts'
import { themesOfResponse } from '../themes/for-response.ts'
import { hashOfMark } from '../web/form-mark.ts'
import { type DecisionForResponse, decisionsForThemes } from './for-response.ts'
import { type Problems, problemsOf, type TypedReply } from './reply-form.ts'

/** What a reply can be about, and what was written so far. None of it is what the person said. */
export type ReplyPage = {
  id: string
  ref: string
  receivedOn: string
  /** The language version that the person used. */
  language: string
  /** They read the easy sentences. */
  easy: boolean
  owedBy: string | undefined
  hasReading: boolean
  themes: { id: string; plainName: string }[]
  decisions: DecisionForResponse[]
  /** Theming has ended, and no theme fits: then a reply may name none. */
  fitsNoTheme: boolean
  sent: { kind: 'reply' | 'question'; by: string; sentOn: string; theme: string | null; answeredOn: string | null }[]
}

/** @throws {NotFound} when there is no such feedback or it was taken back */
export async function getReplyPage(db: Db, ref: string): Promise<ReplyPage> {
  const row = await db
    .selectFrom('responses')
    .leftJoin('themings', 'themings.response_id', 'responses.id')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .innerJoin('question_sets', 'question_sets.id', 'responses.question_set_id')
    .select(sql<boolean>`(question_sets.content ->> 'pictures')::boolean`.as('pictures'))
    .select(['responses.id', 'responses.ref', 'received_on', 'language', 'has_words'])
    .select(['themings.finished_on', 'readings.state'])
    .where('responses.ref', '=', ref)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
  if (!row) throw new NotFound('no such feedback')
  const themes = await themesOfResponse(db, row.id)
  const sent = await db
    .selectFrom('replies')
    .innerJoin('members', 'members.id', 'replies.written_by')
    .leftJoin('themes', 'themes.id', 'replies.theme_id')
    .select(['kind', 'members.name as by', 'sent_on as sentOn', 'themes.plain_name as theme'])
    .select('answered_on as answeredOn')
    .where('response_id', '=', row.id)
    .orderBy('sent_on')
    .orderBy('replies.id')
    .execute()
  return {
    ...{ id: row.id, ref: row.ref, receivedOn: row.received_on, language: row.language },
    easy: row.language === 'en-easy' || row.pictures,
    owedBy: row.has_words ? owedBy(row.received_on) : undefined,
    hasReading: row.state !== null,
    themes,
    decisions: await decisionsForThemes(
      db,
      themes.map(({ id }) => id),
    ),
    fitsNoTheme: row.finished_on !== null && themes.length === 0,
    sent,
  }
}

/**
 * Seals what a reader writes for the person who wrote, and keeps it: their return key opens it, and nothing else. The same
 * form twice keeps it once.
 * @returns a sentence for each field that something is wrong with
 * @throws {NotFound} when it was taken back
 */
export async function sendReply(
  db: Db,
  keys: Keys,
  ref: string,
  typed: TypedReply,
  by: Member,
  now: Date,
): Promise<{ ok: true } | { ok: false; problems: Problems }> {
  return db.transaction().execute(async (trx) => {
    const held = await trx
      .selectFrom('responses')
      .select(['id', 'writer_public'])
      .where('ref', '=', ref)
      .where('withdrawn_on', 'is', null)
      .forShare()
      .executeTakeFirst()
    if (!held) throw new NotFound('it was taken back')
    const page = await getReplyPage(trx, ref)
    const problems = problemsOf(typed, page, dayOf(now))
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    const id = randomUUID()
    const { dataKey, ...sealed } = sealForWriter(held.writer_public, id, typed.words.trim())
    const made = await trx
      .insertInto('replies')
      .values({
        ...{
          id,
          response_id: held.id,
          kind: typed.kind as 'reply' | 'question',
          form_mark: hashOfMark(typed.formMark),
        },
        ...about(typed),
        ...sealed,
        ...(typed.kind === 'question' ? await boxForReaders(trx, keys, id, dataKey) : noBox),
        ...{ written_by: by.id, sent_on: dayOf(now), answered_on: null },
      })
      .onConflict((oc) => oc.columns(['response_id', 'form_mark']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return { ok: true }
    const action = typed.kind === 'question' ? 'asked the writer' : 'replied to the writer'
    await audit(trx, keys, { memberId: by.id, action, record: 'response', recordId: held.id }, now)
    return { ok: true }
  })
}

const noBox = { dek_box: null, reader_key_id: null }

function about({ kind, themeId, decision, decisionBy }: TypedReply) {
  if (kind === 'question' || !themeId) return { theme_id: themeId || null, decision_id: null, decision_by: null }
  if (decision === 'none') return { theme_id: themeId, decision_id: null, decision_by: decisionBy }
  return { theme_id: themeId, decision_id: decision, decision_by: null }
}

/** A question can be read at the desk as well: an answer without its question says little. */
async function boxForReaders(trx: Db, keys: Keys, id: string, dataKey: Buffer) {
  const readerKey = await currentReaderKey(trx, keys)
  if (!readerKey) throw new NotAllowed('there is no reader key')
  return boxDataKey(readerKey, 'replies', id, dataKey)
}
