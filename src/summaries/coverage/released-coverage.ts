import type { Db } from '../../db/open.ts'
import { channels } from '../../feedback/giving/arrival.ts'
import { dayOf } from '../../site.ts'
import { dayInWords } from '../../themes/wording.ts'
import type { Cell, CoverageRow, ReleasedTable, ReleasePeriod } from '../releases/release.ts'
import { leavesFew, leftOver } from '../releases/standing.ts'
import { type Group, groupsOn } from './groups.ts'
import { heardLess } from './heard-less.ts'
import { listNextSteps, type NextStep } from './next-steps.ts'

/**
 * Who was seen and who was heard, for a release: every figure is a cell of the release's own protected tables, so that
 * nothing more can be worked out from these rows, and every word follows from those cells. Groups that nobody spoke from
 * are there too.
 * @param tables of the release, as `protect` made them
 * @param now what is done next is told as it stands on this day
 */
export async function coverageFor(
  trx: Db,
  period: Pick<ReleasePeriod, 'from' | 'until'>,
  tables: readonly ReleasedTable[],
  now: Date,
): Promise<CoverageRow[]> {
  const steps = await listNextSteps(trx, dayOf(now))
  const invited = tables.find(({ key }) => key === 'invited')?.base ?? null
  const groups = groupsOn(period.from)
    .questions.flatMap(({ key, name, groups }) => groups.flatMap((group) => placesOf(key, named(group, name))))
    .map((placed) => rowOf(placed, tables, steps))
  const whole: CoverageRow = {
    ...{ group: 'everybody', key: 'everybody', name: 'Everybody', invited },
    referred: tables.find(({ key }) => key === 'referred')?.base ?? null,
    ...told(tables, { table: 'versions' }),
  }
  const ways = Object.entries(channels).map(([key, name]): CoverageRow => {
    const own = { group: 'channel', key, name, referred: null, invited: key === 'invitation' ? invited : null }
    const { answered, heard } = told(tables, { table: 'channels', row: key })
    // A way is nobody's voice.
    const state = heard === 'not heard yet' ? 'not shown' : heard
    return { ...own, answered, heard: state, words: wordsFor[state] }
  })
  return [whole, ...groups, ...ways]
}

/** In a release a row stands by itself. */
function named(group: Group, question: string): Group {
  return group.unsaid ? { ...group, name: `${group.name}: ${question.toLowerCase()}` } : group
}

type Where = { table: string; row?: string }
type Placed = Group & Where & { question: string; stepKey: string; compares: boolean }

/** In which tables of a release a group stands. Under 11s are asked another question than others: a row of its own. */
function placesOf(question: string, group: Group): Placed[] {
  const own = { ...group, question, stepKey: `${question}.${group.key}`, compares: true }
  if (group.sets) return group.sets.map((row) => ({ ...own, table: 'versions', row }))
  if (group.language) return [{ ...own, table: 'languages', row: group.language }]
  return Object.entries(group.answers ?? {}).map(([asked, row]) => {
    const place = { ...own, table: `about:${asked}`, row }
    if (!asked.startsWith('hard')) return place
    return {
      ...place,
      key: `young-${group.key}`,
      name: `Children under 11: ${group.name.toLowerCase()}`,
      compares: false,
    }
  })
}

function rowOf(group: Placed, tables: readonly ReleasedTable[], steps: Map<string, NextStep>): CoverageRow {
  const { answered, heard } = told(tables, group)
  const seen = tables.find(({ key }) => key === `referred:${group.question}`)
  const referred = group.compares ? (cellOf(seen, group.key) ?? null) : null
  const row = { group: group.question, key: group.key, name: group.name, referred, invited: null, answered }
  if (group.unsaid || group.rest) {
    const state = heard === 'not heard yet' ? 'not shown' : heard
    const words = group.unsaid ? 'A row of its own: these people are added to no group.' : wordsFor[state]
    return { ...row, heard: state, words }
  }
  const from = tables.find(({ key }) => key === group.table)
  const whole = group.language ? wholeOf(from) : toldOfIn(from)
  const most = answered.kind === 'about' ? answered.n : from && leftOver(from)
  const less = heard !== 'not shown' && isLess(referred, seen, most, whole)
  const says = [
    less && heard === 'heard' ? '' : wordsFor[heard],
    less ? `We heard less from ${group.from} than services saw of them.` : '',
    less || heard === 'not heard yet' ? nextInWords(steps.get(group.stepKey)) : '',
  ]
  return { ...row, heard, ...(less ? { less } : {}), words: says.filter(Boolean).join(' ') }
}

const wordsFor: Record<CoverageRow['heard'], string> = {
  'not heard yet': 'Not heard yet, or too few to show a number.',
  'not shown': 'No number can be shown.',
  heard: 'Heard.',
}

/** What is done next about a group, as it stands beside its figures. */
export function nextInWords(step: NextStep | undefined): string {
  if (!step) return 'Nobody has written down yet what is done about it.'
  return `Next: ${step.sentence.replace(/[.!]$/, '')}, by ${dayInWords(step.byDay)}.`
}

/** A cell, and what it says. */
function told(
  tables: readonly ReleasedTable[],
  { table, row }: Where,
): Pick<CoverageRow, 'answered' | 'heard' | 'words'> {
  const found = tables.find(({ key }) => key === table)
  const answered: Cell = (row ? cellOf(found, row) : found?.base) ?? { kind: 'hidden' }
  const heard = stateOf(answered, found)
  return { answered, heard, words: wordsFor[heard] }
}

/** What has no number beside something that has one is nobody, a few, or too few to be shown safely, where few are left for it. */
function stateOf(cell: Cell, table: ReleasedTable | undefined): CoverageRow['heard'] {
  if (cell.kind === 'about') return 'heard'
  return table && leavesFew(table) ? 'not heard yet' : 'not shown'
}

function cellOf(table: ReleasedTable | undefined, row: string): Cell | undefined {
  return table?.rows.find(({ key }) => key === row)?.cells[0]
}

/** Rows of a table that belong to nobody whom a service saw, or to no group. */
const apart = ['parent', 'group', 'rather-not-say']

/** From the figures as they are shown, and where they leave room, in favour of "we heard them". */
function isLess(
  referred: Cell | null,
  seen: ReleasedTable | undefined,
  told: number | undefined,
  toldOf: number | undefined,
): boolean {
  if (referred?.kind !== 'about' || seen?.base.kind !== 'about' || told === undefined || toldOf === undefined)
    return false
  return heardLess({ referred: referred.n, referredOf: seen.base.n, toldOf, told: Math.min(told, toldOf) })
}

/** At least so many of a table told us of which group they are; undefined where that is withheld. */
function toldOfIn(table: ReleasedTable | undefined): number | undefined {
  const whole = wholeOf(table)
  if (!table || whole === undefined) return undefined
  const others = table.rows.filter(({ key }) => apart.includes(key)).map(({ cells }) => cells[0]!)
  const shown = others.reduce((sum, cell) => sum + (cell.kind === 'about' ? cell.n : 0), 0)
  const left = others.some(({ kind }) => kind !== 'about') ? (leftOver(table) ?? 0) : 0
  const told = whole - shown - left
  return told > 0 ? told : undefined
}

function wholeOf(table: ReleasedTable | undefined): number | undefined {
  return table?.base.kind === 'about' ? table.base.n : undefined
}
