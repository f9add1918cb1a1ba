import { createHash } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { FEWEST_INSIDE } from '../../small-numbers.ts'
import type { KeptEntry } from './entry.ts'

/** More passages than this are moved only when a second person agrees. */
export const MANY = 20

const SAMPLE = 5

/** What would become of each passage that carries a code. */
export type Fates = {
  /** Gets the other code instead. */
  moved: string[]
  /** Carries both already, with the same answers: one of the two goes. */
  joined: string[]
  /** Carries both, with different answers: a person decides. Until then nothing of it changes. */
  waiting: string[]
}

export type Effect = Fates & {
  people: number
  /** The id of the theme it would be under. */
  to: string
  /**
   * People who spoke of each theme that is touched, before and after; `tells` where the two together would give a number
   * under 5 away. None when the theme stays the same.
   */
  themes: { name: string; before: number; after: number; tells: boolean }[]
  /** Words of a few of the passages, for whoever looks; none when fewer than 5 people are behind them. */
  sample: string[]
  /** Changes when anything shown here does: what is confirmed is what was seen. */
  mark: string
}

/**
 * What moving everything from one code would do, without doing it: into another code, or with its code to another theme.
 * Numbers are exact; showing them is for small-numbers.ts.
 * @param memberId who looks: words are shown to them, and none that they are kept from; left out, no words
 */
export async function effectOf(
  db: Db,
  from: KeptEntry,
  to: { code?: KeptEntry; themeId: string },
  memberId?: string,
): Promise<Effect> {
  const rows = await listCoded(db, [from.themeId, to.themeId])
  const mine = rows.filter(({ code }) => code === from.id)
  const fates = fatesOf(mine, to.code ? rows.filter(({ code }) => code === to.code?.id) : [])
  const going = new Set([...fates.moved, ...fates.joined])
  const after = rows.map((row) =>
    row.code === from.id && going.has(row.segment) ? { ...row, theme: to.themeId } : row,
  )
  const people = (list: Coded[], theme: string) =>
    new Set(list.filter((row) => row.theme === theme).map(({ response }) => response)).size
  const names = await db
    .selectFrom('themes')
    .select(['id', 'name'])
    .where('id', 'in', [from.themeId, to.themeId])
    .orderBy('position')
    .execute()
  const moving = new Set(mine.filter(({ segment }) => going.has(segment)).map(({ response }) => response))
  const themes = names.map(({ id, name }) => {
    const both = new Set(rows.filter((row) => row.theme === id && moving.has(row.response)).map((row) => row.response))
    const [before, afterwards] = [people(rows, id), people(after, id)]
    const few = (count: number) => count > 0 && count < FEWEST_INSIDE
    const tells = few(Math.abs(afterwards - before)) || few(id === to.themeId ? both.size : 0)
    return { name, before, after: afterwards, tells }
  })
  const all = new Set(mine.map(({ response }) => response)).size
  const state = { ...fates, themes, revisions: [from.revision, to.code?.revision], to: to.themeId }
  return {
    ...fates,
    people: all,
    to: to.themeId,
    themes: from.themeId === to.themeId ? [] : themes,
    sample: all < FEWEST_INSIDE || !memberId ? [] : await wordsOf(db, from.id, memberId),
    mark: createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 32),
  }
}

/** The id behind a theme's key. */
export async function findThemeId(db: Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('themes').select('id').where('key', '=', key).executeTakeFirst()
  return row?.id
}

type Coded = { segment: string; response: string; code: string; theme: string; impact: string; kind: string }

/** @param theirs the same passages' rows of the other code */
export function fatesOf(
  mine: Pick<Coded, 'segment' | 'impact' | 'kind'>[],
  theirs: Pick<Coded, 'segment' | 'impact' | 'kind'>[],
): Fates {
  const other = new Map(theirs.map((row) => [row.segment, row]))
  const fates: Fates = { moved: [], joined: [], waiting: [] }
  for (const { segment, impact, kind } of mine) {
    const there = other.get(segment)
    const fate = !there ? 'moved' : there.impact === impact && there.kind === kind ? 'joined' : 'waiting'
    fates[fate].push(segment)
  }
  return fates
}

async function listCoded(db: Db, themeIds: string[]): Promise<Coded[]> {
  return db
    .selectFrom('segment_codes')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('segments', 'segments.id', 'segment_codes.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .select(['segments.id as segment', 'responses.id as response', 'codes.id as code', 'codes.theme_id as theme'])
    .select(['segment_codes.impact', 'segment_codes.kind'])
    .where('codes.theme_id', 'in', themeIds)
    .where('responses.withdrawn_on', 'is', null)
    .orderBy('segments.id')
    .execute()
}

/** In the order of random ids, so that it tells nothing of when they came; only what may be used. */
async function wordsOf(db: Db, codeId: string, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('segment_codes')
    .innerJoin('segments', 'segments.id', 'segment_codes.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .select(['released_words.body', 'segments.starts', 'segments.ends'])
    .where('segment_codes.code_id', '=', codeId)
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('segments.id')
    .limit(SAMPLE)
    .execute()
  return rows.map(({ body, starts, ends }) => body.slice(starts, ends))
}
