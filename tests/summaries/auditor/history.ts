import type { Seen, SeenTable } from '../../../src/summaries/releases/auditing/seen.ts'
import { mayRelease } from '../../../src/summaries/releases/may-release.ts'
import { type Earlier, protect } from '../../../src/summaries/releases/protecting.ts'
import type { ExactTable, ReleasePeriod } from '../../../src/summaries/releases/release.ts'

/** Somebody who gave feedback, as the tables count them. */
export type Person = {
  period: number
  version: number
  channel: number
  language: number
  themes: number
  concerns: number
}

/** Whoever was there to be counted, and which themes something was decided on. */
export type Counted = {
  people: Person[]
  invitations: { period: number; team: number; isOpened: boolean }[]
  decided: number[]
}

/** A random history: what was published, and what was true on the day of each release. */
export type History = {
  releases: Earlier[]
  truth: (Counted & { exact: (ExactTable & { within?: SeenTable['within'] })[] })[]
  refused: number
  withheld: number
}

const VERSIONS = 3
const CHANNELS = 3
const THEMES = 2
const LANGUAGES = 2
const TEAMS = 2
const DAY = 86_400_000

/** Two to four periods, and the year that is made of them. */
export function makeHistory(random: () => number): History {
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const periods = makePeriods(whole(2, 3))
  const size = whole(10, 70)
  const likely = {
    ...{ version: random() * 2 + 0.5, channel: random() * 2 + 0.5, language: random() * 6 + 1 },
    ...{ theme: random() * 0.8, concern: random() },
  }
  const somebody = (period: number): Person => {
    const bits = (share: number) => [0, 1].reduce((sum, bit) => sum + (random() < share ? 1 << bit : 0), 0)
    const themes = bits(likely.theme)
    return {
      ...{ period, version: Math.floor(VERSIONS * random() ** likely.version), themes },
      ...{ channel: Math.floor(CHANNELS * random() ** likely.channel), concerns: themes & bits(likely.concern) },
      language: Math.floor(LANGUAGES * random() ** likely.language),
    }
  }
  const invite = (period: number, count: number) =>
    Array.from({ length: count }, () => ({ period, team: whole(0, TEAMS - 1), isOpened: random() < likely.concern }))
  let people = periods.slice(1).flatMap((_, at) => Array.from({ length: whole(8, 8 + size) }, () => somebody(at)))
  const invitations = periods.slice(1).flatMap((_, at) => invite(at, whole(0, size)))
  const decided = random() < 0.5 ? [whole(0, THEMES - 1)] : []
  const history: History = { releases: [], truth: [], refused: 0, withheld: 0 }
  const added = new Map<string, number>()
  let day = Date.parse('2027-02-01')
  const add = (at: number, count: number) => {
    people.push(...Array.from({ length: count }, () => somebody(at)))
    for (const key of [periods[at + 1]!.key, periods[0]!.key]) added.set(key, (added.get(key) ?? 0) + count)
  }
  for (let left = whole(2, 6), tries = 0; left > 0 && tries < 30; tries++) {
    day += whole(20, 60) * DAY
    const chosen = whole(0, periods.length - 1)
    // Some are keyed in late, some take back what they said, and some themes are given later.
    if (random() < 0.3) add(whole(0, periods.length - 2), whole(1, 3))
    if (random() < 0.4) people = people.filter(() => random() > 0.02)
    if (random() < 0.2) people = people.map((one) => (random() < 0.02 ? { ...one, themes: one.themes | 1 } : one))
    if (random() < 0.1) invitations.push(...invite(whole(0, periods.length - 2), whole(1, 9)))
    if (random() < 0.1) decided.splice(0, THEMES, ...Array.from({ length: THEMES }, (_, at) => at))
    const period = periods[chosen]!
    if (history.releases.some(({ key }) => key === period.key) && random() < 0.8) {
      for (let at = chosen === 0 ? 0 : chosen - 1; at < (chosen === 0 ? periods.length - 1 : chosen); at++) {
        add(at, whole(5, 30))
      }
    }
    const frozenOn = new Date(day).toISOString().slice(0, 10)
    // The service keeps years and periods further apart; the auditor holds without that.
    const same = history.releases.filter(({ key }) => key === period.key)
    if (!mayRelease(same, { ...period, frozenOn }, () => added.get(period.key) ?? 0).ok) continue
    const isCounted = (one: { period: number }) => chosen === 0 || one.period === chosen - 1
    const counted = {
      people: people.filter(isCounted),
      invitations: invitations.filter(isCounted),
      decided: [...decided],
    }
    left--
    publish(history, period, counted, frozenOn, added)
  }
  return history
}

