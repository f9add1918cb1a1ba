import type { CompareAfterwards, Compared, HearWay, MadeDays, Side, ToCompare } from '../../changes/heard.ts'
import type { Db } from '../../db/open.ts'
import type { Period } from '../../period.ts'
import { dayOf } from '../../site.ts'
import { FEWEST_INSIDE } from '../../small-numbers.ts'
import { type CountIn, counting, countOver, type Spoken } from './counting.ts'
import { judge, type Part, sentenceFor, tooEarly } from './judging.ts'
import { firstWhole, type Windows, windowsAround } from './windows.ts'

/**
 * What people said after each change that was made, beside what they said before. Exact, for pages of the team only: what
 * leaves the service is made by `withSince`.
 * @returns by decision id; those that are not made are left out
 */
export const compareAfterwards: CompareAfterwards = async (db, decisions, now) => {
  const compared = new Map<string, Compared>()
  const made = decisions.filter(({ madeOn }) => madeOn !== null)
  const since = made.length > 0 ? await firstWhole(db) : undefined
  const countIn = counting(db)
  for (const decision of made) compared.set(decision.id, await compare(countIn, decision, since, dayOf(now)))
  return compared
}

async function compare(
  countIn: CountIn,
  decision: ToCompare,
  since: string | undefined,
  today: string,
): Promise<Compared> {
  const around = await countAround(countIn, decision, since, today)
  const counted = countedWay(decision)
  const nothing = { counted, periods: around.windows.after.length, sides: undefined, difference: undefined }
  if (around.early) return { ...nothing, verdict: 'too early to say', sentence: sentenceFor('too early to say') }
  const { verdict, figures, difference } = judge(around.before, around.after)
  const sides = {
    before: side(around.windows.before, around.before),
    after: side(around.windows.after, around.after),
  }
  // A share, or where it may lie, would tell the number that is withheld.
  const few = Math.min(around.before.said, around.after.said) < FEWEST_INSIDE
  return {
    ...nothing,
    verdict,
    sentence: sentenceFor(verdict, around.before, around.after),
    sides: figures ? sides : undefined,
    difference: few ? undefined : difference,
  }
}

/** The counts on either side of a change, and whether it is too early to say anything about them. */
async function countAround(
  countIn: CountIn,
  decision: ToCompare,
  since: string | undefined,
  today: string,
): Promise<{ windows: Windows; before: Part; after: Part; early: boolean }> {
  const windows = windowsAround(decision.madeOn ?? today, since ?? today, today, decision.recordedOn ?? undefined)
  const way = countedWay(decision)
  const before = part(await countOver(countIn, windows.before, decision.themeKey), way)
  const spoken = await countOver(countIn, windows.after, decision.themeKey)
  const after = part(spoken, way)
  const dayHasCome = decision.heardBy !== null && decision.heardBy <= today
  // Where nobody had spoken before the change there is nothing to wait for.
  const early = windows.ended === 0 || (windows.before.length > 0 && tooEarly(after, spoken.people, dayHasCome))
  return { windows, before, after, early }
}

/** Without a wish of anybody's it is concerns that are counted. */
export function countedWay({ hearWay }: Pick<ToCompare, 'hearWay'>): HearWay {
  return hearWay ?? 'fewer concerns'
}

function part({ concern, praise, spoke }: Spoken, way: HearWay): Part {
  return { said: way === 'more praise' ? praise : concern, spoke }
}

function side(periods: Period[], counted: Part): Side {
  const [first, last] = [periods[0], periods.at(-1)]
  return { first: first?.key ?? '', last: last ? lastMonth(last) : '', ...counted }
}

function lastMonth({ key }: Period): string {
  return `${key.slice(0, 5)}${String(Number(key.slice(5)) + 1).padStart(2, '0')}`
}

/** The dates of both sides, for whoever counts something else over the same time. */
export async function windowsFor(db: Db, { madeOn, recordedOn }: MadeDays, now: Date): Promise<Windows> {
  const today = dayOf(now)
  return windowsAround(madeOn ?? today, (await firstWhole(db)) ?? today, today, recordedOn ?? undefined)
}
