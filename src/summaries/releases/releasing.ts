import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { hasEnded } from '../../period.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { hasGroups } from '../coverage/groups.ts'
import { askToFreeze, onceADay } from './asking-to-freeze.ts'
import { digestOf } from './digest.ts'
import { asRelease, holdDraft } from './draft.ts'
import { whatStandsAgainst } from './may-publish.ts'
import { afterItsYear, itsYear } from './may-release.ts'
import { everyRelease } from './reading.ts'
import { findReleasePeriod } from './release-period.ts'
import { standingOf } from './standing.ts'

// One release, in the order of time. Each takes `db` or an open transaction:
//   prepareRelease(db, keys, { key, replaces?, why? }, member, now)  → { ok, draftId, workId } or { ok: false, problems }
//   freeze(db, draftId, now)                                         → { state: 'ready' | 'refused', why }  (freezing.ts)
//   publishRelease(db, keys, draftId, anotherMember, now)            → { ok, number } or { ok: false, problems }

/** A mistake is a value: sentences by the field they stand beside, `all` for what is about none. */
export type Answer<T> = ({ ok: true } & T) | { ok: false; problems: Record<string, string> }

const ONE_PUBLISHER = 7_203_061

/**
 * Begins a release: a draft, and the work that freezes it (`freeze`, by the worker or by whoever calls it). A period that
 * has a draft under way keeps that one, so that two presses make one.
 * @param asked `key` as `findReleasePeriod` takes it; for a correction also the number of the release that it replaces,
 *   and why
 */
export async function prepareRelease(
  db: Db,
  keys: Keys,
  asked: { key: string; replaces?: number | null; why?: string },
  member: Member,
  now: Date,
): Promise<Answer<{ draftId: string; workId: string }>> {
  const period = findReleasePeriod(asked.key)
  if (!allows(member.roles, 'may release')) throw new NotAllowed('may not release')
  if (!period) return { ok: false, problems: { key: 'Choose two months or a year.' } }
  if (!hasEnded(period, dayOf(now))) {
    return { ok: false, problems: { key: 'This period still runs. Its figures would change from look to look.' } }
  }
  if (!hasGroups(period.from)) return { ok: false, problems: { key: 'Of so early a time there are no figures.' } }
  const replaces = asked.replaces ?? null
  const why = (asked.why ?? '').trim()
  if (replaces !== null && why === '') return { ok: false, problems: { why: 'Say why it is corrected.' } }
  if (why.length > 500) return { ok: false, problems: { why: 'Say it in at most 500 characters.' } }
  return inTransaction(db, async (trx) => {
    const all = await everyRelease(trx)
    const standing = standingOf(all, period)
    if (replaces === null && standing) {
      return { ok: false, problems: { key: `Release ${standing.number} is about this period. It can be corrected.` } }
    }
    const out = itsYear(all, period)
    if (out) return { ok: false, problems: { key: afterItsYear(out) } }
    if (replaces !== null && standing?.number !== replaces) {
      return { ok: false, problems: { key: 'That release is not the one that stands for its period.' } }
    }
    if (await countedToday(trx, period, dayOf(now))) return { ok: false, problems: { key: onceADay } }
    const row = { id: randomUUID(), kind: period.kind, period: period.key, state: 'waiting' as const, replaces, why }
    const made = await trx
      .insertInto('release_drafts')
      .values({ ...row, prepared_by: member.id, prepared_on: dayOf(now), frozen_by: member.id })
      .onConflict((oc) => oc.columns(['kind', 'period']).where('state', 'in', ['waiting', 'ready']).doNothing())
      .returning('id')
      .executeTakeFirst()
    const draftId = made?.id ?? (await underWay(trx, period))
    const workId = await askToFreeze(trx, draftId, member, now)
    if (made) {
      const entry = { memberId: member.id, action: 'release: prepared', record: 'release draft', recordId: draftId }
      await audit(trx, keys, { ...entry, detail: { period: period.key, replaces } }, now)
    }
    return { ok: true, draftId, workId }
  })
}

/**
 * Publishes a frozen draft under the next number. From then on the database refuses every change of it.
 * @returns its number, also when it was published before; or why not: it is not ready, the same person prepared it or
 *   had it frozen, or what it was made from is no longer so
 */
export async function publishRelease(
  db: Db,
  keys: Keys,
  draftId: string,
  member: Member,
  now: Date,
): Promise<Answer<{ number: number }>> {
  if (!allows(member.roles, 'may release')) throw new NotAllowed('may not release')
  return inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(${ONE_PUBLISHER})`.execute(trx)
    const draft = await holdDraft(trx, draftId)
    if (draft.state === 'published') return { ok: true, number: draft.number! }
    const earlier = await everyRelease(trx)
    const problem = await whatStandsAgainst(trx, draft, member.id, earlier)
    if (problem) return { ok: false, problems: { all: problem } }
    const { period } = draft
    const release = asRelease(draft, earlier, dayOf(now))!
    await trx
      .insertInto('released.releases')
      .values({
        ...{ number: release.number, kind: release.kind, period: period.key, from_day: period.from },
        ...{ until_day: period.until, frozen_on: release.frozenOn, published_on: release.publishedOn },
        ...{ replaces: release.replaces, why: release.why, content: JSON.stringify(release.content) },
        digest: digestOf(release),
      })
      .execute()
    await trx
      .updateTable('release_drafts')
      .set({ state: 'published', published_by: member.id, published_on: dayOf(now), number: release.number })
      .where('id', '=', draftId)
      .execute()
    const entry = { memberId: member.id, action: 'release: published', record: 'release draft', recordId: draftId }
    await audit(trx, keys, { ...entry, detail: { number: release.number, period: period.key } }, now)
    return { ok: true, number: release.number }
  })
}

/** Puts a draft aside: it is never published, and another may be prepared. Twice is harmless. */
export async function putAside(db: Db, keys: Keys, draftId: string, member: Member, now: Date) {
  await inTransaction(db, async (trx) => {
    const { state } = await holdDraft(trx, draftId)
    if (state === 'published' || state === 'put aside') return
    await trx
      .updateTable('release_drafts')
      .set({ state: 'put aside', content: null, marks: null })
      .where('id', '=', draftId)
      .execute()
    const entry = { memberId: member.id, action: 'release: put aside', record: 'release draft', recordId: draftId }
    await audit(trx, keys, entry, now)
  })
}

/** Whether a draft about the same time was frozen today, and refused or put aside. */
async function countedToday(trx: Db, { kind, key }: { kind: 'period' | 'year'; key: string }, today: string) {
  const there = trx.selectFrom('release_drafts').select('id').where('kind', '=', kind).where('period', '=', key)
  return there.where('state', 'in', ['put aside', 'refused']).where('frozen_on', '=', today).executeTakeFirst()
}

async function underWay(trx: Db, { kind, key }: { kind: 'period' | 'year'; key: string }): Promise<string> {
  const { id } = await trx
    .selectFrom('release_drafts')
    .select('id')
    .where('kind', '=', kind)
    .where('period', '=', key)
    .where('state', 'in', ['waiting', 'ready'])
    .executeTakeFirstOrThrow()
  return id
}
