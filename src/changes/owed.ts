import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { owedBy } from '../feedback/coming-back/owing.ts'
import { keptFrom } from '../safeguarding/conflict.ts'

/** Somebody who wrote, kept their key, and has no answer on their page yet. */
export type Owed = { ref: string; setName: string; receivedOn: string; by: string }

/**
 * Everybody who is owed an answer, the oldest first. Answered is who can see a published decision on a theme of theirs, or
 * a reply that names a decision (or says that no theme fits); and who said "just read them", once two people have. Words
 * that two people left unused are owed nothing.
 * @param memberId leaves out what this member must not read
 */
export async function listOwed(db: Db, memberId?: string): Promise<Owed[]> {
  const others = memberId ? sql`and responses.id not in ${keptFrom(db, memberId)}` : sql``
  const { rows } = await sql<Omit<Owed, 'by'>>`
    select responses.ref, question_sets.content ->> 'name' as "setName", responses.received_on as "receivedOn"
    from responses
    join question_sets on question_sets.id = responses.question_set_id
    join readings on readings.response_id = responses.id
    where responses.withdrawn_on is null and responses.has_words
      and responses.key_kept is distinct from 'not wanted'
      and readings.state <> 'not used' ${others}
      and not (responses.words_permission = 'none' and readings.state = 'read only')
      and not exists (
        select 1 from replies where replies.response_id = responses.id and replies.kind = 'reply'
          and (replies.decision_id is not null or replies.theme_id is null)
      )
      and not exists (
        select 1 from themings
        join released_words on released_words.response_id = themings.response_id
        join segments on segments.released_words_id = released_words.id
        join segment_codes on segment_codes.segment_id = segments.id
        join codes on codes.id = segment_codes.code_id
        join decisions on decisions.theme_id = codes.theme_id
        join publications on publications.decision_id = decisions.id and publications.retracted_on is null
        where themings.response_id = responses.id
      )
    order by responses.received_on, responses.ref`.execute(db)
  return rows.map((row) => ({ ...row, by: owedBy(row.receivedOn) }))
}
