import type { Db } from '../db/open.ts'
import type { ReleasedDb } from '../db/released.ts'

/** How what people said before a change compares with what they said after it. None of these names a cause. */
export type Verdict = 'too early to say' | 'too few to compare' | 'cannot tell' | 'more' | 'fewer'

/** Which way people should be heard to speak differently once a change is made. */
export const hearWays = ['fewer concerns', 'more praise'] as const
export type HearWay = (typeof hearWays)[number]

/** Made is a claim of the organisation; only what people say afterwards can be evidence. */
export type HeardState =
  | 'made'
  | 'made, and heard as hoped'
  | 'made, we cannot tell'
  | 'made, too early to say'
  | 'made, but heard otherwise'

export const heardStates = [
  'made, and heard as hoped',
  'made, we cannot tell',
  'made, too early to say',
  'made, but heard otherwise',
  'made',
] as const satisfies readonly HeardState[]

/** People of one stretch of time: how many said it, of how many who spoke at all. `first` and `last` are months, 'YYYY-MM'. */
export type Side = { first: string; last: string; said: number; spoke: number }

/** What a page of the team may show of the time before and after a change; exact, so it never leaves the service. */
export type Compared = {
  verdict: Verdict
  /** The whole sentence, in the words that may be used. */
  sentence: string
  /** What was counted: people who raised the theme as a concern, or who praised it. */
  counted: HearWay
  /** Fixed stretches of two months on either side. */
  periods: number
  /** Missing while it is too early, or where fewer than eight people spoke. */
  sides: { before: Side; after: Side } | undefined
  /** After less before, in whole percentage points; an end is ±`UNDER_HALF` where it would read as 0 and is not. Missing where either count is under five, or under thirty people spoke. */
  difference: { points: number; from: number; to: number } | undefined
}

/** Who answered before and after, by version of the questions, rounded as for the outside. */
export type WhoAnswered = { name: string; before: string; after: string }[]

/** What the board reads of a change in the release of that number and name, from its figures as they are shown. */
export type BoardReads = Pick<Compared, 'verdict' | 'sentence'> & { number: number; name: string; heard: HeardState }

/** Since when it is so, and the day on which that was written down: only what people say in later periods can speak for it. */
export type MadeDays = { madeOn: string | null; recordedOn: string | null }

/** What a comparing has to know of a decision. */
export type ToCompare = MadeDays & {
  id: string
  themeKey: string
  hearWay: HearWay | null
  heardBy: string | null
}

/** What people said after each change that was made, by decision. */
export type CompareAfterwards = (db: Db, decisions: readonly ToCompare[], now: Date) => Promise<Map<string, Compared>>

/** Handed in by whoever puts the rooms together: it is counted in the room of summaries. */
export type Afterwards = {
  compare: CompareAfterwards
  whoAnswered: (db: Db, made: MadeDays, now: Date) => Promise<WhoAnswered | undefined>
  /** For `views/summaries/charts/_figure.eta`. */
  chart: (compared: Compared) => object | undefined
  boardReads: (released: ReleasedDb, decisionId: string) => Promise<BoardReads | undefined>
}

/** Stands for an end under half a point that is not nothing: as 0 it would deny that the interval lies on one side of it. */
export const UNDER_HALF = 0.5

/** An end of an interval of points as it is printed. @param print how a whole number of points is printed */
export function endInWords(end: number, print: (points: number) => string = String): string {
  if (Math.abs(end) !== UNDER_HALF) return print(end)
  return end < 0 ? 'just under 0' : 'just over 0'
}

/**
 * What may be said of a change that was made.
 * @param way undefined or null where nobody said what should be heard: then it stays a claim
 */
export function heardState(verdict: Verdict, way: HearWay | null | undefined): HeardState {
  if (!way) return 'made'
  if (verdict === 'too early to say') return 'made, too early to say'
  if (verdict === 'too few to compare' || verdict === 'cannot tell') return 'made, we cannot tell'
  const hoped = way === 'fewer concerns' ? 'fewer' : 'more'
  return verdict === hoped ? 'made, and heard as hoped' : 'made, but heard otherwise'
}
