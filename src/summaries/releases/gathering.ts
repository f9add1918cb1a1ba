import { sql } from 'kysely'
import { counted, countHeard } from '../../changes/not-heard.ts'
import { dayBefore } from '../../changes/people.ts'
import type { Db } from '../../db/open.ts'
import { type Channel, channels } from '../../feedback/giving/arrival.ts'
import { countUnused } from '../../feedback/reading/unused-list.ts'
import { serviceNames } from '../../feedback/service-names.ts'
import { askedLanguages, needs } from '../../support/finding/wishes.ts'
import { unmetCounts } from '../../support/telling-us/unmet-need.ts'
import { unmetName } from '../../support/telling-us/unmet-words.ts'
import { peopleByTheme } from '../../themes/counting.ts'
import { aboutTables } from '../coverage/about-tables.ts'
import { referredTables } from '../coverage/referred-tables.ts'
import { scorecardTables } from '../scorecard/scorecard-tables.ts'
import { languagesTable } from './languages-heard.ts'
import type { ExactTable, ReleasePeriod } from './release.ts'
import { monthsOf } from './release-period.ts'
import { tellingTable } from './told.ts'
import { versionNames } from './version-names.ts'

const people = [{ key: 'people', name: 'People' }]
const apart = { rowsAre: 'parts', columnsAre: 'nested', columns: people } as const

/**
 * Counts everything that a release says about people. The tables are always the same ones, for every period: a table that
 * somebody chose could be taken from one that they had before.
 * @param trx sees one moment only (repeatable read), so that the tables fit one another
 * @returns exact counts: they go through `protect` and nowhere else
 */
export async function gatherTables(trx: Db, period: ReleasePeriod): Promise<ExactTable[]> {
  const heard = await countHeard(trx, period.from, period.until)
  const base = heard.people
  const versions = counted.map((key) => row(key, versionNames[key], [heard.byVersion[key]]))
  return [
    { key: 'versions', name: 'Who we heard', of: 'heard', base, rows: versions, ...apart },
    await waysTable(trx, period),
    await languagesTable(trx, period),
    await themesTable(trx, period, base),
    await tellingTable(trx, period, base),
    ...(await invitedTables(trx, period)),
    ...(await aboutTables(trx, period)),
    ...(await referredTables(trx, period)),
    await unmetTable(trx, period),
    await unusedTable(trx, period),
    ...(await scorecardTables(trx, period)),
  ]
}

async function waysTable(trx: Db, { from, until }: ReleasePeriod): Promise<ExactTable> {
  const rows = await trx
    .selectFrom('responses')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .select([
      'channel',
      sql<number>`count(*)::int`.as('people'),
      sql<number>`count(*) filter (where helped)::int`.as('helped'),
    ])
    .where('withdrawn_on', 'is', null)
    .where((eb) => eb.or([eb('readings.state', 'is', null), eb('readings.state', '<>', 'not used')]))
    .where('received_on', '>=', from)
    .where('received_on', '<', until)
    .groupBy('channel')
    .execute()
  const base = rows.reduce((sum, one) => sum + one.people, 0)
  const of = (channel: Channel) => rows.find((one) => one.channel === channel)?.people ?? 0
  const ways = (Object.keys(channels) as Channel[]).map((channel) => row(channel, channels[channel], [of(channel)]))
  return { key: 'channels', name: 'How they reached us', of: 'heard', base, rows: ways, ...apart }
}

async function themesTable(trx: Db, { from, until }: ReleasePeriod, base: number): Promise<ExactTable> {
  const themes = await peopleByTheme(trx, { from, to: dayBefore(until) })
  return {
    ...{
      key: 'themes',
      name: 'What people spoke about',
      of: 'heard',
      base,
      rowsAre: 'overlapping',
      columnsAre: 'beside',
    },
    columns: [...people, { key: 'concern', name: 'As a concern' }, { key: 'praise', name: 'As praise' }],
    rows: themes.map((one) => row(one.key, one.plainName, [one.people, one.concern, one.praise])),
  }
}

/**
 * Invitations, by the team that gave them out, and how many were opened. No invitation leads to a response (decision 0016). How
 * many came with one is said by the ways, and only there: the same people counted by team as well could be taken apart.
 */
async function invitedTables(trx: Db, period: ReleasePeriod): Promise<ExactTable[]> {
  const made = await trx
    .selectFrom('invitations')
    .where(
      'period',
      'in',
      monthsOf(period).map(({ key }) => key),
    )
    .groupBy('service')
    .select(['service', sql<number>`count(*)::int`.as('offered')])
    .select(sql<number>`count(*) filter (where opened or answered)::int`.as('opened'))
    .execute()
  const sum = (column: 'offered' | 'opened') => made.reduce((total, one) => total + one[column], 0)
  const teams = serviceNames.map(({ key, name }) =>
    row(key, name, [made.find(({ service }) => service === key)?.offered ?? 0]),
  )
  const invitations = { of: 'invited', base: sum('offered'), columns: [{ key: 'offered', name: 'Offered' }] }
  return [
    {
      ...{ key: 'invited', name: 'Invitations, by team', rowsAre: 'parts', columnsAre: 'nested' },
      ...{ ...invitations, rows: teams },
    },
    {
      ...{ key: 'opened', name: 'What became of invitations', rowsAre: 'overlapping', columnsAre: 'nested' },
      ...{ ...invitations, columns: [{ key: 'invitations', name: 'Invitations' }] },
      rows: [row('opened', 'Opened', [sum('opened')])],
    },
  ]
}

const asked = [
  ...needs.map((key) => ({ facet: 'need', key })),
  ...askedLanguages.map((key) => ({ facet: 'language', key })),
]

/** What two people agreed to leave: those who said it are not among those who were heard. */
async function unusedTable(trx: Db, period: ReleasePeriod): Promise<ExactTable> {
  const reasons = await countUnused(trx, period)
  const rows = reasons.map(({ key, reason, people: count }) => row(key, reason, [count]))
  const base = reasons.reduce((sum, one) => sum + one.people, 0)
  return { key: 'unused', name: 'What was left unused, and why', of: 'left unused', base, rows, ...apart }
}

async function unmetTable(trx: Db, period: ReleasePeriod): Promise<ExactTable> {
  const { taps, facets } = await unmetCounts(trx, period)
  return {
    ...{ key: 'unmet', name: 'What people looked for and could not find', of: 'searches', base: taps },
    ...{ rowsAre: 'overlapping', columnsAre: 'beside', columns: [{ key: 'taps', name: 'Times' }] },
    // The same rows whoever searched: one for whatever was ticked would tell that somebody did.
    rows: asked.map(({ facet, key }) => {
      const one = facets.find((ticked) => ticked.facet === facet && ticked.key === key)
      return row(`${facet}:${key}`, unmetName(facet, key), [one?.count ?? 0])
    }),
  }
}

const row = (key: string, name: string, counts: number[]) => ({ key, name, counts })