function publish(history: History, period: ReleasePeriod, counted: Counted, on: string, added: Map<string, number>) {
  const exact = tablesOf(counted)
  const made = protect(exact, period, history.releases, on)
  if (!made.ok) {
    history.refused++
    return
  }
  history.withheld += made.report.withheld.length
  added.set(period.key, 0)
  const number = history.releases.length + 1
  history.releases.push({ ...period, number, frozenOn: on, content: { tables: made.tables } })
  history.truth.push({ ...counted, exact })
}

/** The year first, then its periods. */
function makePeriods(count: number): ReleasePeriod[] {
  const day = (at: number) => new Date(Date.UTC(2026, at * 2, 1)).toISOString().slice(0, 10)
  const months = Array.from({ length: count }, (_, at): ReleasePeriod => {
    return { kind: 'period', key: day(at).slice(0, 7), from: day(at), until: day(at + 1) }
  })
  return [{ kind: 'year', key: '2026', from: day(0), until: day(count) }, ...months]
}

/** The tables that are published of people, exact: of each kind that there is, one or two, and small. */
export function tablesOf({ people, invitations, decided }: Counted): ExactTable[] {
  const base = people.length
  const count = (which: (one: Person) => boolean) => people.filter(which).length
  const rows = (length: number, counts: (at: number) => number[]) =>
    Array.from({ length }, (_, at) => ({ key: `r${at}`, name: `Row ${at}`, counts: counts(at) }))
  const all = { of: 'heard', base, columns: [{ key: 'people', name: 'People' }] }
  return [
    {
      ...{ ...all, key: 'versions', name: 'Who we heard', rowsAre: 'parts', columnsAre: 'nested' },
      rows: rows(VERSIONS, (at) => [count(({ version }) => version === at)]),
    },
    {
      ...{ ...all, key: 'channels', name: 'How they reached us', rowsAre: 'parts', columnsAre: 'nested' },
      rows: rows(CHANNELS, (at) => [count(({ channel }) => channel === at)]),
    },
    {
      ...{ ...all, key: 'themes', name: 'What they spoke about', rowsAre: 'overlapping', columnsAre: 'beside' },
      columns: [...all.columns, { key: 'concern', name: 'As a concern' }],
      rows: rows(THEMES, (at) => [
        count(({ themes }) => (themes & (1 << at)) > 0),
        count(({ concerns }) => (concerns & (1 << at)) > 0),
      ]),
    },
    {
      ...{ ...all, key: 'languages', name: 'In which language', rowsAre: 'parts', columnsAre: 'nested' },
      rows: rows(LANGUAGES, (at) => [count(({ language }) => language === at)]).map((row, at) => ({
        ...row,
        ...(at === 0 && { mayBeAll: true }),
      })),
    },
    {
      ...{ ...all, key: 'told', name: 'Who finds an outcome', rowsAre: 'overlapping', columnsAre: 'nested' },
      ...(decided.length > 0 && { anyOf: { table: 'themes', rows: decided.map((at) => `r${at}`) } }),
      rows: rows(1, () => [count(({ themes }) => decided.some((at) => (themes & (1 << at)) > 0))]),
    },
    {
      ...{ ...all, key: 'invited', name: 'Invitations', of: 'invited', base: invitations.length },
      ...{ rowsAre: 'parts', columnsAre: 'nested' },
      rows: rows(TEAMS, (at) => [invitations.filter(({ team }) => team === at).length]),
    },
    {
      ...{ ...all, key: 'opened', name: 'What became of them', of: 'invited', base: invitations.length },
      ...{ rowsAre: 'overlapping', columnsAre: 'nested' },
      rows: rows(1, () => [invitations.filter(({ isOpened }) => isOpened).length]),
    },
  ]
}

/** Versions, languages and themes of the people of each channel, as a two-way filter would show them. */
export function filteredTables(people: Person[]): { exact: ExactTable; within: NonNullable<SeenTable['within']> }[] {
  return Array.from({ length: CHANNELS }, (_, channel) => {
    const some = { people: people.filter((one) => one.channel === channel), invitations: [], decided: [] }
    const filtered = tablesOf(some).filter(({ key }) => ['versions', 'languages', 'themes'].includes(key))
    const within = { table: 'channels', row: `r${channel}` }
    return filtered.map((exact) => ({ exact: { ...exact, key: `${exact.key}|channel=${channel}` }, within }))
  }).flat()
}

/** What anybody may have kept of a release. */
export function asSeen({ kind, key, from, until, number, frozenOn, content }: Earlier): Seen {
  return { kind, key, from, until, number, frozenOn, tables: content.tables }
}

/** mulberry32 (public domain, T. Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
