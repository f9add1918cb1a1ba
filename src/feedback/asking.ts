import type { Language } from '../web/language.ts'
import { fieldName } from './answers.ts'
import pictures from './data/pictures.json' with { type: 'json' }
import type { QuestionSet } from './question-set.ts'
import { wordingOf } from './wording.ts'

/** The four sets and their neutral addresses under /say. */
export const setAt = { '8-11': '8-11', '11-17': '11-17', family: 'parent', adult: 'survivor' } as const

export type SetAddress = keyof typeof setAt

export const setAddresses = Object.keys(setAt) as SetAddress[]

/**
 * A set of questions in a language, as the page of questions, a printed form and a member's page of keying in show it.
 * Which drawing belongs to a question, an answer or a line is kept beside the sets: a version of a set never changes.
 * @returns `askedIn` is English where the set does not exist in the language; `pictured` says whether each thing is to
 *   have its picture beside it: in the questions for 8 to 11, and in easy read
 */
export function asked(set: QuestionSet, wished: Language) {
  const { language, say } = wordingOf(set, wished)
  const id = `${set.key}.${set.version}`
  const questions = set.questions.map((question, index) => ({
    ...question,
    field: fieldName(question),
    id: `q${index + 1}`,
    next: index + 1 < set.questions.length ? `q${index + 2}` : 'send',
    ask: say(`${id}.${question.key}.ask`),
    why: say(`${id}.${question.key}.why`),
    drawing: drawingOf(`${id}.${question.key}`) ?? question.drawing,
    choices: (set.scales[question.scale ?? ''] ?? []).map(({ key }) => ({
      key,
      drawing: drawingOf(`scale.${question.scale}.${key}`),
      label: say(`scale.${question.scale}.${key}`),
    })),
  }))
  // Easy words may say the same in more lines than English has.
  const lines = (name: 'limits' | 'must_tell' | 'need_not') =>
    set[name][language.code] ?? (set[name].en ?? []).map((_, n) => say(`${id}.${name}.${n}`))
  const before = { limits: lines('limits'), mustTell: lines('must_tell'), needNot: lines('need_not') }
  const pictured = set.pictures || language.code === 'en-easy'
  const limitDrawings = before.limits.map((_, n) => (pictured ? drawingOf(`${id}.limits.${n}`) : undefined))
  return { set, askedIn: language, questions, ...before, pictured, limitDrawings }
}

const drawingOf = (key: string): string | undefined => (pictures as Record<string, string>)[key]

/** Whether a form names one of the four sets. */
export function isSetAddress(name: string): name is SetAddress {
  return Object.hasOwn(setAt, name)
}
