import { field, fields } from '../web/form.ts'
import type { Coding } from './coding.ts'
import type { Released } from './released.ts'
import type { Refused } from './segment.ts'
import { findWords, type Place, placesOf } from './sentences.ts'

/** What was typed, kept for when the page comes back with a problem. */
export type Typed = {
  sentences: string[]
  only: string
  code: string
  suggestions: string[]
  impact: string
  kind: string
}

export const emptyTyped: Typed = { sentences: [], only: '', code: '', suggestions: [], impact: '', kind: '' }

type Work = Coding & { ok: true; responseId: string; places: (Place & { releasedWordsId: string })[] }

/**
 * Reads the form of a page of released words.
 * @param body `sentence` as often as sentences are chosen, each `question.index`; `only`, a part of them word for word;
 *   `code`, `suggestion` as often as one is ticked, `impact` and `kind`
 */
export function readCoding(body: unknown, released: Released): { typed: Typed; work: Work | Refused } {
  const [code, impact, kind] = [field(body, 'code'), field(body, 'impact'), field(body, 'kind')]
  const [sentences, suggestions] = [fields(body, 'sentence'), fields(body, 'suggestion')]
  const typed = { sentences, suggestions, only: field(body, 'only').trim(), code, impact, kind }
  const found = findPlaces(typed, released)
  if (!Array.isArray(found)) return { typed, work: found }
  const coding = { codeKey: code, impact, kind }
  return { typed, work: { ok: true, ...coding, responseId: released.responseId, places: found } }
}

function findPlaces({ sentences, only }: Typed, { questions }: Released): Work['places'] | Refused {
  const chosen: Work['places'] = []
  for (const { questionKey, releasedWordsId, body } of questions) {
    const indexes = sentences.flatMap((value) => {
      const [question, index] = value.split('.')
      return question === questionKey ? [Number(index)] : []
    })
    const places = placesOf(body, indexes)
    if (!places)
      return refuse('sentence', 'Those words are not in this text any more. Look at the page again, then choose.')
    chosen.push(...places.map((place) => ({ ...place, releasedWordsId })))
  }
  if (!only) return chosen.length > 0 ? chosen : refuse('sentence', 'Choose at least one sentence.')
  const exact = questions.flatMap(({ releasedWordsId, body }) =>
    findWords(body, only).map((place) => ({ ...place, releasedWordsId })),
  )
  const inChosen = exact.filter((place) =>
    chosen.some(
      (one) => one.releasedWordsId === place.releasedWordsId && one.start <= place.start && place.end <= one.end,
    ),
  )
  const fitting = chosen.length > 0 ? inChosen : exact
  if (fitting.length === 0)
    return refuse('only', 'Those words are not in the text you chose. Copy them from it exactly.')
  if (fitting.length > 1) return refuse('only', 'Those words are there more than once. Choose the sentence as well.')
  return fitting
}

function refuse(name: string, sentence: string): Refused {
  return { ok: false, problems: { [name]: sentence } }
}
