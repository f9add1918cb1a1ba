import { type Decision, listDecisions } from '../changes/decision-list.ts'
import { type Counted, counted, countHeard, notHeard } from '../changes/not-heard.ts'
import { dayBefore } from '../changes/people.ts'
import { daysLate, dueInWords, outcomes, stateOf } from '../changes/state.ts'
import type { Db } from '../db/open.ts'
import { countInvitations, type Offered } from '../feedback/inviting/invitation-counts.ts'
import { countUnused, type Unused } from '../feedback/reading/unused-list.ts'
import { hasEnded, type Period, periodBefore, periodName } from '../period.ts'
import { dayOf } from '../site.ts'
import { differenceShown, FEWEST, FEWEST_TO_NAME, type Shown, shown, shownPart } from '../small-numbers.ts'
import { usualRules } from '../support/keeping/due.ts'
import { countOverdue } from '../support/keeping/tasks.ts'
import { unmetBetween } from '../support/telling-us/unmet-need.ts'
import { unmetInWords } from '../support/telling-us/unmet-words.ts'
import { type StrategyPart, strategyParts } from '../themes/success-measures.ts'
import { type PeopleInTheme, peopleByTheme } from '../themes/theme.ts'
import { overdueNow } from './overdue.ts'
import { countOwed } from './owed.ts'
import { type QuotedChange, quotedChanges } from './quoted.ts'
import { type WhoSpoke, whoSpoke } from './who-spoke.ts'

export type Board = {
  period: Period
  name: string
  before: string
  ended: boolean
  lastDay: string
  heard: Shown
  heardBefore: Shown
  /** How many more people than in the period before; undefined when either number is withheld. */
  difference: number | undefined
  byVersion: { version: Counted; people: Shown }[]
  /** Offered, opened, answered, by team. Empty while the period runs. */
  invited: Offered[]
  /** Only of a period that has ended. */
  whoSpoke: WhoSpoke | undefined
  /** What two people read and left unused. Only of a period that has ended. */
  unused: Unused | undefined
  /** Those with a figure first. The others may be a few people or everybody. */
  themes: { name: string; people: Shown }[]
  parts: { part: StrategyPart; outcomes: { outcome: string; count: number }[] }[]
  decided: { outcome: string; count: number }[]
  made: { id: string; title: string; sentence: string; madeOn: string }[]
  overdue: { id: string; title: string; owner: string; organisation: string; late: string; dueOn: string | null }[]
  readingsLate: Shown
  /** People who wished to be reached, and whose time has passed. */
  toReachLate: Shown
  concernsLate: 'some' | 'none'
  /** Keys whose words have no answer yet, and those of them whose day has passed. */
  owed: { waiting: Shown; late: Shown }
  /** Entries that the public sees, and those of them past their check: our own task, so exact. */
  directory: { late: number; never: number; of: number }
  undecided: { name: string }[]
  notHeard: ReturnType<typeof notHeard>
  quotes: QuotedChange[]
  /** What people looked for in the directory and could not find. Only of a period that has ended. */
  unmet: ReturnType<typeof unmetInWords> | undefined
}

/**
 * Everything on the board's page for one period, safe to show as it is. Figures about people have been through
 * small-numbers.ts; figures about our own tasks (decisions, changes, checks of the directory) are exact.
 * @param checks after how many days an entry is overdue a check
 * @param duty since when the duty to notify holds; left out where it does not
 */
