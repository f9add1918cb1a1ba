import { randomUUID } from 'node:crypto'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { dayOf } from '../../site.ts'
import type { By } from '../segment.ts'
import { MOST_SUGGESTED, type PlaceInWords } from './place.ts'
import { listRetired } from './retiring.ts'
import type { Ranked, Ranking, Suggester } from './suggester.ts'

export type Suggested = {
  id: string
  codeKey: string
  codeName: string
  /** The words of the passage that led there. */
  words: string[]
  /** Passages that people put this code on, most alike first; at most three. */
  similar: { segmentId: string; words: string }[]
}

/**
 * Names at most three codes for a place in released words, and notes them, with the commonest three beside them. Nothing
 * is put on anything. Asked again for the same place, open suggestions keep their ids.
 * @param memberId who looks: they see no alike passages that they are kept from
 * @returns none when the suggester has no answer, its source has retired, or the words are gone
 */
export async function suggestFor(
  db: Db,
  suggester: Suggester,
  place: PlaceInWords,
  now: Date,
  memberId?: string,
): Promise<Suggested[]> {
  const words = await db
    .selectFrom('released_words')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .select(['released_words.body', 'released_words.question_key'])
    .where('released_words.id', '=', place.releasedWordsId)
    .where('responses.withdrawn_on', 'is', null)
    .executeTakeFirst()
  const text = words?.body.slice(place.start, place.end) ?? ''
  if (!words || !text.trim()) return []
  const without = await codesAt(db, place)
  const asked = { text, question: words.question_key, without, retired: await listRetired(db) }
  const ranking = await suggester.rank(asked)
  if (!ranking) return []
  const ids = await noteShown(db, place, ranking, now)
  const named = ranking.ranked.filter(({ codeKey }) => ids.has(codeKey))
  const similar = await wordsOfSegments(db, named, memberId)
  return named.map((ranked) => {
    const { id, name } = ids.get(ranked.codeKey)!
    const alike = ranked.similar.flatMap((segmentId) => similar.get(segmentId) ?? [])
    return { id, codeKey: ranked.codeKey, codeName: name, words: ranked.words, similar: alike }
  })
}

export type Decision = 'accepted' | 'rejected' | 'another'

/**
 * Notes what a person made of a suggestion: put it on, said no, or chose another code. The newest decision stands.
 * @param trx the transaction that puts the code on, so that neither is without the other
 * @returns the code's key, or undefined when there is no such suggestion
 */
export async function settleSuggestion(
  trx: Db,
  id: string,
  decision: Decision,
  by: By,
  now: Date,
): Promise<string | undefined> {
  if (!isId(id)) return undefined
  await trx
    .updateTable('suggestions')
    .set({ decision, decided_by: by.id, decided_on: dayOf(now) })
    .where('id', '=', id)
    .execute()
  return codeOfSuggestion(trx, id)
}

/** @returns the key of the code that a suggestion names */
export async function codeOfSuggestion(db: Db, id: string): Promise<string | undefined> {
  if (!isId(id)) return undefined
  const row = await db
    .selectFrom('suggestions')
    .innerJoin('codes', 'codes.id', 'suggestions.code_id')
    .select('codes.key')
    .where('suggestions.id', '=', id)
    .executeTakeFirst()
  return row?.key
}

/**
 * Settles everything that was suggested for a place in one go: what a person put there is accepted, chosen from the
 * suggestions or from the list, and the rest is noted as "another". The commonest three are settled with it.
 * @param codeKeys the codes that are on the place now; none at all means that everything was said no to
 */
