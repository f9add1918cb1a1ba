import type { Language } from '../web/language.ts'
import { fieldName } from './answers.ts'
import type { QuestionSet } from './question-set.ts'
import { wordingOf } from './wording.ts'

/** The four sets and their neutral addresses under /say. */
export const setAt = { '8-11': '8-11', '11-17': '11-17', family: 'parent', adult: 'survivor' } as const

export type SetAddress = keyof typeof setAt

export const setAddresses = Object.keys(setAt) as SetAddress[]

/**
 * A set of questions in a language, as the page of questions, a printed form and a member's page of keying in show it.
 * @returns `askedIn` is English where the set does not exist in the language
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
    choices: (set.scales[question.scale ?? ''] ?? []).map(({ key }) => ({
      key,
      label: say(`scale.${question.scale}.${key}`),
    })),
  }))
  const lines = (name: 'limits' | 'must_tell' | 'need_not') =>
    (set[name].en ?? []).map((_, n) => say(`${id}.${name}.${n}`))
  const before = { limits: lines('limits'), mustTell: lines('must_tell'), needNot: lines('need_not') }
  return { set, askedIn: language, questions, ...before }
}

/** Whether a form names one of the four sets. */
export function isSetAddress(name: string): name is SetAddress {
  return Object.hasOwn(setAt, name)
}
