import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { By } from '../segment.ts'

/** Sources that can retire. The commonest three are only what they are measured against. */
export const sources = {
  learned: 'Learned from what people put on passages',
  codebook: 'The codebook’s own words',
}
export type Source = keyof typeof sources

/** So many places with a decision are looked at, the newest; with fewer than the least nothing is judged (decision 0039). */
const LOOKED_AT = 200
export const LEAST = 100

export type Judged = {
  source: Source
  retiredOn: string | null
  /** Places where it named codes and a person has decided, among the last 200. */
  places: number
  /** Of these, how many had one of its codes put on. */
  right: number
  /** Of these, how many had one of the three codes put on that were commonest when it was asked. */
  commonest: number
}

/** @returns the sources that suggest nothing until a person switches them on */
export async function listRetired(db: Db): Promise<Source[]> {
  const rows = await db.selectFrom('suggestion_sources').select('source').where('retired_on', 'is not', null).execute()
  return rows.map(({ source }) => source)
}

/** How each source does beside the commonest three, at the same places. */
export async function judgements(db: Db): Promise<Judged[]> {
  const { rows } = await sql<{ source: Source; places: number; right: number; commonest: number }>`
    with places as (
      select
        max(s.source) filter (where s.shown) as source,
        bool_or(s.decision = 'accepted') filter (where s.shown) as ours,
        coalesce(bool_or(s.decision = 'accepted') filter (where not s.shown), false) as common,
        max(s.number) as number
      from suggestions s
      group by s.released_words_id, s.starts, s.ends
      having bool_or(s.shown) and bool_and(s.decision is not null)
    ), newest as (
      select places.*, row_number() over (partition by places.source order by places.number desc) as nth
      from places left join suggestion_sources on suggestion_sources.source = places.source
      where places.number > coalesce(suggestion_sources.judged_after, 0)
    )
    select source, count(*)::int as places,
      (count(*) filter (where ours))::int as right, (count(*) filter (where common))::int as commonest
    from newest where nth <= ${LOOKED_AT} group by source`.execute(db)
  const states = await db.selectFrom('suggestion_sources').select(['source', 'retired_on']).execute()
  return (Object.keys(sources) as Source[]).map((source) => ({
    ...{ places: 0, right: 0, commonest: 0 },
    ...rows.find((row) => row.source === source),
    source,
    retiredOn: states.find((state) => state.source === source)?.retired_on ?? null,
  }))
}

/** Retires each source that was right at fewer places than the commonest three would have been. A job asks every hour. */
export async function retireWorse(db: Db, keys: Keys, now: Date): Promise<Source[]> {
  const worse = (await judgements(db)).filter(
    ({ retiredOn, places, right, commonest }) => retiredOn === null && places >= LEAST && right < commonest,
  )
  for (const { source, places, right, commonest } of worse) {
    await inTransaction(db, async (trx) => {
      await trx
        .insertInto('suggestion_sources')
        .values({ source, retired_on: dayOf(now), judged_after: 0, changed_by: null })
        .onConflict((oc) => oc.column('source').doUpdateSet({ retired_on: dayOf(now), changed_by: null }))
        .execute()
      const detail = { places, right, commonest }
      const entry = { action: 'retired a source of suggestions', record: 'suggestions', recordId: source, detail }
      await audit(trx, keys, { memberId: null, ...entry }, now)
    })
  }
  return worse.map(({ source }) => source)
}

/** A person lets a source suggest again. It is judged by what comes from now on. */
export async function switchOn(db: Db, keys: Keys, source: Source, by: By, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { last } = await trx
      .selectFrom('suggestions')
      .select((eb) => eb.fn.coalesce(eb.fn.max('number'), sql<number>`0`).as('last'))
      .executeTakeFirstOrThrow()
    const changed = await trx
      .updateTable('suggestion_sources')
      .set({ retired_on: null, judged_after: last, changed_by: by.id })
      .where('source', '=', source)
      .where('retired_on', 'is not', null)
      .returning('source')
      .executeTakeFirst()
    if (!changed) return
    const entry = { action: 'switched on a source of suggestions', record: 'suggestions', recordId: source }
    await audit(trx, keys, { memberId: by.id, ...entry }, now)
  })
}
