import type { Verdict } from '../../changes/heard.ts'
import { FEWEST, shown, shownAmong } from '../../small-numbers.ts'
import type { Cell, Since } from '../releases/release.ts'
import { judge, type Part, sentenceFor } from './judging.ts'

/** Percentages are told only of so many people or more, and only from figures as they are shown (security, small numbers). */
const FEWEST_FOR_PERCENT = 50

/** Which days they are, and who answered in them, is added by whoever knows (`ledgerFor`, `withWhoAnswered`). */
type Figures = Omit<Since, 'stretches' | 'who'>

type Shares = { said: Cell; spoke: Cell }

/**
 * What may leave the service about the time before and after a change: everything in it follows from rounded figures, so that
 * it tells no more than they do. Where a figure is withheld, the verdict stands only if it is the same for everything that
 * the figure could be.
 * @param tellsFigures false where the sums of this time would let a small group be worked out
 */
export function sinceFor(around: { before: Part; after: Part; early: boolean }, tellsFigures: boolean): Figures {
  const nothing = { before: null, after: null, difference: null }
  if (around.early) return { ...nothing, verdict: 'too early to say', sentence: sentenceFor('too early to say') }
  const [before, after] = [cells(around.before), cells(around.after)]
  // Where everybody said it, or nearly, the figure is withheld as if few had, and a verdict from few would be false.
  const isMost = ({ said, spoke }: Part) => said >= FEWEST && shownAmong(said, spoke).kind === 'band'
  const everybody = [around.before, around.after].some((one) => one.said === one.spoke || isMost(one))
  const judged = verdictOf(before, after)
  const verdict = everybody && (judged === 'more' || judged === 'fewer') ? 'cannot tell' : judged
  const said = { ...nothing, verdict, sentence: sentenceFor(verdict, exactly(before), exactly(after)) }
  if (!tellsFigures || before.spoke.kind !== 'about' || after.spoke.kind !== 'about') return said
  return { ...said, before, after, difference: differenceOf(before, after) }
}

/** Whether the verdict is the same for whatever the figures as shown could stand for. */
function verdictOf(before: Shares, after: Shares): Verdict {
  const verdicts = new Set(
    values(before).flatMap((sooner) => values(after).map((later) => judge(sooner, later).verdict)),
  )
  const [only = 'cannot tell'] = verdicts
  return verdicts.size > 1 ? 'cannot tell' : only
}

function differenceOf(before: Shares, after: Shares): Since['difference'] {
  const [sooner, later] = [exactly(before), exactly(after)]
  if (!sooner || !later || Math.min(sooner.spoke, later.spoke) < FEWEST_FOR_PERCENT) return null
  return judge(sooner, later).difference ?? null
}

function cells({ said, spoke }: Part): Shares {
  return { said: shownAmong(said, spoke), spoke: shown(spoke) }
}

function exactly({ said, spoke }: Shares): Part | undefined {
  if (said.kind !== 'about' || spoke.kind !== 'about') return undefined
  return { said: Math.min(said.n, spoke.n), spoke: spoke.n }
}

/** The ends of what a figure could be. That it was everybody is told as little as that it was nobody: see `sinceFor`. */
function values({ said, spoke }: Shares): Part[] {
  const people = spoke.kind === 'about' ? spoke.n : 0
  const ends = said.kind === 'about' ? [said.n] : [0, FEWEST - 1]
  return ends.map((one) => ({ said: Math.min(one, people), spoke: people }))
}
