import { defaultLanguage, findWords, type Language } from '../web/language.ts'
import { stretchText } from '../web/pseudo.ts'
import type { QuestionSet } from './question-set.ts'

/** Says one part of a set of questions, by its key in the catalogues. */
export type Say = (key: string) => string

/**
 * Everything a set says, by its key in the part `questions` of the catalogues. English and easy words are kept in the
 * version of the set itself, so that what was asked can always be shown; other languages have them in their catalogue.
 */
export function partsOf(set: QuestionSet): Record<string, Record<string, string>> {
  const id = `${set.key}.${set.version}`
  const questions = set.questions.flatMap(({ key, ask, why }) => [
    [`${id}.${key}.ask`, ask],
    [`${id}.${key}.why`, why],
  ])
  const lists = (['limits', 'must_tell', 'need_not'] as const).flatMap((name) =>
    (set[name].en ?? []).map((_, n) => [
      `${id}.${name}.${n}`,
      Object.fromEntries(Object.entries(set[name]).map(([code, lines]) => [code, lines[n] ?? ''])),
    ]),
  )
  const choices = Object.entries(set.scales).flatMap(([name, scale]) =>
    scale.map(({ key, label }) => [`scale.${name}.${key}`, label]),
  )
  return Object.fromEntries([...lists, ...questions, ...choices])
}

/** Whether a language has every word of a set. In one that has not, the whole set is asked in English: half would help nobody. */
export function hasWording(set: QuestionSet, language: Language): boolean {
  return Object.entries(partsOf(set)).every(([key, wording]) => find(language, key, wording) !== undefined)
}

/** @returns what says each part of the set: in the language if it is all there, or in English */
export function wordingOf(set: QuestionSet, wished: Language): { language: Language; say: Say } {
  const language = hasWording(set, wished) ? wished : defaultLanguage
  const parts = partsOf(set)
  return { language, say: (key) => find(language, key, parts[key] ?? {}) ?? '' }
}

function find(language: Language, key: string, wording: Record<string, string>): string | undefined {
  if (language.code === 'en-XA') return stretchText(wording.en ?? '')
  return wording[language.code] ?? findWords(language, `questions.${key}`)
}
