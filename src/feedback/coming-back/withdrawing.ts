import { randomBytes } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { keepFromConcerns } from '../../safeguarding/concern-conflict.ts'
import { dayOf } from '../../site.ts'
import { eraseOldSealedLinks, eraseSealedLink } from '../inviting/sealed-link.ts'

/**
 * Takes back what somebody said: their words, the copies, the passages and quotes made of them, their ticks, and the way
 * to open the words all go at once. The row stays, empty, so that a second try finds it done. A safeguarding concern
 * stays, without a link.
 * @returns what had to stay, for the page; safe to repeat
 */
export async function withdrawFeedback(db: Db, responseId: string, now: Date): Promise<{ concernStays: boolean }> {
  return db.transaction().execute(async (trx) => {
    // First this row, as when words are added, then the one that every step at the reading desk begins with: what is just
    // being added, copied or raised is waited for.
    await trx.selectFrom('responses').select('id').where('id', '=', responseId).forNoKeyUpdate().executeTakeFirst()
    await trx
      .selectFrom('readings')
      .select('response_id')
      .where('response_id', '=', responseId)
      .forUpdate()
      .executeTakeFirst()
    // Whoever is named in the words has no way to the concern about them, also when the words are gone.
    await keepFromConcerns(trx, responseId)
    const unlinked = await trx
      .updateTable('concerns')
      .set({ response_id: null })
      .where('response_id', '=', responseId)
      .returning('id')
      .execute()
    // Segments, codes, quotes and links to decisions hang on the released words and go with them.
    await trx.deleteFrom('released_words').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('sealed_words').where('response_id', '=', responseId).execute()
    await eraseSealedLink(trx, responseId)
    await trx.deleteFrom('group_sessions').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('hidden_spans').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('shown_places').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('reading_places').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('flags').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('answers').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('themings').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('theming_claims').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('theming_steps').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('theme_objections').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('contact_wishes').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('replies').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('conflicts').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('name_checks').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('notice_wishes').where('response_id', '=', responseId).execute()
    await trx.deleteFrom('readings').where('response_id', '=', responseId).execute()
    await trx
      .updateTable('responses')
      .set({
        withdrawn_on: dayOf(now),
        words_erased_on: dayOf(now),
        has_words: false,
        service: null,
        unsafe_now: null,
        helped: null,
        checked_with_person: null,
        words_permission: 'none',
        dek_box: null,
        answers_mac: randomBytes(32),
        // The key opens nothing from now on.
        key_lookup: randomBytes(32),
        key_shown_until: null,
        writer_private_wrapped: randomBytes(60),
      })
      .where('id', '=', responseId)
      .where('withdrawn_on', 'is', null)
      .execute()
    return { concernStays: unlinked.length > 0 }
  })
}

/**
 * Takes back only that words may be quoted: what is quoted from them is taken down at once, and inside the service they go
 * on helping. Safe to repeat.
 */
export async function withdrawQuotes(db: Db, responseId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const done = await trx
      .updateTable('responses')
      .set({ words_permission: 'better' })
      .where('id', '=', responseId)
      .where('words_permission', '=', 'report')
      .returning('id')
      .executeTakeFirst()
    if (!done) return
    await trx
      .deleteFrom('quotes')
      .where('segment_id', 'in', (eb) =>
        eb
          .selectFrom('segments')
          .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
          .select('segments.id')
          .where('released_words.response_id', '=', responseId),
      )
      .execute()
  })
}

/** Own words are kept for twelve months, then erased. What a person redacted and a second agreed to stays. */
export const keepWordsMonths = 12

/** What was sent before this day, 'YYYY-MM-DD', is past its twelve months. */
export function wordsEndBefore(now: Date): string {
  const before = new Date(now)
  before.setUTCMonth(before.getUTCMonth() - keepWordsMonths)
  return dayOf(before)
}

/**
 * Erases the sealed words, and the way to open them, of everything older than twelve months; and how to reach somebody
 * whose wish to be reached is as old, with how that went.
 * @returns how many responses
 */
export async function eraseOldWords(db: Db, now: Date): Promise<number> {
  const before = wordsEndBefore(now)
  return db.transaction().execute(async (trx) => {
    const old = await trx
      .updateTable('responses')
      .set({ words_erased_on: dayOf(now), dek_box: null })
      .where('received_on', '<', before)
      .where('words_erased_on', 'is', null)
      .where('has_words', '=', true)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('readings')
              .select('response_id')
              .whereRef('readings.response_id', '=', 'responses.id')
              .where('state', 'in', ['waiting', 'first read']),
          ),
        ),
      )
      .returning('id')
      .execute()
    const ids = old.map(({ id }) => id)
    if (ids.length > 0) {
      await trx.deleteFrom('sealed_words').where('response_id', 'in', ids).execute()
      await trx.deleteFrom('notice_wishes').where('response_id', 'in', ids).execute()
    }
    await trx
      .updateTable('contact_wishes')
      .set({ sealed: null, sealed_outcome: null, kept_for_concern: false })
      .where('wished_on', '<', before)
      .where('state', '<>', 'waiting')
      .where((eb) => eb.or([eb('sealed', 'is not', null), eb('sealed_outcome', 'is not', null)]))
      .execute()
    await eraseOldSealedLinks(trx, before)
    return ids.length
  })
}
