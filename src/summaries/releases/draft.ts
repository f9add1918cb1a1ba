import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import type { Given } from './given.ts'
import type { Report as Audit } from './protecting.ts'
import type { Content, Release, ReleasePeriod } from './release.ts'
import { findReleasePeriod } from './release-period.ts'

/** What is kept beside a draft, for whoever decides on it. It holds no exact figure about people who are counted. */
export type Report = {
  /** Numbers of all releases that it was checked against. */
  earlier: number[]
  /** How many had taken back what they said in its period when it was frozen: whoever did so later is told from them. */
  withdrawn: number
  /** How many had given feedback by then, whatever became of it: for how many are new in a release about the same days. */
  given: Given
  /** What the auditor did and saw; nothing where it was refused before. */
  audit: Audit | null
}

export type Draft = {
  id: string
  period: ReleasePeriod
  state: 'waiting' | 'ready' | 'refused' | 'published' | 'put aside'
  content: Content | null
  report: Report | null
  /** Why it corrects another, as whoever prepared it wrote; empty where it corrects none. */
  why: string
  /** Why it was refused; empty where it was not. It stays when the draft is put aside. */
  refusedWhy: string
  replaces: number | null
  preparedBy: string | null
  preparedByName: string | null
  preparedOn: string
  frozenOn: string | null
  /** Who had it frozen last: whoever prepared it, or pressed again later. */
  frozenBy: string | null
  frozenByName: string | null
  publishedByName: string | null
  publishedOn: string | null
  number: number | null
}

const MOST = 40

/** @throws {NotFound} */
export async function getDraft(db: Db, id: string): Promise<Draft> {
  if (!isId(id)) throw new NotFound('no such draft')
  const row = await read(db).select(['content', 'report']).where('release_drafts.id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('no such draft')
  return { ...shape(row), content: row.content as Content | null, report: row.report as Report | null }
}

/**
 * A draft that nobody else changes until this transaction ends: whoever publishes it, puts it aside or freezes it waits.
 * @throws {NotFound}
 */
export async function holdDraft(trx: Db, id: string): Promise<Draft> {
  if (!isId(id)) throw new NotFound('no such draft')
  await trx.selectFrom('release_drafts').select('id').where('id', '=', id).forUpdate().execute()
  return getDraft(trx, id)
}

/** Drafts that somebody has still to do with, and the last ones that were settled, newest first. Without what they hold. */
export async function listDrafts(db: Db): Promise<Draft[]> {
  const rows = await read(db).orderBy('prepared_on', 'desc').orderBy('release_drafts.id').limit(MOST).execute()
  return rows.map(shape)
}

/**
 * A draft as the release that it would be if it were published now, so that what is looked at is what goes out.
 * @param earlier every release: its number is the next one
 * @returns undefined while nothing is frozen
 */
export function asRelease(
  draft: Draft,
  earlier: readonly Release[],
  today: string,
): Omit<Release, 'digest'> | undefined {
  const { period, content, frozenOn, replaces, why } = draft
  if (!content || !frozenOn) return undefined
  const number = Math.max(0, ...earlier.map((one) => one.number)) + 1
  return { ...period, number, frozenOn, publishedOn: today, replaces, why, content }
}

function read(db: Db) {
  return db
    .selectFrom('release_drafts')
    .leftJoin('members as preparer', 'preparer.id', 'release_drafts.prepared_by')
    .leftJoin('members as freezer', 'freezer.id', 'release_drafts.frozen_by')
    .leftJoin('members as publisher', 'publisher.id', 'release_drafts.published_by')
    .select([
      'release_drafts.id',
      'kind',
      'period',
      'state',
      'why',
      'refused_why',
      'replaces',
      'prepared_by',
      'prepared_on',
    ])
    .select(['frozen_on', 'frozen_by', 'published_on', 'number'])
    .select(['preparer.name as preparer_name', 'freezer.name as freezer_name', 'publisher.name as publisher_name'])
}

type Row = Awaited<ReturnType<ReturnType<typeof read>['execute']>>[number]

function shape(row: Row): Draft {
  return {
    ...{ id: row.id, period: findReleasePeriod(row.period)!, state: row.state, content: null, report: null },
    ...{ why: row.why, refusedWhy: row.refused_why, replaces: row.replaces },
    ...{ number: row.number, frozenOn: row.frozen_on },
    ...{ preparedBy: row.prepared_by, preparedByName: row.preparer_name, preparedOn: row.prepared_on },
    ...{ frozenBy: row.frozen_by, frozenByName: row.freezer_name },
    ...{ publishedByName: row.publisher_name, publishedOn: row.published_on },
  }
}
