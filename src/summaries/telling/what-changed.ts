import { spokenHere } from '../../changes/languages.ts'
import { type Version, versions } from '../../changes/not-heard.ts'
import type { Quote } from '../../changes/quote.ts'
import { daysLate, type Outcome } from '../../changes/state.ts'
import type { Tables } from '../../db/tables.ts'
import { dayOf, type Site } from '../../site.ts'
import { type ReleasedDb, readReleased } from '../releases/reading.ts'
import type { Cell, Release } from '../releases/release.ts'
import { heardIn, leavesFew, newestReleases, onTheme, tableOf } from '../releases/standing.ts'
import { quotesStanding } from './quotes-standing.ts'

/** One "you said, we did" of the public pages. */
export type Told = {
  id: string
  theme: string
  themeKey: string
  people: Cell
  /** In which release that many spoke; undefined when none has a figure. */
  release: Release | undefined
  quote: Quote | undefined
  outcome: Outcome
  part: Tables['released.told']['strategy_part']
  publicSentence: string
  easySentence: string
  reason: string
  easyReason: string
  owner: string
  organisation: string
  decidedOn: string
  dueOn: string | null
  madeOn: string | null
  /** Promised for a day that has passed. */
  late: boolean
}

export type WhatChanged = {
  told: Told[]
  /** How many the newest release heard; undefined while nothing is released. */
  heard: { people: Cell; release: Release } | undefined
  notHeard: { versions: Version[]; languages: string[] }
}

/** More than this is not read; older ones stay in the packs. */
const MOST_TOLD = 200

/**
 * Everything on the page "What you told us, what we did", newest first. Figures and quotes come from releases; that something
 * was decided, made or late is our own task and as it is now.
 * It is read as the role that sees what was released and nothing else.
 */
export async function whatChanged({ db, now }: Pick<Site, 'db' | 'now'>): Promise<WhatChanged> {
  return readReleased(db, (released) => readChanged(released, dayOf(now())))
}

async function readChanged(released: ReleasedDb, today: string): Promise<WhatChanged> {
  const releases = await newestReleases(released)
  const [newest] = releases
  return {
    told: await listTold(released, releases, today),
    heard: newest && { people: heardIn(newest), release: newest },
    notHeard: {
      versions: fewIn(newest, 'versions', versions),
      languages: fewIn(newest, 'languages', spokenHere),
    },
  }
}

export type LatestChange = { quote: Quote | undefined; sentence: string; easySentence: string; outcome: 'made' }

/**
 * The newest published change that was made, for the first page of the site.
 * @returns undefined while nothing was made and published
 */
export async function latestChange(site: Pick<Site, 'db' | 'now'>): Promise<LatestChange | undefined> {
  const newest = (await whatChanged(site)).told.find(({ outcome }) => outcome === 'made')
  if (!newest) return undefined
  const { quote, publicSentence, easySentence } = newest
  return { quote, sentence: publicSentence, easySentence, outcome: 'made' }
}

/** The day that a reader wants to know: when it was made, by when it is due, or when it was decided. */
export function dayOfTelling({ outcome, madeOn, dueOn, decidedOn }: Told): string {
  if (outcome === 'made') return madeOn ?? decidedOn
  return outcome === 'not possible' ? decidedOn : (dueOn ?? decidedOn)
}

/** When it was last news: made, or decided. */
export function newestDay({ madeOn, decidedOn }: Pick<Told, 'madeOn' | 'decidedOn'>): string {
  return madeOn ?? decidedOn
}

async function listTold(released: ReleasedDb, releases: Release[], today: string): Promise<Told[]> {
  const rows = await released
    .selectFrom('released.told')
    .selectAll()
    .orderBy((eb) => eb.fn.coalesce('made_on', 'decided_on'), 'desc')
    .orderBy('id')
    .limit(MOST_TOLD)
    .execute()
  const quotes = await quotesStanding(released, releases)
  return rows
    .map((row): Told => {
      const dates = { decidedOn: row.decided_on, dueOn: row.due_on, madeOn: row.made_on }
      return {
        ...{ id: row.id, theme: row.theme, themeKey: row.theme_key, ...onTheme(releases, row.theme_key) },
        ...{ quote: quotes.get(row.id), outcome: row.outcome, part: row.strategy_part },
        ...{ publicSentence: row.public_sentence, easySentence: row.easy_sentence },
        ...{ reason: row.reason, easyReason: row.easy_reason, owner: row.owner, organisation: row.organisation },
        ...dates,
        late: daysLate({ ...dates, outcome: row.outcome, settledBy: null }, today) > 0,
      }
    })
    .sort((a, b) => newestDay(b).localeCompare(newestDay(a)) || a.id.localeCompare(b.id))
}

/**
 * Which of these groups have no figure beside others that have one, and can be few. Where no row has a figure, one of them may be
 * everybody who spoke, so nothing is said of any, unless nobody has ten people.
 */
function fewIn<Key extends string>(release: Release | undefined, table: string, keys: readonly Key[]): Key[] {
  const whole = tableOf(release, table)
  if (!whole || !leavesFew(whole)) return []
  return keys.filter((key) => whole.rows.some((row) => row.key === key && row.cells[0]?.kind !== 'about'))
}
