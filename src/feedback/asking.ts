import type { Language } from '../web/language.ts'
import { fieldName } from './answers.ts'
import { type QuestionSet, say, sayAll } from './question-set.ts'

/** The four sets and their neutral addresses under /say. */
export const setAt = { '8-11': '8-11', '11-17': '11-17', family: 'parent', adult: 'survivor' } as const

export type SetAddress = keyof typeof setAt

export const setAddresses = Object.keys(setAt) as SetAddress[]

/** A set of questions in a language, as the page of questions, a printed form and a member's page of keying in show it. */
export function asked(set: QuestionSet, language: Language) {
  const questions = set.questions.map((question, index) => ({
    ...question,
    field: fieldName(question),
    id: `q${index + 1}`,
    next: index + 1 < set.questions.length ? `q${index + 2}` : 'send',
    ask: say(question.ask, language),
    why: say(question.why, language),
    choices: (set.scales[question.scale ?? ''] ?? []).map(({ key, label }) => ({ key, label: say(label, language) })),
  }))
  return {
    set,
    questions,
    limits: sayAll(set.limits, language),
    mustTell: sayAll(set.must_tell, language),
    needNot: sayAll(set.need_not, language),
  }
}
