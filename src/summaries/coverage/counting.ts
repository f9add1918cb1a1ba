import { countHeard } from '../../changes/not-heard.ts'
import type { Db } from '../../db/open.ts'
import { aboutQuestions } from '../../feedback/giving/about-you.ts'
import { type Channel, channels } from '../../feedback/giving/arrival.ts'
import { type Period, periodOf } from '../../period.ts'
import { type Group, type GroupList, groupsOn } from './groups.ts'
import { findTotals } from './referral-totals.ts'

/** Days from the first of a period on, up to the first after it or after a whole year. */
export type Days = { from: string; until: string }

export type CountedGroup = Group & { referred: number | null; told: number }

export type CountedQuestion = {
  key: string
  name: string
  groups: CountedGroup[]
  /** People of whom the group is known: without those who would rather not say. */
  toldOf: number
  /** The same among those referred; null where too little was typed in for a share. */
  referredOf: number | null
}

/** Exact: whoever shows it goes through `insideParts` or through a release. */
export type Counts = {
  list: GroupList
  heard: number
  referred: number | null
  invited: { made: number; opened: number; answered: number }
  byChannel: Record<Channel, number>
  questions: CountedQuestion[]
}

/**
 * Who was seen, asked and heard between two days. One question at a time; no two are ever crossed. People whom a service
 * saw count by what they said about themselves; parents by nothing but their language.
 * @param days a period of the board, or a calendar year
 */
export async function countCoverage(db: Db, days: Days): Promise<Counts> {
  const list = groupsOn(days.from)
  const periods = periodsIn(days)
  const referred = await findTotals(
    db,
    periods.map(({ key }) => key),
  )
  const heard = await countHeard(db, days.from, days.until)
  const about = await countAbout(db, periods, list.asked_of)
  const spoken = Object.values(heard.byLanguage).reduce((sum, people) => sum + people, 0)
  const told = ({ sets, answers, language }: Group) => {
    if (sets) return sets.reduce((sum, set) => sum + (heard.byVersion as Record<string, number>)[set]!, 0)
    if (language) return heard.byLanguage[language] ?? heard.people - spoken
    return Object.entries(answers ?? {}).reduce((sum, [question, group]) => sum + about(question, group), 0)
  }
  return {
    list,
    heard: heard.people,
    referred: referred.total ?? null,
    invited: await countInvited(db, periods),
    byChannel: await countChannels(db, days),
    questions: list.questions.map(({ key, name, groups }) => {
      const counted = groups.map((group) => ({
        ...group,
        told: told(group),
        referred: referred[`${key}.${group.key}`] ?? null,
      }))
      const known = counted.filter(({ unsaid }) => !unsaid)
      return {
        ...{ key, name, groups: counted, referredOf: wholeOf(counted, referred.total ?? null) },
        toldOf: known.reduce((sum, group) => sum + group.told, 0),
      }
    }),
  }
}

/** The periods between two days, first to last. */
export function periodsIn({ from, until }: Days): Period[] {
  const found: Period[] = []
  for (let day = from; day < until; day = found.at(-1)!.until) found.push(periodOf(day))
  return found
}

/** People referred of whom the group is known: of all groups when each was typed in, else of everybody. */
function wholeOf(groups: CountedGroup[], total: number | null): number | null {
  const known = groups.filter(({ unsaid }) => !unsaid)
  if (known.every(({ referred }) => referred !== null)) return known.reduce((sum, one) => sum + one.referred!, 0)
  return total === null ? null : total - (groups.find(({ unsaid }) => unsaid)?.referred ?? 0)
}

async function countAbout(db: Db, periods: Period[], askedOf: string[]) {
  const rows = await db
    .selectFrom('about_counts')
    .select(({ fn }) => ['question', 'choice', fn.sum<string>('people').as('people')])
    .where(
      'period',
      'in',
      periods.map(({ key }) => key),
    )
    .where('asked_of', 'in', askedOf)
    .groupBy(['question', 'choice'])
    .execute()
  return (question: string, group: string) => {
    const options = aboutQuestions.find(({ id }) => id === question)?.options ?? []
    const keys = options.filter(({ reported_as }) => reported_as === group).map(({ key }) => key)
    return rows
      .filter((row) => row.question === question && keys.includes(row.choice))
      .reduce((sum, { people }) => sum + Number(people), 0)
  }
}

async function countInvited(db: Db, periods: Period[]): Promise<Counts['invited']> {
  const { made, opened, answered } = await db
    .selectFrom('invitations')
    .where(
      'period',
      'in',
      periods.map(({ key }) => key),
    )
    .select(({ fn }) => [
      fn.countAll<number>().as('made'),
      fn.countAll<number>().filterWhere('opened', '=', true).as('opened'),
      fn.countAll<number>().filterWhere('answered', '=', true).as('answered'),
    ])
    .executeTakeFirstOrThrow()
  return { made: Number(made), opened: Number(opened), answered: Number(answered) }
}

async function countChannels(db: Db, { from, until }: Days): Promise<Record<Channel, number>> {
  const rows = await db
    .selectFrom('responses')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .select(({ fn }) => ['channel', fn.countAll<number>().as('people')])
    .where('withdrawn_on', 'is', null)
    // As wherever people are counted: advertising is nobody's voice.
    .where((eb) => eb.or([eb('readings.state', 'is', null), eb('readings.state', '<>', 'not used')]))
    .where('received_on', '>=', from)
    .where('received_on', '<', until)
    .groupBy('channel')
    .execute()
  const by = new Map(rows.map(({ channel, people }) => [channel, Number(people)]))
  return Object.fromEntries((Object.keys(channels) as Channel[]).map((one) => [one, by.get(one) ?? 0])) as Record<
    Channel,
    number
  >
}
