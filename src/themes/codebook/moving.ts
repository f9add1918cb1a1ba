import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Refused } from '../segment.ts'
import { type Changed, type Who, whyProblem } from './changing.ts'
import { effectOf, type Fates, fatesOf, MANY } from './effect.ts'
import { getEntry, type KeptEntry, withoutIds } from './entry.ts'
import { holdCodebook, keepVersion } from './versions.ts'

/** What was shown before it was confirmed: an effect's mark. */
export type Shown = { mark: string }

/**
 * Merges one code into another: what carries the one carries the other from now on, and the one is retired. A passage
 * that carries both with different answers keeps both and waits for a person. No passage loses its last code.
 * @param shown what the person saw of it; when that is no longer so, nothing happens
 * @param who `askedBy` and another person, where more than 20 passages move
 */
export async function mergeCodes(
  db: Db,
  keys: Keys,
  { from, into }: { from: string; into: string },
  shown: Shown,
  why: string,
  who: Who,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const problem = whyProblem(why)
    if (problem.why) return { ok: false, problems: problem }
    const [one, other] = [await getEntry(trx, from), await getEntry(trx, into)]
    const cannot = mergeProblem(one, other)
    if (cannot) return cannot
    await lockCodes(trx, [one.id, other.id])
    const effect = await effectOf(trx, one, { code: other, themeId: other.themeId })
    if (effect.mark !== shown.mark) return shownOtherwise
    if (passagesOf(effect) > MANY && !who.askedBy) return needsSecond
    const set = { retired_on: dayOf(now), merged_into: other.id, revision: one.revision + 1 }
    await trx.updateTable('codes').set(set).where('id', '=', one.id).execute()
    const fates = await moveAll(trx, one.id, other.id)
    const counts = { moved: fates.moved.length, joined: fates.joined.length, waiting: fates.waiting.length }
    const change = {
      ...{ kind: 'merge' as const, codeId: one.id, before: withoutIds(one) },
      after: { ...withoutIds(await getEntry(trx, from)), ...counts },
    }
    const version = await keepVersion(trx, keys, change, why.trim(), who, now)
    await keepRecodings(trx, version, one.id, other.id, fates)
    return { ok: true, key: into }
  })
}

/** Why two codes cannot be merged, or nothing. */
export function mergeProblem(one: KeptEntry, other: KeptEntry): Refused | undefined {
  const into = (sentence: string): Refused => ({ ok: false, problems: { into: sentence } })
  if (one.id === other.id) return into('Choose another code than this one.')
  if (one.retiredOn) return into('This code is not in use any more.')
  if (other.retiredOn) return into('Choose a code that is in use.')
  return undefined
}

/** How many passages a change concerns. */
export function passagesOf({ moved, joined, waiting }: Fates): number {
  return moved.length + joined.length + waiting.length
}

/** Whoever is just putting one of these codes on finishes first; whoever comes later finds the code as it is then. */
export async function lockCodes(trx: Db, ids: string[]): Promise<void> {
  await trx.selectFrom('codes').select('id').where('id', 'in', ids).orderBy('id').forNoKeyUpdate().execute()
}

async function moveAll(trx: Db, from: string, to: string): Promise<Fates> {
  const rowsOf = (code: string) =>
    trx
      .selectFrom('segment_codes')
      .select(['segment_id as segment', 'impact', 'kind'])
      .where('code_id', '=', code)
      .orderBy('segment_id')
      .forUpdate()
      .execute()
  const fates = fatesOf(await rowsOf(from), await rowsOf(to))
  const mine = (segments: string[]) => ({ segments: segments.length > 0 ? segments : [randomUUID()] })
  await trx
    .updateTable('segment_codes')
    .set({ code_id: to })
    .where('code_id', '=', from)
    .where('segment_id', 'in', mine(fates.moved).segments)
    .execute()
  await trx
    .deleteFrom('segment_codes')
    .where('code_id', '=', from)
    .where('segment_id', 'in', mine(fates.joined).segments)
    .execute()
  return fates
}

async function keepRecodings(trx: Db, version: number, from: string, to: string, fates: Fates): Promise<void> {
  const rows = (['moved', 'joined', 'waiting'] as const).flatMap((outcome) =>
    fates[outcome].map((segment_id) => ({
      ...{ id: randomUUID(), version, segment_id, from_code_id: from, outcome, to_code_ids: [to] },
      ...{ settled_by: null, settled_on: null },
    })),
  )
  for (let at = 0; at < rows.length; at += 1000)
    await trx
      .insertInto('recodings')
      .values(rows.slice(at, at + 1000))
      .execute()
}

export const shownOtherwise: Refused = {
  ok: false,
  problems: { shown: 'Something has changed since this was shown to you. Look at it as it is now, then say yes.' },
}

export const needsSecond: Refused = {
  ok: false,
  problems: { shown: `More than ${MANY} passages move, so a second person has to agree.` },
}
