import { sql } from 'kysely'
import { FEWEST } from '../../small-numbers.ts'
import { findRelease, type ReleasedDb } from './reading.ts'
import type { Cell, Release, ReleasedTable } from './release.ts'

type OfHead = 'number' | 'kind' | 'key' | 'from' | 'until' | 'frozenOn' | 'publishedOn' | 'replaces'

/** A release without what it says. */
export type ReleaseHead = Pick<Release, OfHead> & {
  name: string
  /** The number of its correction; a release that stands has none. */
  replacedBy: number | null
}

const MOST_HEADS = 200

/** Heads of all releases, newest period first, corrected ones too; what they say stays in the database. */
export async function listHeads(released: ReleasedDb): Promise<ReleaseHead[]> {
  const rows = await released
    .selectFrom('released.releases as one')
    .leftJoin('released.releases as later', 'later.replaces', 'one.number')
    .select(['one.number', 'one.kind', 'one.period', 'one.from_day', 'one.until_day', 'one.published_on'])
    .select(['one.frozen_on', 'one.replaces', 'later.number as replaced_by'])
    .select(sql<string>`one.content ->> 'name'`.as('name'))
    .orderBy('one.from_day', 'desc')
    .orderBy('one.number', 'desc')
    .limit(MOST_HEADS)
    .execute()
  return rows.map((row) => ({
    ...{ number: row.number, kind: row.kind, key: row.period, from: row.from_day, until: row.until_day },
    ...{ frozenOn: row.frozen_on, publishedOn: row.published_on, replaces: row.replaces },
    ...{ replacedBy: row.replaced_by, name: row.name },
  }))
}

/**
 * The newest release of a kind that stands, whole.
 * @param before only those of periods that begin before this day
 */
export async function newestRelease(
  released: ReleasedDb,
  kind: Release['kind'],
  before?: string,
): Promise<Release | undefined> {
  const row = await released
    .selectFrom('released.releases as one')
    .select('one.number')
    .where('one.kind', '=', kind)
    .$if(before !== undefined, (query) => query.where('one.from_day', '<', before ?? ''))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('released.releases as later').select('later.number').whereRef('later.replaces', '=', 'one.number'),
        ),
      ),
    )
    .orderBy('one.from_day', 'desc')
    .orderBy('one.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && findRelease(released, row.number)
}

/**
 * The releases that public figures come from: the newest two months, and the newest whole year, for what too few people spoke
 * about in two months. Each figure is said with its period.
 */
export async function newestReleases(released: ReleasedDb): Promise<Release[]> {
  const newest = [await newestRelease(released, 'period'), await newestRelease(released, 'year')]
  return newest.filter((release) => release !== undefined)
}

/** @returns undefined when the release has no such table */
export function tableOf(release: Release | undefined, key: string): ReleasedTable | undefined {
  return release?.content.tables.find((table) => table.key === key)
}

/** The figure of a row, by default in the first column; what a table does not hold is not known, so it is withheld. */
export function cellOf(table: ReleasedTable | undefined, row: string, column?: string): Cell {
  const at = column ? table?.columns.findIndex(({ key }) => key === column) : 0
  return table?.rows.find(({ key }) => key === row)?.cells[at ?? 0] ?? { kind: 'hidden' }
}

/** How many people a release heard, as it may be said. */
export function heardIn(release: Release): Cell {
  return tableOf(release, 'versions')?.base ?? tableOf(release, 'themes')?.base ?? { kind: 'hidden' }
}

/**
 * How many people spoke about a theme: of the first of these releases that has a figure.
 * @returns not shown when none has one
 */
export function onTheme(releases: Release[], themeKey: string): { people: Cell; release: Release | undefined } {
  for (const release of releases) {
    const people = cellOf(tableOf(release, 'themes'), themeKey)
    if (people.kind === 'about') return { people, release }
  }
  return { people: { kind: 'hidden' }, release: undefined }
}

/** The release that stands for a period: the last in its line of corrections. */
export function standingOf(all: readonly Release[], { kind, key }: { kind: string; key: string }): Release | undefined {
  const replaced = new Set(all.map(({ replaces }) => replaces))
  return all.find((one) => one.kind === kind && one.key === key && !replaced.has(one.number))
}

/**
 * How many are left for all rows of a table of parts that show no figure, from the figures as shown; undefined where the whole is
 * not shown. A figure that is withheld for another's sake may be a large one, so nobody says of it that few were heard.
 */
export function leftOver(table: ReleasedTable): number | undefined {
  if (table.base.kind !== 'about') return undefined
  const shown = table.rows.flatMap(({ cells: [cell] }) => (cell?.kind === 'about' ? [cell.n] : []))
  return Math.max(0, table.base.n - shown.reduce((sum, n) => sum + n, 0))
}

/** Whether the rows of a table of parts that show no figure can have few people each: fewer than ten, taken together. */
export function leavesFew(table: ReleasedTable): boolean {
  const hidden = table.rows.filter(({ cells: [cell] }) => cell?.kind !== 'about').length
  const left = leftOver(table)
  return left === undefined || (left < FEWEST * hidden && hidden < table.rows.length)
}
