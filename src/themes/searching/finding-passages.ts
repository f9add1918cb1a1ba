import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { FEWEST, type Shown, shown } from '../../small-numbers.ts'
import { type Impact, impacts } from '../code.ts'
import { peopleByTheme } from '../counting.ts'
import { type Place, splitSentences } from '../sentences.ts'
import { type Label, labelsOf, matching, searchable, searchableBefore } from './corpus.ts'
import { changedWhatIsTheirs } from './own-changes.ts'

/** What is looked for. Everything but the words may be left empty. */
export type Asked = { words: string; period: string; set: string; service: string; theme: string; impact: string }

export type Found = { id: string; words: string; label: Label; themes: { key: string; name: string; impact: Impact }[] }
export type Answer = { refused: true } | { refused: false; people: Shown; found: Found[]; more: boolean }

/** So many sentences are shown, and so many answers are looked through. */
const MOST_SHOWN = 50
const MOST_ANSWERS = 2_000

/**
 * Sentences of released words in which all the words stand, in an order that means nothing.
 * @returns refused when they stand for fewer than ten people, nobody included, and for a member who changed what is not
 *   for them since words last came in: all of it reads the same
 */
export async function findPassages(db: Db, asked: Asked, memberId: string, today: string): Promise<Answer> {
  const before = await searchableBefore(db, today)
  const labels = before ? await labelsOf(db, before, today) : new Map<string, Label>()
  const sentences = await matchingSentences(db, asked.words, memberId, before ?? '0001-01-01')
  const named = new Set((await peopleByTheme(db)).filter(({ people }) => people >= FEWEST).map(({ key }) => key))
  const coded = await codedPlaces(db, [...new Set(sentences.map(({ wordsId }) => wordsId))])
  const hits = sentences.flatMap((sentence) => {
    const label = labels.get(sentence.responseId) ?? {}
    const themes = themesAt(coded.get(sentence.wordsId) ?? [], sentence).filter(({ key }) => named.has(key))
    const fits =
      (!asked.period || label.period === asked.period) &&
      (!asked.set || label.set === asked.set) &&
      (!asked.service || label.service === asked.service) &&
      (!(asked.theme || asked.impact) ||
        themes.some(
          ({ key, impact }) => (!asked.theme || key === asked.theme) && (!asked.impact || impact === asked.impact),
        ))
    return fits ? [{ ...sentence, label, themes }] : []
  })
  const people = new Set(hits.map(({ responseId }) => responseId)).size
  if (people < FEWEST || (await changedWhatIsTheirs(db, memberId, before ?? '0001-01-01'))) return { refused: true }
  const found = hits.slice(0, MOST_SHOWN).map(({ wordsId, start, words, label, themes }) => ({
    id: `${wordsId}.${start}`,
    words,
    label,
    themes,
  }))
  return { refused: false, people: shown(people), found, more: hits.length > MOST_SHOWN }
}

/** What somebody may choose from: only what stands beside words of ten people or more. */
export async function choices(db: Db, today: string) {
  const before = await searchableBefore(db, today)
  const labels = before ? [...(await labelsOf(db, before, today)).values()] : []
  const all = (name: keyof Label) => [...new Set(labels.flatMap((label) => label[name] ?? []))].sort()
  const themes = (await peopleByTheme(db)).filter(({ people }) => people >= FEWEST)
  return {
    before,
    periods: all('period'),
    sets: all('set'),
    services: all('service'),
    themes: themes.map(({ key, name }) => ({ key, name })),
    impacts: Object.entries(impacts).map(([key, name]) => ({ key, name })),
  }
}

type Sentence = Place & { wordsId: string; responseId: string; words: string }

/** One sentence of an answer, the first in which all the words stand. */
async function matchingSentences(db: Db, words: string, memberId: string, before: string): Promise<Sentence[]> {
  const answers = await searchable(db)
    .select(['released_words.id', 'released_words.body', 'responses.id as responseId'])
    .where('released_words.released_on', '<', before)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .where(matching(words))
    // Random ids, so that the order tells nothing.
    .orderBy('released_words.id')
    .limit(MOST_ANSWERS)
    .execute()
  const all = answers.flatMap(({ id, body, responseId }) =>
    splitSentences(body).map((place) => ({
      ...place,
      wordsId: id,
      responseId,
      words: body.slice(place.start, place.end),
    })),
  )
  const { rows } = await sql<{ at: string }>`
    select at from unnest(${all.map((one) => one.words)}::text[]) with ordinality as sentence (body, at)
    where ${matching(words)}`.execute(db)
  const matched = new Set(rows.map(({ at }) => Number(at) - 1))
  const seen = new Set<string>()
  return all.filter(({ wordsId }, index) => matched.has(index) && !seen.has(wordsId) && seen.add(wordsId))
}

type Coded = Place & { key: string; name: string; impact: Impact }

async function codedPlaces(db: Db, wordsIds: string[]): Promise<Map<string, Coded[]>> {
  if (wordsIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('segments')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .select(['segments.released_words_id', 'segments.starts as start', 'segments.ends as end'])
    .select(['themes.key', 'themes.name', 'segment_codes.impact'])
    .where('segments.released_words_id', 'in', wordsIds)
    .orderBy('themes.position')
    .execute()
  return Map.groupBy(rows, ({ released_words_id }) => released_words_id)
}

function themesAt(coded: Coded[], { start, end }: Place): Found['themes'] {
  const here = coded.filter((place) => place.start < end && place.end > start)
  const once = new Map(here.map(({ key, name, impact }) => [`${key} ${impact}`, { key, name, impact }]))
  return [...once.values()]
}
