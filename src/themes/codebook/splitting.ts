import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { type Changed, insertCode, type Who, type Wording, whyProblem, wordingProblems } from './changing.ts'
import { getEntry, withoutIds } from './entry.ts'
import { lockCodes } from './moving.ts'
import { holdCodebook, keepVersion } from './versions.ts'

/**
 * Splits a code into two new ones. It is retired; every passage it is on keeps it, and counts as before, until a person
 * has decided which of the two it belongs to.
 */
export async function splitCode(
  db: Db,
  keys: Keys,
  key: string,
  [first, second]: [Wording, Wording],
  why: string,
  who: Who,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const before = await getEntry(trx, key)
    const problems = {
      ...named('first', await wordingProblems(trx, first, key)),
      ...named('second', await wordingProblems(trx, second, key)),
      ...(sameName(first, second) ? { 'second.name': 'Give the two different names.' } : {}),
      ...(before.retiredOn ? { why: 'This code is not in use any more.' } : {}),
      ...whyProblem(why),
    }
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    await lockCodes(trx, [before.id])
    const set = { retired_on: dayOf(now), revision: before.revision + 1 }
    await trx.updateTable('codes').set(set).where('id', '=', before.id).execute()
    const made = [await insertCode(trx, first), await insertCode(trx, second)]
    const change = {
      kind: 'split' as const,
      codeId: before.id,
      before: withoutIds(before),
      after: { into: made.map(withoutIds) },
    }
    const version = await keepVersion(trx, keys, change, why.trim(), who, now)
    const rows = await trx.selectFrom('segment_codes').select('segment_id').where('code_id', '=', before.id).execute()
    const waiting = rows.map(({ segment_id }) => ({
      ...{ id: randomUUID(), version, segment_id, from_code_id: before.id, outcome: 'waiting' as const },
      ...{ to_code_ids: made.map(({ id }) => id), settled_by: null, settled_on: null },
    }))
    for (let at = 0; at < waiting.length; at += 1000)
      await trx
        .insertInto('recodings')
        .values(waiting.slice(at, at + 1000))
        .execute()
    return { ok: true, key }
  })
}

function sameName(one: Wording, other: Wording): boolean {
  return one.name.trim().toLowerCase() === other.name.trim().toLowerCase()
}

function named(which: string, problems: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(problems).map(([name, sentence]) => [`${which}.${name}`, sentence]))
}
