import type { Db } from '../../db/open.ts'
import { listHiddenSpans } from '../reading/hiding.ts'
import type { Place } from '../reading/places.ts'
import { inEnglish, isTranslation } from '../reading/texts.ts'
import { sayings } from './numbering.ts'
import { propose } from './proposing.ts'
import { people, type StandIn } from './stand-ins.ts'

export type PlaceIn = Place & { questionKey: string }

/** Something that may have to be hidden, wherever it stands in a response. */
export type Detail = {
  /** Where it stands first: it says what is meant without saying the words. */
  id: string
  words: string
  as: StandIn
  why: string
  places: PlaceIn[]
}

export type Details = {
  /** Nobody has said yet whether these are hidden. */
  open: Detail[]
  /** Shown on purpose. */
  shown: Detail[]
  /** Keys of the texts in which names were not looked for, because they are not in English. */
  formatsOnly: string[]
  /** The proposer failed: a person looks alone, and nothing waits for it. */
  failed: boolean
}

/**
 * What is proposed to be hidden in opened words. It is found again each time and nowhere stored.
 * @param words the opened words by question, without those whose copy has gone on
 * @param language of the pages that the person used
 */
export async function listDetails(
  db: Db,
  responseId: string,
  words: Record<string, string>,
  language: string,
): Promise<Details> {
  const members = await db.selectFrom('members').select('name').execute()
  const staff = members.map(({ name }) => name)
  const abroad = (key: string) =>
    !isTranslation(key) && (words[inEnglish(key)] !== undefined || !/^en(?:-|$)/.test(language))
  const formatsOnly = Object.keys(words).filter(abroad)
  try {
    const found = Object.entries(words).flatMap(([key, text]) =>
      propose(text, !abroad(key), staff).map((one) => ({
        ...one,
        questionKey: key,
        words: text.slice(one.starts, one.ends),
      })),
    )
    const hidden = await listHiddenSpans(db, responseId)
    const shown = await db.selectFrom('shown_places').selectAll().where('response_id', '=', responseId).execute()
    const shownPlaces = shown.map((row) => ({ questionKey: row.question_key, starts: row.starts, ends: row.ends }))
    const waiting = found.filter((one) => !isCovered(one, words, [...hidden, ...shownPlaces]))
    const onPurpose = shown.flatMap((row) => {
      const said = words[row.question_key]?.slice(row.starts, row.ends)
      const place = { questionKey: row.question_key, starts: row.starts, ends: row.ends }
      return said ? [{ ...place, words: said, as: row.kind as StandIn, why: 'shown on purpose' }] : []
    })
    return { open: together(waiting), shown: together(onPurpose), formatsOnly, failed: false }
  } catch {
    return { open: [], shown: [], formatsOnly, failed: true }
  }
}

type Found = PlaceIn & { words: string; as: StandIn; why: string }

/** The same words are one detail. Who somebody is counts for more than that it is a name. */
function together(found: Found[]): Detail[] {
  const details = new Map<string, Detail>()
  for (const one of found) {
    const said = sayings(one.words).join(' ') || one.words
    const { questionKey, starts, ends, words, as, why } = one
    const key = people.includes(as) ? `person ${said}` : `${as} ${said}`
    const detail = details.get(key) ?? { id: `${questionKey}.${starts}.${ends}`, words, as, why, places: [] }
    if (detail.as === 'name' && as !== 'name') Object.assign(detail, { as, why })
    detail.places.push({ questionKey, starts, ends })
    details.set(key, detail)
  }
  const all = [...details.values()]
  for (const one of all) {
    // "Kelly" alone is whoever "my worker Kelly Marsh" is, where only one bears the name.
    const said = sayings(one.words)
    const longer = all.filter(
      (other) => other !== one && people.includes(other.as) && within(said, sayings(other.words)),
    )
    if (one.as === 'name' && longer.length === 1 && longer[0]) one.as = longer[0].as
  }
  return all
}

const within = (few: string[], many: string[]) => few.length > 0 && few.every((word) => many.includes(word))

/** Whether every letter and digit of a place is settled already. */
function isCovered(place: PlaceIn, words: Record<string, string>, settled: PlaceIn[]): boolean {
  const here = settled.filter(({ questionKey }) => questionKey === place.questionKey)
  const text = words[place.questionKey] ?? ''
  for (const { index } of text.slice(place.starts, place.ends).matchAll(/[\p{L}\p{N}]/gu)) {
    const at = place.starts + index
    if (!here.some(({ starts, ends }) => starts <= at && at < ends)) return false
  }
  return true
}