export async function settlePlace(trx: Db, place: PlaceInWords, codeKeys: string[], by: By, now: Date): Promise<void> {
  const other: Decision = codeKeys.length > 0 ? 'another' : 'rejected'
  await trx
    .updateTable('suggestions')
    .from('codes')
    .set((eb) => ({
      decision: eb
        .case()
        .when('codes.key', 'in', codeKeys.length > 0 ? codeKeys : [''])
        .then(eb.cast<Decision>(eb.val('accepted'), 'text'))
        .else(eb.cast<Decision>(eb.val(other), 'text'))
        .end(),
      decided_by: by.id,
      decided_on: dayOf(now),
    }))
    .whereRef('codes.id', '=', 'suggestions.code_id')
    .where('suggestions.released_words_id', '=', place.releasedWordsId)
    .where('suggestions.starts', '=', place.start)
    .where('suggestions.ends', '=', place.end)
    .execute()
}

async function codesAt(db: Db, place: PlaceInWords): Promise<string[]> {
  const rows = await db
    .selectFrom('segments')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .select('codes.key')
    .where('segments.released_words_id', '=', place.releasedWordsId)
    .where('segments.starts', '=', place.start)
    .where('segments.ends', '=', place.end)
    .execute()
  return rows.map(({ key }) => key)
}

type Shown = Map<string, { id: string; name: string }>

async function noteShown(db: Db, place: PlaceInWords, { source, model, ranked }: Ranking, now: Date): Promise<Shown> {
  const codes = await db.selectFrom('codes').select(['id', 'key', 'name']).where('retired_on', 'is', null).execute()
  const byKey = new Map(codes.map((code) => [code.key, code]))
  const best = ranked.filter(({ codeKey }) => byKey.has(codeKey)).slice(0, MOST_SUGGESTED)
  const common = await db
    .selectFrom('segment_codes')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .select((eb) => ['codes.id', eb.fn.countAll<number>().as('times')])
    .where('codes.retired_on', 'is', null)
    .groupBy('codes.id')
    .orderBy('times', 'desc')
    .orderBy('codes.key')
    .limit(MOST_SUGGESTED)
    .execute()
  const at = { released_words_id: place.releasedWordsId, starts: place.start, ends: place.end }
  const row = { ...at, model, made_on: dayOf(now) }
  const rows = [
    ...best.map(({ codeKey }, rank) => ({ code_id: byKey.get(codeKey)!.id, source, shown: true, rank: rank + 1 })),
    ...common.map(({ id }, rank) => ({ code_id: id, source: 'commonest' as const, shown: false, rank: rank + 1 })),
  ].map((one) => ({ id: randomUUID(), ...row, ...one }))
  if (best.length === 0) return new Map()
  const noted = await db
    .insertInto('suggestions')
    .values(rows)
    .onConflict((oc) =>
      oc
        .columns(['released_words_id', 'starts', 'ends', 'code_id', 'shown'])
        .doUpdateSet((eb) => ({
          rank: eb.ref('excluded.rank'),
          source: eb.ref('excluded.source'),
          model: eb.ref('excluded.model'),
        }))
        // What a person has decided on stays as it was, and is not named for that place again.
        .where('suggestions.decision', 'is', null),
    )
    .returning(['id', 'code_id', 'shown'])
    .execute()
  const nameOf = new Map(codes.map(({ id, key, name }) => [id, { key, name }]))
  return new Map(
    noted
      .filter(({ shown }) => shown)
      .map(({ id, code_id }) => [nameOf.get(code_id)!.key, { id, name: nameOf.get(code_id)!.name }]),
  )
}

/** Looked up now, so that what was taken back or may not be used is not shown, whatever the model still knows. */
async function wordsOfSegments(
  db: Db,
  named: Ranked[],
  memberId: string | undefined,
): Promise<Map<string, { segmentId: string; words: string }>> {
  const ids = named.flatMap(({ similar }) => similar)
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .select(['segments.id', 'segments.starts', 'segments.ends', 'released_words.body'])
    .where('segments.id', 'in', ids)
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .$if(memberId !== undefined, (query) => query.where('responses.id', 'not in', keptFrom(db, memberId!)))
    .execute()
  return new Map(rows.map(({ id, starts, ends, body }) => [id, { segmentId: id, words: body.slice(starts, ends) }]))
}
