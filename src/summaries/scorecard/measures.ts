import { listDecisions } from '../../changes/decision-list.ts'
import { daysLate, isOpen } from '../../changes/state.ts'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { type CheckRules, usualRules } from '../../support/keeping/due.ts'
import { countOverdue } from '../../support/keeping/tasks.ts'
import { agreementInAll, FEWEST_TWICE } from '../../themes/agreement/measure.ts'
import { overdueNow } from '../overdue.ts'
import type { Cell, Content, Measure, Release, ReleasedTable, ReleasePeriod } from '../releases/release.ts'
import { definitions, type MeasureKey } from './definitions.ts'
import { halfWithinWeeks, waitedFor } from './outcomes.ts'

/** What the same release says already, and when checks and the duty to notify count. */
export type Given = Pick<Content, 'ledger' | 'undecided' | 'coverage'> & {
  /** As `protect` made them. */
  tables: readonly ReleasedTable[]
  /** The measures of the release before this one. */
  before: readonly Measure[]
  checks?: CheckRules
  duty?: string | undefined
}

/** Measured on the day of freezing: long after the period that says nothing about it. */
const ofTheDay: readonly MeasureKey[] = ['themes', 'decisions', 'entries', 'concerns', 'agreement']
const LONG_AFTER_DAYS = 62
const TOO_LATE = 'not measured: frozen long after its time'

/**
 * The scorecard of a release: ten measures of organisations. People are counted in cells of the release's own tables.
 * @param now the moment of freezing
 */
export async function measuresFor(trx: Db, period: ReleasePeriod, now: Date, given: Given): Promise<Measure[]> {
  const today = dayOf(now)
  const { tables, undecided, ledger, coverage } = given
  const isLong = laterBy(period.until, LONG_AFTER_DAYS) < today
  const late = undecided.filter(({ dueOn }) => dueOn !== null && dueOn < today)
  const open = (await listDecisions(trx)).filter((one) => isOpen(one))
  const entries = await countOverdue(trx, today, given.checks ?? usualRules)
  const { concerns, readings } = await overdueNow(trx, now, given.duty)
  const values: Record<MeasureKey, string> = {
    answered: partOf(tables, 'owed', 'answered'),
    'first-reply': await firstReply(trx, period, tables),
    readings: readOf(tables, isLong ? undefined : readings),
    themes: undecided.length === 0 ? 'none waits' : `${late.length} of ${undecided.length} that wait`,
    decisions: `${open.filter((one) => daysLate(one, today) > 0).length} of ${open.length} open`,
    confirmed: confirmedOf(ledger, period.until),
    entries: entries.of === 0 ? 'no entry was there yet' : `${entries.late} of ${entries.of}`,
    concerns: concerns > 0 ? 'some' : 'none',
    coverage: gapsOf(coverage),
    agreement: await agreementOf(trx),
  }
  return (Object.keys(definitions) as MeasureKey[]).map((key) => ({
    ...{ key, ...definitions[key], value: isLong && ofTheDay.includes(key) ? TOO_LATE : values[key] },
    before: given.before.find((one) => one.key === key)?.value ?? null,
  }))
}

/**
 * The measures of the release that comes before a period: of the same kind, and of the stretch just before it.
 * @param releases those that stand
 */
export function measuresBefore(
  releases: readonly Release[],
  { kind, from }: Pick<Release, 'kind' | 'from'>,
): Measure[] {
  const ending = releases.filter((one) => one.kind === kind && one.until === from)
  return ending.sort((a, b) => b.number - a.number)[0]?.content.measures ?? []
}

/** Percentages only of fifty or more, and from the rounded figures (security rules for published numbers). */
const FEWEST_FOR_SHARE = 50

function partOf(tables: readonly ReleasedTable[], tableKey: string, rowKey: string): string {
  const table = tables.find(({ key }) => key === tableKey)
  const part: Cell | undefined = table?.rows.find(({ key }) => key === rowKey)?.cells[0]
  if (table?.base.kind !== 'about') return 'not shown'
  if (part?.kind !== 'about') return `not shown, of about ${table.base.n}`
  const share = table.base.n >= FEWEST_FOR_SHARE ? ` (${Math.round((100 * part.n) / table.base.n)} in 100)` : ''
  return `about ${part.n} of about ${table.base.n}${share}`
}

/** Where nearly everybody was in time there is no figure: whether anything is late now is about ourselves, and can be said. */
function readOf(tables: readonly ReleasedTable[], lateNow: number | undefined): string {
  const read = partOf(tables, 'readings', 'in-time')
  return read.startsWith('about') || lateNow === undefined
    ? read
    : `${read}. Unread past their time on the day: ${lateNow > 0 ? 'some' : 'none'}`
}

async function firstReply(trx: Db, period: ReleasePeriod, tables: readonly ReleasedTable[]): Promise<string> {
  if (tables.find(({ key }) => key === 'owed')?.base.kind !== 'about') return 'not shown'
  const weeks = halfWithinWeeks(await waitedFor(trx, period))
  if (weeks === undefined) return 'more than half still wait'
  return weeks === 1 ? 'one week' : `${weeks} weeks`
}

function confirmedOf(ledger: Content['ledger'], until: string): string {
  const made = ledger.filter(({ madeOn }) => madeOn !== null && madeOn < until)
  const confirmed = made.filter(({ heard }) => heard === 'made, and heard as hoped').length
  const early = made.filter(({ heard }) => heard === 'made, too early to say').length
  if (made.length === 0) return 'none made yet'
  return `${confirmed} of ${made.length} made${early > 0 ? `, too early for ${early}` : ''}`
}

const people = ['age', 'sex', 'ethnic', 'disability', 'language']

function gapsOf(coverage: Content['coverage']): string {
  const groups = coverage.filter(({ group, key }) => people.includes(group) && !/not-said$|no$/.test(key))
  const not = (state: Content['coverage'][number]['heard']) => groups.filter(({ heard }) => heard === state).length
  return `${not('not heard yet')} not heard or too few, ${not('not shown')} not known, of ${groups.length} groups`
}

async function agreementOf(trx: Db): Promise<string> {
  const all = await agreementInAll(trx)
  if (all.alpha === undefined) return `fewer than ${FEWEST_TWICE} passages`
  // Rounded down, so that no figure looks as good as the word beside it says it is not.
  const shown = Math.floor(all.alpha * 100 + 1e-9) / 100
  return `${shown.toFixed(2).replace('-', '−')}, ${all.verdict === 'good' ? 'good' : all.verdict === 'tentative' ? 'for a first idea' : 'low'}`
}