export async function boardFor(db: Db, period: Period, now: Date, checks = usualRules, duty?: string): Promise<Board> {
  const today = dayOf(now)
  const earlier = periodBefore(period)
  const ended = hasEnded(period, today)
  const heard = await countHeard(db, period.from, period.until)
  const heardBefore = await countHeard(db, earlier.from, earlier.until)
  const themes = await peopleByTheme(db, days(period))
  const themesBefore = await peopleByTheme(db, days(earlier))
  const decisions = await listDecisions(db)
  const decided = decisions.filter(({ decidedOn }) => within(period, decidedOn))
  const { readings, concerns, toReach } = await overdueNow(db, now, duty)
  const owed = await countOwed(db, now)
  return {
    period,
    name: periodName(period),
    before: periodName(earlier),
    ended,
    lastDay: days(period).to,
    heard: shown(heard.people),
    heardBefore: shown(heardBefore.people),
    difference: differenceShown(shown(heard.people), shown(heardBefore.people)),
    // A period that still runs would change from look to look, and each look could be taken from the next.
    invited: ended ? await countInvitations(db, period, ended) : [],
    byVersion: ended ? counted.map((version) => ({ version, people: shown(heard.byVersion[version]) })) : [],
    unused: ended ? await countUnused(db, period) : undefined,
    whoSpoke: ended && heard.people >= FEWEST ? await whoSpoke(db, period) : undefined,
    themes: ended ? withFigures(named(themes, heard.people), heard.people) : [],
    parts: strategyParts.map((part) => ({ part, outcomes: count(decided.filter((d) => d.strategyPart === part)) })),
    decided: count(decided),
    made: decisions
      .filter(({ madeOn }) => madeOn && within(period, madeOn))
      .map(({ id, title, publicSentence, madeOn }) => ({ id, title, sentence: publicSentence, madeOn: madeOn ?? '' })),
    overdue: decisions
      .filter((decision) => daysLate(decision, today) > 0)
      .map(({ id, title, owner, organisation, dueOn, ...progress }) => {
        const late = dueInWords({ dueOn, ...progress }, today)
        return { id, title, owner, organisation, dueOn, late }
      }),
    readingsLate: shown(readings),
    toReachLate: shown(toReach),
    concernsLate: concerns > 0 ? 'some' : 'none',
    owed: { waiting: shown(owed.waiting), late: shown(owed.late) },
    directory: await countOverdue(db, today, checks),
    undecided: ended
      ? named(themes, heard.people)
          .filter(({ key }) => named(themesBefore, heardBefore.people).some((before) => before.key === key))
          .filter(({ key }) => !isAnswered(decisions, key, earlier))
          .map(({ name }) => ({ name }))
      : [],
    notHeard: notHeard(heard),
    quotes: await quotedChanges(db, decisions, period, now),
    unmet: ended ? unmetInWords(await unmetBetween(db, period, today)) : undefined,
  }
}

/** Themes that enough people spoke about to be named, most people first. None from a group that is itself too small. */
function named(themes: PeopleInTheme[], heard: number): PeopleInTheme[] {
  if (heard < FEWEST) return []
  return themes.filter(({ people }) => people >= FEWEST_TO_NAME).sort((a, b) => b.people - a.people)
}

function withFigures(themes: PeopleInTheme[], heard: number): { name: string; people: Shown }[] {
  const rows = themes.map(({ name, people }) => ({ name, people: shownPart(people, heard) }))
  // Otherwise the place of a row without a figure would tell that it is everybody's.
  return [...rows.filter((row) => row.people.kind === 'about'), ...rows.filter((row) => row.people.kind === 'band')]
}

/** A theme heard in two periods running is undecided unless something was decided or promised on it meanwhile. */
function isAnswered(decisions: Decision[], themeKey: string, since: Period): boolean {
  return decisions.some(
    (one) =>
      one.themeKey === themeKey && (one.decidedOn >= since.from || (stateOf(one) === 'planned' && !one.settledBy)),
  )
}

function count(decisions: Decision[]): { outcome: string; count: number }[] {
  return outcomes
    .map((outcome) => ({ outcome, count: decisions.filter((decision) => decision.outcome === outcome).length }))
    .filter((row) => row.count > 0)
}

function within({ from, until }: Period, day: string): boolean {
  return day >= from && day < until
}

function days({ from, until }: Period): { from: string; to: string } {
  return { from, to: dayBefore(until) }
}
