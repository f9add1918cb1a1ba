import { endInWords } from '../../changes/heard.ts'
import { saidIt } from '../afterwards/judging.ts'
import type { Cell, LedgerLine, Release } from '../releases/release.ts'
import { figureOf } from './cells.ts'
import { howOf, periodInDays } from './definitions.ts'
import type { Figure, PackTable } from './pack.ts'

/** What the two numbers on each side are of. */
export const heardMeans =
  'Heard: everybody who is counted under “Who we heard”, also those who left no words. Each number is what the releases of those months show, added up.'

const otherPeople =
  'Who answered stands in a table of its own: when other people answer, a share can move by that alone.'

/** The columns that the page has room for; the files have the days as well. */
export const SINCE_COLUMNS = 9

/** Before and after each change that is old enough, as the release says it. Undefined where there is none. */
export function sinceTable(release: Release): PackTable | undefined {
  const lines = release.content.ledger.filter(({ since }) => since?.before || since?.after)
  if (lines.length === 0) return undefined
  return {
    key: 'since',
    name: 'Before and after a change',
    definition: `Two stretches of equal length, before and after the day since when a change is made. Counted: people who raised the theme as a concern, or who praised it, as was hoped for when the change was recorded; somebody who spoke of it otherwise is not among them. ${heardMeans} The difference is of the two shares, in points of a hundred, with the range in which it probably lies (Newcombe’s interval, 95 in 100, at its widest for whatever the figures as shown can stand for). “More” or “fewer” is said only where it holds for all of them; a figure that is not shown can stand for anything up to its whole. Fewer than 30 people heard on a side: too few to compare. ${otherPeople}`,
    period: 'Two stretches for each change; the files of this table have their days',
    rule: 'Sums of numbers to the nearest 5: nothing is counted for them. The difference is shown from 50 people heard on either side. Other things also changed in this time: no cause is claimed.',
    columns: [
      ...['Change', 'Counted', 'Before: counted', 'Before: heard', 'After: counted', 'After: heard'],
      ...['Difference', 'From', 'To', 'In words', 'Days before', 'Days after'],
    ],
    rows: lines.map(rowOf),
  }
}

function rowOf({ title, hearWay, since }: LedgerLine): Figure[] {
  const how = howOf('since')
  const { before, after, difference, sentence, stretches } = since!
  const points = [difference?.points, difference?.from, difference?.to]
  return [
    { text: title },
    { text: saidIt(hearWay) },
    ...[before, after].flatMap((side) => [figureOf(side?.said, how), figureOf(side?.heard, how)]),
    ...points.map((n) => pointsFigure(n, how)),
    { text: sentence },
    { text: stretches ? periodInDays(stretches.before) : 'no days' },
    { text: stretches ? periodInDays(stretches.after) : 'no days' },
  ]
}

function pointsFigure(n: number | undefined, how: string): Figure {
  if (n === undefined) return { text: 'not shown', how }
  return Number.isInteger(n) ? { text: String(n), n, how } : { text: endInWords(n), how }
}

/** Who answered before and after each change that is compared. Undefined where there is none. */
export function whoAnsweredTable(release: Release): PackTable | undefined {
  const lines = release.content.ledger.filter(({ since }) => since?.stretches && since.verdict !== 'too early to say')
  if (lines.length === 0) return undefined
  const how = howOf('who-answered')
  const cell = (of: Cell) => figureOf(of, how)
  return {
    key: 'who-answered',
    name: 'Who answered before and after a change',
    definition:
      'People heard in the two stretches of time that are compared, by the questions that were answered: what the releases of those months say, added up. When other people answer, a share can move by that alone. “Not added up”: some of those months have no release.',
    period: 'The two stretches of each change',
    rule: '“Not shown” as soon as one of those releases shows no figure. Sums of numbers to the nearest 5: nothing is counted for them.',
    columns: ['Change', 'Questions for', 'Before', 'After'],
    rows: lines.flatMap(({ title, since }) =>
      since?.who
        ? since.who.map(({ name, before, after }) => [{ text: title }, { text: name }, cell(before), cell(after)])
        : [[{ text: title }, { text: 'everybody' }, { text: 'not added up', how }, { text: 'not added up', how }]],
    ),
  }
}
