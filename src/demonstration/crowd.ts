import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { dayOf } from '../site.ts'
import { countCrowd } from './crowd-about.ts'
import type { Cast, Event } from './one-piece.ts'

const Theme = z.object({
  weight: z.number(),
  /** So many of those who speak of it praise. */
  praise: z.number(),
  /** From so many months ago on, so much less is said of it as a concern. */
  after: z.object({ months_ago: z.number(), concern: z.number() }).optional(),
  harder: z.array(z.string()),
  helped: z.array(z.string()),
})

const MONTHS = 24
/** So many a month, two years ago and last month: feedback grows where it leads to something. Made up. */
const AT_FIRST = 35
const AT_LAST = 90
/** Who they are, in hundredths, and the question that each of them answers in their own words. */
const sets = [
  { key: '11-17', share: 46, question: 'should-change' },
  { key: 'parent', share: 28, question: 'got-in-the-way' },
  { key: 'survivor', share: 17, question: 'should-change' },
  { key: '8-11', share: 9, question: 'better' },
]
const ways = [
  { key: 'open', share: 58 },
  { key: 'invitation', share: 26 },
  { key: 'tablet', share: 11 },
  { key: 'paper', share: 5 },
] as const

/**
 * Many short voices beside the pieces that are told in full, so that releases have figures and charts have something to show.
 * They are put in as rows, already read by two people, themed, and with the person's own words erased: nobody can open them.
 * None of them may be quoted.
 */
export function crowdEvents(db: Db, cast: Cast, now: Date, roll: () => number): Event[] {
  const themes = z
    .record(z.string(), Theme)
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'crowd.json'), 'utf8')))
  return Array.from({ length: MONTHS - 1 }, (_, n) => {
    const monthsAgo = MONTHS - 1 - n
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 1, 12))
    const people = Math.round(AT_FIRST + ((AT_LAST - AT_FIRST) * n) / (MONTHS - 2) + 8 * (roll() - 0.5))
    const said = Array.from({ length: people }, () => voice(themes, monthsAgo, first, roll))
    // After the month, and before anything of it is released.
    const at = new Date(first.getTime() + 33 * 24 * 3_600_000)
    return { at: at < now ? at : new Date(now.getTime() - 60_000), run: () => putIn(db, cast, said, roll) }
  })
}

type Voice = ReturnType<typeof voice>

function voice(themes: Record<string, z.infer<typeof Theme>>, monthsAgo: number, first: Date, roll: () => number) {
  const day = dayOf(new Date(first.getTime() + Math.floor(roll() * 27) * 24 * 3_600_000))
  const [set, way] = [pick(sets, roll), pick(ways, roll)]
  const number = roll() < 0.4 ? 2 : 1
  const spoken = Array.from({ length: number }, () => {
    const [key = '', theme] = pickBy(Object.entries(themes), ([, { weight }]) => weight, roll)
    const isLess = theme.after !== undefined && monthsAgo < theme.after.months_ago
    const less = isLess ? (theme.after?.concern ?? 1) : 1
    const isConcern = roll() > theme.praise
    // What is no longer a concern is mostly not said at all.
    if (isConcern && roll() > less) return undefined
    const words = isConcern ? theme.harder : theme.helped
    return { key, isConcern, words: words[Math.floor(roll() * words.length)] ?? '' }
  })
  const passages = spoken.filter((one) => one !== undefined)
  return {
    day,
    set,
    way: way.key,
    urdu: roll() < 0.03,
    passages: passages.filter((one, n) => passages.findIndex(({ key }) => key === one.key) === n),
  }
}

async function putIn(db: Db, cast: Cast, voices: Voice[], roll: () => number): Promise<void> {
  const setIds = await db.selectFrom('question_sets').select(['id', 'key', 'version']).orderBy('version').execute()
  const codes = new Map((await db.selectFrom('codes').select(['id', 'key']).execute()).map(({ id, key }) => [key, id]))
  const rows = voices.map((one) => ({ ...one, id: randomUUID(), released: randomUUID() }))
  const nothing = () => ({
    form_nonce_hash: randomBytes(32),
    answers_mac: randomBytes(32),
    key_lookup: randomBytes(32),
  })
  await db
    .insertInto('responses')
    .values(
      rows.map(({ id, day, set, way, passages }) => ({
        ...{ id, ref: randomBytes(6).toString('hex'), received_on: day, channel: way, language: 'en' },
        question_set_id: setIds.findLast(({ key }) => key === set.key)?.id ?? '',
        ...{ service: way === 'open' ? null : 'evolve', words_permission: 'better', unsafe_now: null },
        ...{ has_words: passages.length > 0, ...nothing() },
        ...{ writer_public: randomBytes(32), writer_private_wrapped: randomBytes(60) },
      })),
    )
    .execute()
  const written = rows.filter(({ passages }) => passages.length > 0)
  await db
    .insertInto('readings')
    .values(
      written.map(
        ({ id, day, set, urdu }) =>
          ({
            ...{
              response_id: id,
              reason: set.key === '8-11' ? 'child wrote' : 'own words',
              due_at: null,
              found: 'none',
            },
            ...{ state: 'released', written_in: urdu ? 'Urdu' : 'English', first_by: cast.first.id, first_on: day },
            ...{ second_by: cast.second.id, second_on: day, on_time: roll() < 0.95 },
          }) as const,
      ),
    )
    .execute()
  const bodies = written.map(({ id, released, day, set, passages }) => ({
    ...{ id: released, response_id: id, question_key: set.question, released_on: day },
    body: passages.map(({ words }) => words).join(' '),
  }))
  await db.insertInto('released_words').values(bodies).execute()
  const by = { marked_by: cast.themer.id }
  const segments = written.flatMap(({ released, day, passages }) => {
    let starts = 0
    return passages.map((passage) => {
      const segment = { id: randomUUID(), released_words_id: released, starts, ends: starts + passage.words.length }
      starts = segment.ends + 1
      return { passage, segment: { ...segment, ...by, marked_on: day } }
    })
  })
  await db
    .insertInto('segments')
    .values(segments.map(({ segment }) => segment))
    .execute()
  await db
    .insertInto('segment_codes')
    .values(
      segments.map(
        ({ passage, segment }) =>
          ({
            ...{ id: randomUUID(), segment_id: segment.id, code_id: codes.get(passage.key) ?? '' },
            ...{ impact: passage.isConcern ? 'harder' : 'helped', kind: passage.isConcern ? 'concern' : 'praise' },
            ...{ applied_by: cast.themer.id, applied_on: segment.marked_on },
          }) as const,
      ),
    )
    .execute()
  await db
    .insertInto('themings')
    .values(written.map(({ id, day }) => ({ response_id: id, finished_by: cast.themer.id, finished_on: day })))
    .execute()
  await countCrowd(db, rows, roll)
}

function pick<T extends { share: number }>(all: readonly T[], roll: () => number): T {
  return pickBy(all, ({ share }) => share, roll)
}

function pickBy<T>(all: readonly T[], weight: (one: T) => number, roll: () => number): T {
  let left = roll() * all.reduce((sum, one) => sum + weight(one), 0)
  for (const one of all) {
    left -= weight(one)
    if (left <= 0) return one
  }
  return all.at(-1) as T
}
