import type { Tables } from '../db/tables.ts'
import { type FormBody, field } from '../web/form.ts'
import type { QuestionSet } from './question-set.ts'

/** What a person said: choices by question, words by question, and what they allow. */
export type Answers = {
  ticks: Record<string, string>
  words: Record<string, string>
  service: string | null
  unsafeNow: Tables['responses']['unsafe_now']
  wordsPermission: Tables['responses']['words_permission']
}

/**
 * Reads a form by the questions of its set. A choice that the set does not have is left out; words are kept whole,
 * whatever they say.
 */
export function readAnswers(set: QuestionSet, body: FormBody): Answers {
  const ticks: Record<string, string> = {}
  const words: Record<string, string> = {}
  let service = set.service
  let unsafeNow: Answers['unsafeNow'] = null
  let wordsPermission: Answers['wordsPermission'] = 'none'
  for (const question of set.questions) {
    const typed = field(body, fieldName(question))
    const choice = set.scales[question.scale ?? '']?.find(({ key }) => key === typed)?.key
    if (question.kind === 'text' && typed.trim() !== '') words[question.key] = typed
    if (question.kind === 'scale' && choice) ticks[question.key] = choice
    if (question.kind === 'service' && choice) service = choice === 'rather-not-say' ? null : choice
    if (question.kind === 'unsafe-now' && choice) unsafeNow = choice as Answers['unsafeNow']
    if (question.kind === 'permission' && choice) wordsPermission = choice as Answers['wordsPermission']
  }
  return { ticks, words, service, unsafeNow, wordsPermission }
}

/** The name of a question's field: `t.` for a choice, `w.` for words. */
export function fieldName(question: { kind: string; key: string }): string {
  return `${question.kind === 'text' ? 'w' : 't'}.${question.key}`
}

/** Whether there is anything in it to keep. A permission alone says nothing. */
export function saysSomething(answers: Answers): boolean {
  return Object.keys(answers.ticks).length + Object.keys(answers.words).length > 0 || answers.unsafeNow !== null
}
