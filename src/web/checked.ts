import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalogue, catalogueFolder, readCatalogue, statusFile } from './catalogue.ts'
import { defaultLanguage, type Language, languages } from './language.ts'
import { keysOn } from './page-words.ts'

/** Who checked the words of a page, when, and the fingerprint of the words they saw. */
export type Mark = { by: string; on: string; of: string }

/** The pages of a language by their views, such as `front/home`; a page of questions with its set, `feedback/form 8-11.1`. */
export type Status = Record<string, Mark | null>

/** What a check is judged by: the words as they are now, in English and in the language, and the marks. */
export type Known = { english: Catalogue; own: Catalogue; status: Status }

/** `incomplete`: the language lacks a word of it. A page that is half in one language would be harder to read than English. */
export type State = 'source' | 'checked' | 'draft' | 'changed since' | 'incomplete'

/** Without these in a language, nobody would find their way in it. */
const doors = ['layout', 'front/home']

const known = new Map<string, Known>()
const states = new Map<string, State>()

/** What is known about the words of a page in a language. */
export function stateOf(language: Language, page: string): State {
  const { code } = language
  if (code === 'en' || code === 'en-XA') return 'source'
  const about = known.get(code) ?? readKnown(code)
  known.set(code, about)
  const found = states.get(`${code} ${page}`) ?? judge(about, page)
  states.set(`${code} ${page}`, found)
  return found
}

export type StateOf = typeof stateOf

/**
 * A person's check holds for the words that they saw: once one of them changes, in the language or in English, the page
 * counts as a draft again.
 */
export function judge(about: Known, page: string): State {
  const mark = about.status[page]
  if (missingOn(about, page).length > 0) return 'incomplete'
  if (!mark) return 'draft'
  return mark.of === fingerprint(about, page) ? 'checked' : 'changed since'
}

/** The catalogue of a language, and which of its pages were checked, as written down beside it. */
export function readKnown(code: string): Known {
  const file = join(catalogueFolder, code, statusFile)
  const status: Status = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return { english: readCatalogue('en'), own: readCatalogue(code), status }
}

/** Keys of the words that a page may show and that the language does not have. */
export function missingOn({ english, own }: Known, page: string): string[] {
  return wordsOn(english, page).flatMap(([key]) => (key in own ? [] : [key]))
}

/** A short mark of all words that a page may show, in English and in the language. It changes with any of them. */
export function fingerprint({ english, own }: Known, page: string): string {
  const words = JSON.stringify([wordsOn(english, page), wordsOn(own, page)])
  return createHash('sha256').update(words).digest('hex').slice(0, 12)
}

function wordsOn(catalogue: Catalogue, page: string): [string, string | undefined][] {
  return keysOn(page, Object.keys(catalogue))
    .sort()
    .map((key) => [key, catalogue[key]])
}

/**
 * The languages that people are offered. Drafts only where they may be served; otherwise those in which a person checked
 * the frame of every page and the first page.
 */
export function offeredLanguages(withPseudo: boolean, drafts: boolean, state: StateOf): Language[] {
  const checked = (language: Language) => doors.every((page) => ['source', 'checked'].includes(state(language, page)))
  return languages(withPseudo).filter((language) => language === defaultLanguage || drafts || checked(language))
}
