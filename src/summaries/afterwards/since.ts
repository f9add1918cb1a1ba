import { heardState, type Verdict } from '../../changes/heard.ts'
import { FEWEST } from '../../small-numbers.ts'
import type { LedgerLine, ReleasedTable, Since } from '../releases/release.ts'
import { countedWay } from './comparing.ts'
import { type Judged, judge, type Part, sentenceFor } from './judging.ts'
import { cellOf, ends, partsOf, type Sum, standingMonths, stretchesOf, sumOver, type Told } from './told-months.ts'
import { type Windows, windowsAround } from './windows.ts'

/** Percentages are told only of so many people or more, and only from figures as they are shown (security, small numbers). */
const FEWEST_FOR_PERCENT = 50

/** One side of a comparison: who said it, who spoke of the theme at all, and who was heard. */
type Side = { said: Sum; people: Sum; heard: Sum }
type Sides = { before: Side; after: Side }

/**
 * What people said after each change that was made, beside what they said before. It is added up from what the two-month releases
 * say, and only from that: nothing can be worked out of it that they do not tell themselves.
 * @param releases all of them, and the one that is being made as the last of its period
 * @param until the first day that does not count
 */
export function withSince(ledger: readonly LedgerLine[], releases: readonly Told[], until: string): LedgerLine[] {
  const months = standingMonths(releases).filter((month) => month.until <= until)
  const [from, today] = [months[0]?.from ?? '', months.at(-1)?.until ?? '']
  return ledger.map((line) => {
    if (line.madeOn === null || line.madeOn >= until) return line
    const windows = windowsAround(line.madeOn, from, today, line.recordedOn ?? undefined)
    const dayHasCome = line.heardBy !== null && line.heardBy <= today
    const since = compare(line, windows, months, dayHasCome)
    return { ...line, since, heard: heardState(since.verdict, line.hearWay) }
  })
}

function compare(line: LedgerLine, windows: Windows, months: readonly Told[], dayHasCome: boolean): Since {
  const stretches = stretchesOf(windows)
  const without = (verdict: Verdict): Since => ({
    ...{ verdict, sentence: sentenceFor(verdict), before: null, after: null, difference: null, stretches, who: null },
  })
  if (windows.ended === 0) return without('too early to say')
  if (!stretches) return without('too few to compare')
  const parts = [stretches.before, stretches.after].map((days) => partsOf(months, days, 'themes'))
  const [before, after] = parts.map((tables) => tables && sideOf(tables, line))
  // Ten must have spoken of the theme; from the day on by which it should be heard silence counts too.
  if (after && after.people.least < FEWEST && !dayHasCome) return without('too early to say')
  if (!before || !after || [before, after].some(({ heard }) => heard.cell.kind !== 'about'))
    return without('cannot tell')
  return { ...told({ before, after }), stretches, who: null }
}

/** Verdict, difference and interval hold whatever the figures stand for: each is tried at both its ends. */
function told(sides: Sides): Omit<Since, 'stretches' | 'who'> {
  const { before, after } = sides
  const judged = endsOf(before).flatMap((sooner) => endsOf(after).map((later) => judge(sooner, later)))
  const verdict = together(judged.map((one) => one.verdict))
  return {
    ...{ verdict, sentence: sentenceFor(verdict, ...closest(verdict, sides), 'we heard') },
    ...{ before: { said: before.said.cell, heard: before.heard.cell } },
    ...{ after: { said: after.said.cell, heard: after.heard.cell } },
    difference: differenceOf(sides, judged),
  }
}

function together(verdicts: Verdict[]): Verdict {
  if (verdicts.includes('too few to compare')) return 'too few to compare'
  const [first = 'cannot tell'] = verdicts
  return verdicts.every((one) => one === first) ? first : 'cannot tell'
}

function differenceOf({ before, after }: Sides, judged: Judged[]): Since['difference'] {
  const [sooner, later] = [shownPart(before), shownPart(after)]
  if (!sooner || !later || Math.min(sooner.spoke, later.spoke) < FEWEST_FOR_PERCENT) return null
  const points = judge(sooner, later).difference?.points
  const all = judged.flatMap(({ difference }) => (difference ? [difference] : []))
  if (points === undefined || all.length < judged.length) return null
  return { points, from: Math.min(...all.map(({ from }) => from)), to: Math.max(...all.map(({ to }) => to)) }
}

function sideOf(parts: readonly ReleasedTable[], line: Pick<LedgerLine, 'themeKey' | 'hearWay'>): Side {
  const column = countedWay(line) === 'more praise' ? 'praise' : 'concern'
  const mostHeard = ({ base }: ReleasedTable) => ends(base)[1]
  const spokeOfIt = (part: ReleasedTable) => cellOf(part, line.themeKey, 'people')
  return {
    said: sumOver(
      parts,
      (part) => cellOf(part, line.themeKey, column),
      (part) => ends(spokeOfIt(part), mostHeard(part))[1],
    ),
    people: sumOver(parts, spokeOfIt, mostHeard),
    heard: sumOver(parts, ({ base }) => base),
  }
}

/** The four corners of what one side can be. A test finds that nothing between them says otherwise. */
function endsOf({ said, heard }: Side): Part[] {
  return [said.least, said.most].flatMap((one) =>
    [heard.least, heard.most].map((spoke) => ({ said: Math.min(one, spoke), spoke })),
  )
}

/** Before and after as near to each other as they can be, so that a number is said to have moved only where it surely has. */
function closest(verdict: Verdict, { before, after }: Sides): [Part, Part] {
  const fell = verdict === 'fewer'
  return [
    { said: fell ? before.said.least : before.said.most, spoke: before.heard.least },
    { said: fell ? after.said.most : after.said.least, spoke: after.heard.least },
  ]
}

function shownPart({ said, heard }: Side): Part | undefined {
  if (said.cell.kind !== 'about' || heard.cell.kind !== 'about') return undefined
  return { said: Math.min(said.cell.n, heard.cell.n), spoke: heard.cell.n }
}
