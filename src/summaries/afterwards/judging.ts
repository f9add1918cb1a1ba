import { type HearWay, UNDER_HALF, type Verdict } from '../../changes/heard.ts'
import { FEWEST } from '../../small-numbers.ts'
import { newcombe } from '../newcombe.ts'

/** Fewer people on either side: no figures. With a typical difference nothing can be seen in them. */
export const FEWEST_FOR_FIGURES = 8
/**
 * Fewer on either side: counts, and no difference. At 80 in 100, a fall from 60 to 30 in 100 takes 42 people a side, one from
 * 70 to 50 takes 93 (two-sided test of two proportions at 5 in 100).
 */
export const FEWEST_TO_COMPARE = 30

export type Part = { said: number; spoke: number }
export type Interval = { points: number; from: number; to: number }
export type Judged = { verdict: Verdict; figures: boolean; difference: Interval | undefined }

/** The only words there are for it. None of them says why. */
const verdictWords: Record<Verdict, string> = {
  'too early to say': 'It is too early to say.',
  'too few to compare': 'Too few to compare.',
  'cannot tell': 'We cannot tell if this changed.',
  more: 'More people said this after the change. Other things also changed in this time.',
  fewer: 'Fewer people said this after the change. Other things also changed in this time.',
}

/**
 * Compares two shares: with the counts or without, and with the difference where both sides are large enough. More or fewer
 * is said only where the whole interval lies on one side of nothing.
 */
export function judge(before: Part, after: Part): Judged {
  if (Math.min(before.spoke, after.spoke) < FEWEST_FOR_FIGURES)
    return { verdict: 'too few to compare', figures: false, difference: undefined }
  if (Math.min(before.spoke, after.spoke) < FEWEST_TO_COMPARE)
    return { verdict: 'too few to compare', figures: true, difference: undefined }
  const [from, to] = newcombe(after.said, after.spoke, before.said, before.spoke)
  const points = after.said / after.spoke - before.said / before.spoke
  const verdict = from > 0 ? 'more' : to < 0 ? 'fewer' : 'cannot tell'
  return { verdict, figures: true, difference: { points: inHundred(points), from: endOf(from), to: endOf(to) } }
}

/**
 * Whether it is too early: nobody, or too few, have spoken since. Until the day by which it should be heard, ten people must
 * have spoken about the theme; from that day on silence counts too, for a change that helps is often not spoken of again.
 * @param aboutTheme people who have spoken about the theme since, whatever they said
 */
export function tooEarly(after: Part, aboutTheme: number, dayHasCome: boolean): boolean {
  return after.spoke < FEWEST_FOR_FIGURES || (aboutTheme < FEWEST && !dayHasCome)
}

/**
 * The verdict's words. Where the number did not move as the share did, they say that it is the share that moved.
 * @param who of whom it is a share
 */
export function sentenceFor(
  verdict: Verdict,
  before?: Part,
  after?: Part,
  who: 'who spoke' | 'we heard' = 'who spoke',
): string {
  if (!before || !after) return verdictWords[verdict]
  const against = verdict === 'more' ? after.said <= before.said : verdict === 'fewer' && after.said >= before.said
  if (!against) return verdictWords[verdict]
  const share = verdict === 'more' ? 'A larger' : 'A smaller'
  return `${share} share of the people ${who} said this after the change. Other things also changed in this time.`
}

/** What "said this" is, in a sentence: what was counted. Without a wish of anybody's it is concerns. */
export function saidIt(way: HearWay | null): string {
  return way === 'more praise' ? 'praised it' : 'raised it as a concern'
}

function inHundred(share: number): number {
  return Math.round(share * 100) || 0
}

function endOf(share: number): number {
  return inHundred(share) || Math.sign(share) * UNDER_HALF || 0
}
