import { setImmediate } from 'node:timers/promises'
import type { Db } from '../../db/open.ts'
import type { PutCode } from '../../db/tables.ts'
import { alpha, type Distance, interval, masi, nominal } from './alpha.ts'

/** With fewer passages that two people coded, a figure would say more than is known. */
export const FEWEST_TWICE = 10
/** "Tentative" from here; below it, conclusions do not hold (Krippendorff, Content Analysis, chapter 11). */
export const TENTATIVE = 0.667
export const GOOD = 0.8
/** Measured are the newest ones: a codebook gets better, and old disagreements would hide that. */
export const NEWEST = 1_000

export type Agreement = {
  /** A code's key; undefined for what is not about one code. */
  key: string | undefined
  name: string
  /** Passages that two people coded; for a code, those on which at least one of the two put it. */
  passages: number
  alpha: number | undefined
  from: number | undefined
  to: number | undefined
  verdict: 'too few' | 'low' | 'tentative' | 'good'
}

/**
 * How well two coders agree who did not see each other's codes, from what they said before anything was settled.
 * @param codes those of the codebook, in its order
 * @returns overall (sets of codes by MASI), how it was and what it is (where both put the same code), then each code:
 *   whether it is there or not. A code that was merged counts as what it was merged into.
 */
export async function measureAgreement(
  db: Db,
  codes: readonly { key: string; name: string }[],
): Promise<{ passages: number; together: Agreement[]; each: Agreement[] }> {
  const pairs = await listPairs(db)
  const sets = setsOf(pairs)
  const both = pairs.flatMap(([first, second]) =>
    first.flatMap((one) => {
      const other = second.find(({ key }) => key === one.key)
      return other ? [{ impact: [one.impact, other.impact], kind: [one.kind, other.kind] }] : []
    }),
  )
  const together = [
    await judge('All codes together', undefined, sets, remembered(masi), sets.length),
    await judge(
      'How it was for them',
      undefined,
      both.map(({ impact }) => impact),
      nominal,
      both.length,
    ),
    await judge(
      'What it is',
      undefined,
      both.map(({ kind }) => kind),
      nominal,
      both.length,
    ),
  ]
  const each: Agreement[] = []
  for (const { key, name } of codes) {
    const units = pairs.map((pair) => pair.map((put) => (put.some((one) => one.key === key) ? 'on' : 'off')))
    const used = units.filter((unit) => unit.includes('on')).length
    each.push(await judge(name, key, units, nominal, used))
  }
  return { passages: pairs.length, together, each }
}

/** What `measureAgreement` says of all codes together, without the interval, which takes a thousand draws. */
export async function agreementInAll(db: Db): Promise<Pick<Agreement, 'passages' | 'alpha' | 'verdict'>> {
  const sets = setsOf(await listPairs(db))
  const found = sets.length < FEWEST_TWICE ? undefined : alpha(sets, remembered(masi))
  return { passages: sets.length, alpha: found, verdict: found === undefined ? 'too few' : verdictOf(found) }
}

function setsOf(pairs: [PutCode[], PutCode[]][]): string[][] {
  return pairs.map((pair) => pair.map((put) => [...new Set(put.map(({ key }) => key))].sort().join(' ')))
}

function verdictOf(found: number): 'low' | 'tentative' | 'good' {
  return found < TENTATIVE ? 'low' : found < GOOD ? 'tentative' : 'good'
}

/** There are a few sets of codes and a thousand draws. */
function remembered(distance: Distance<string>): Distance<string> {
  const known = new Map<string, number>()
  return (a, b) => {
    const both = `${a}\n${b}`
    const found = known.get(both) ?? distance(a, b)
    known.set(both, found)
    return found
  }
}

async function judge(
  name: string,
  key: string | undefined,
  units: string[][],
  distance: Distance<string>,
  passages: number,
): Promise<Agreement> {
  const found = passages < FEWEST_TWICE ? undefined : alpha(units, distance)
  if (found === undefined) {
    return { key, name, passages, alpha: undefined, from: undefined, to: undefined, verdict: 'too few' }
  }
  // A thousand draws take a moment: others get their turn in between.
  await setImmediate()
  const { from, to } = interval(units, distance) ?? { from: undefined, to: undefined }
  return { key, name, passages, alpha: found, from, to, verdict: verdictOf(found) }
}

async function listPairs(db: Db): Promise<[PutCode[], PutCode[]][]> {
  const rows = await db
    .selectFrom('second_codings')
    .select(['first_codes', 'second_codes'])
    .where('coded_by', 'is not', null)
    .orderBy('coded_on', 'desc')
    .orderBy('id')
    .limit(NEWEST)
    .execute()
  const merged = await db
    .selectFrom('codes')
    .innerJoin('codes as into', 'into.id', 'codes.merged_into')
    .select(['codes.key', 'into.key as into'])
    .execute()
  const now = new Map(merged.map(({ key, into }) => [key, into]))
  const today = (codes: PutCode[] | null) => (codes ?? []).map((one) => ({ ...one, key: now.get(one.key) ?? one.key }))
  return rows.map(({ first_codes, second_codes }) => [today(first_codes), today(second_codes)])
}
