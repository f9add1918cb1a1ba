import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Impact, Kind } from '../code.ts'
import { type By, lockSegment, type Refused } from '../segment.ts'

/** A passage that a merge or a split left to a person. */
export type Waiting = {
  id: string
  ref: string
  words: string
  fromKey: string
  fromName: string
  impact: Impact
  kind: Kind
  /** Codes that it may get. `impact` and `kind`: of the one that is on it already, with another answer. */
  to: { key: string; name: string; impact: Impact | null; kind: Kind | null }[]
}

/** Passages that wait for a member, in the order of random ids; at most `limit`. Who looked is for the caller to audit. */
export async function listWaiting(db: Db, memberId: string, limit: number): Promise<Waiting[]> {
  const rows = await waiting(db, memberId)
    .select([
      'recodings.id',
      'recodings.segment_id',
      'recodings.to_code_ids',
      'responses.ref',
      'codes.key',
      'codes.name',
    ])
    .select(['segment_codes.impact', 'segment_codes.kind', 'segments.starts', 'segments.ends', 'released_words.body'])
    .orderBy('codes.name')
    .orderBy('segments.id')
    .limit(limit)
    .execute()
  if (rows.length === 0) return []
  const codes = await currentCodes(db, [...new Set(rows.flatMap(({ to_code_ids }) => to_code_ids))])
  const there = await db
    .selectFrom('segment_codes')
    .select(['segment_id', 'code_id', 'impact', 'kind'])
    .where('segment_id', 'in', [...new Set(rows.map(({ segment_id }) => segment_id))])
    .execute()
  return rows.map(({ id, ref, body, starts, ends, key, name, impact, kind, segment_id, to_code_ids }) => ({
    ...{ id, ref, words: body.slice(starts, ends), fromKey: key, fromName: name, impact, kind },
    to: to_code_ids.flatMap((codeId) => {
      const code = codes.find((one) => one.was === codeId)
      const on = there.find((one) => one.segment_id === segment_id && one.code_id === code?.id)
      return code ? [{ key: code.key, name: code.name, impact: on?.impact ?? null, kind: on?.kind ?? null }] : []
    }),
  }))
}

/** How many wait for a member. */
export async function countWaiting(db: Db, memberId: string): Promise<number> {
  const row = await waiting(db, memberId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * A person decides about one passage. After a split: which of the new codes it gets, one or both. After a merge: whose
 * answers stay, `keep` for those of the code it was merged into, `take` for those of the code that is going. The passage
 * never loses its last code. Deciding twice, or two at once: the first is kept.
 * @param choice keys of codes, or 'keep' or 'take'
 */
export async function decideWaiting(
  db: Db,
  keys: Keys,
  id: string,
  choice: string[],
  member: By,
  now: Date,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    const segmentId = isId(id) ? await segmentOf(trx, id) : undefined
    if (!segmentId || !(await lockSegment(trx, { segmentId }))) return decidedAlready
    const row = await waiting(trx, member.id)
      .select(['recodings.segment_id', 'recodings.from_code_id', 'recodings.to_code_ids'])
      .select(['segment_codes.impact', 'segment_codes.kind'])
      .where('recodings.id', '=', id)
      .executeTakeFirst()
    if (!row) return decidedAlready
    const codes = await currentCodes(trx, row.to_code_ids)
    const after = row.to_code_ids.length > 1
    const chosen = after ? codes.filter(({ key }) => choice.includes(key)) : codes
    const known = after ? chosen.length > 0 : choice.length === 1 && ['keep', 'take'].includes(choice[0] ?? '')
    if (!known) return { ok: false, problems: { [`choice-${id}`]: 'Choose which it is.' } }
    const said = { impact: row.impact, kind: row.kind }
    for (const code of chosen) {
      await trx
        .insertInto('segment_codes')
        .values({
          ...{ id: randomUUID(), segment_id: row.segment_id, code_id: code.id, ...said },
          ...{ applied_by: member.id, applied_on: dayOf(now) },
        })
        .onConflict((oc) =>
          choice[0] === 'take'
            ? oc.columns(['segment_id', 'code_id']).doUpdateSet(said)
            : oc.columns(['segment_id', 'code_id']).doNothing(),
        )
        .execute()
    }
    await trx
      .deleteFrom('segment_codes')
      .where('segment_id', '=', row.segment_id)
      .where('code_id', '=', row.from_code_id)
      .execute()
    await trx
      .updateTable('recodings')
      .set({ outcome: 'settled', to_code_ids: chosen.map((code) => code.id) })
      .set({ settled_by: member.id, settled_on: dayOf(now) })
      .where('id', '=', id)
      .execute()
    const detail = { codes: chosen.map(({ key }) => key).join(' ') }
    const entry = { action: 'recoded a passage', record: 'passage', recordId: row.segment_id, detail }
    await audit(trx, keys, { memberId: member.id, ...entry }, now)
    return { ok: true }
  })
}

/**
 * What still carries the code it waits under: whoever took it off at the workbench has decided too. Nothing that the
 * member is kept from.
 */
function waiting(db: Db, memberId: string) {
  return (
    db
      .selectFrom('recodings')
      .innerJoin('codes', 'codes.id', 'recodings.from_code_id')
      .innerJoin('segment_codes', (join) =>
        join
          .onRef('segment_codes.segment_id', '=', 'recodings.segment_id')
          .onRef('segment_codes.code_id', '=', 'recodings.from_code_id'),
      )
      .innerJoin('segments', 'segments.id', 'recodings.segment_id')
      .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
      .innerJoin('responses', 'responses.id', 'released_words.response_id')
      .where('recodings.outcome', '=', 'waiting')
      .where('responses.withdrawn_on', 'is', null)
      .where('responses.id', 'not in', keptFrom(db, memberId))
      // Taken into use again meanwhile: then it may stay where it is.
      .where(sql<boolean>`codes.retired_on is not null`)
  )
}

/** Codes by their ids; one that has been merged since is the one that it went into. */
async function currentCodes(db: Db, ids: string[]): Promise<{ was: string; id: string; key: string; name: string }[]> {
  const all = await db.selectFrom('codes').select(['id', 'key', 'name', 'merged_into']).execute()
  const byId = new Map(all.map((code) => [code.id, code]))
  return ids.flatMap((was) => {
    let code = byId.get(was)
    for (let steps = 0; code?.merged_into && steps < all.length; steps += 1) code = byId.get(code.merged_into)
    return code ? [{ was, id: code.id, key: code.key, name: code.name }] : []
  })
}

async function segmentOf(db: Db, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('recodings').select('segment_id').where('id', '=', id).executeTakeFirst()
  return row?.segment_id
}

const decidedAlready: Refused = {
  ok: false,
  problems: { passage: 'That passage is decided already, or is not there any more.' },
}
