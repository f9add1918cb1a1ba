import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import { keptFrom } from '../safeguarding/conflict.ts'
import type { Impact, Kind } from './code.ts'

export type Theme = { key: string; name: string; plainName: string }

/** Every theme, in the codebook's order. */
export async function listThemes(db: Db): Promise<Theme[]> {
  return themes(db).execute()
}

/** @throws {NotFound} */
export async function getTheme(db: Db, key: string): Promise<Theme> {
  const theme = await themes(db).where('key', '=', key).executeTakeFirst()
  if (!theme) throw new NotFound('no such theme')
  return theme
}

export type ThemePassage = {
  segmentId: string
  ref: string
  /** For `labelled`: what may stand beside it. */
  responseId: string
  permission: 'better' | 'report'
  words: string
  codes: { key: string; name: string; impact: Impact; kind: Kind }[]
}

/**
 * What people said in a theme: the marked words only, newest month first. Words that may not be used are left out, though
 * their person still counts. Who looked is for the caller to audit.
 * @param limit how many passages at most
 * @param memberId for whom: nothing that they are kept from
 */
export async function passagesOf(db: Db, themeKey: string, limit: number, memberId?: string): Promise<ThemePassage[]> {
  const since = await monthWithEnough(db, themeKey, limit * FEW_MAY_BE_LEFT_OUT)
  const newest = since ? await passagesSince(db, themeKey, limit, memberId, since) : []
  return newest.length === limit ? newest : passagesSince(db, themeKey, limit, memberId)
}

/** Some of those who spoke of a theme are left out: so many times as many as wanted are enough, nearly always. */
const FEW_MAY_BE_LEFT_OUT = 4

/** The first day of the month since which so many spoke of a theme, by the sums. Only where to look first. */
async function monthWithEnough(db: Db, themeKey: string, people: number): Promise<string | undefined> {
  const months = await db
    .selectFrom('theme_days')
    .innerJoin('themes', 'themes.id', 'theme_days.theme_id')
    .where('themes.key', '=', themeKey)
    .select((eb) => [
      eb.fn<string>('to_char', ['day', eb.val('YYYY-MM-01')]).as('month'),
      eb.fn.sum<number>('people').as('people'),
    ])
    .groupBy('month')
    .orderBy('month', 'desc')
    .execute()
  let sum = 0
  for (const one of months) {
    sum += Number(one.people)
    if (sum >= people) return one.month
  }
  return undefined
}

async function passagesSince(db: Db, themeKey: string, limit: number, memberId?: string, since?: string) {
  const rows = await db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .select([
      'segments.id as segmentId',
      'segments.starts',
      'segments.ends',
      'released_words.body',
      'responses.ref',
      'responses.words_permission as permission',
      'responses.id as responseId',
    ])
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .$if(memberId !== undefined, (query) => query.where('responses.id', 'not in', keptFrom(db, memberId!)))
    .$if(since !== undefined, (query) => query.where('responses.received_on', '>=', since!))
    .where('segments.id', 'in', (eb) =>
      codesOn(eb as never as Db)
        .select('segment_id')
        .where('themes.key', '=', themeKey),
    )
    // Within a month by the random ref, so that the order tells no day.
    .orderBy((eb) => eb.fn('to_char', ['responses.received_on', eb.val('YYYY-MM')]), 'desc')
    .orderBy('responses.ref')
    .orderBy('segments.starts')
    .limit(limit)
    .execute()
  if (rows.length === 0) return []
  const codes = await codesOn(db)
    .select(['segment_codes.segment_id', 'codes.key', 'codes.name', 'segment_codes.impact', 'segment_codes.kind'])
    .where(
      'segment_codes.segment_id',
      'in',
      rows.map(({ segmentId }) => segmentId),
    )
    .execute()
  return rows.map(({ starts, ends, body, permission, ...row }) => ({
    ...row,
    permission: permission as 'better' | 'report',
    words: body.slice(starts, ends),
    codes: codes.filter(({ segment_id }) => segment_id === row.segmentId).map(({ segment_id, ...code }) => code),
  }))
}

function codesOn(db: Pick<Db, 'selectFrom'>) {
  return db
    .selectFrom('segment_codes')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
}

function themes(db: Db) {
  return db.selectFrom('themes').select(['key', 'name', 'plain_name as plainName']).orderBy('position')
}
