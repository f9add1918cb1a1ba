import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalogue, catalogueFolder, readCatalogue, statusFile } from './catalogue.ts'
import { defaultLanguage, type Language, languages } from './language.ts'

/** Who checked the words of a page, when, and the fingerprint of the words they saw. */
export type Mark = { by: string; on: string; of: string }

/** The pages of a language by their views, such as `front/home`; a page of questions with its set, `feedback/form 8-11.1`. */
export type Status = Record<string, Mark | null>

export type State = 'source' | 'checked' | 'draft' | 'changed since'

/** Without these in a language, nobody would find their way in it. */
const doors = ['layout', 'front/home']

/** Pages with words of another part than their room's. */
const alsoFrom: Record<string, string[]> = { 'changes/what-changed': ['themes'], 'feedback/way': ['themes'] }

const read = new Map<string, { catalogue: Catalogue; status: Status }>()

/**
 * What is known about the words of a page in a language. A person's check holds for the words that they saw: once one of
 * them changes, the page is a draft again.
 */
export function stateOf(language: Language, page: string): State {
  const { code } = language
  if (code === 'en' || code === 'en-XA') return 'source'
  const { catalogue, status } = read.get(code) ?? { catalogue: readCatalogue(code), status: readStatus(code) }
  read.set(code, { catalogue, status })
  return judge(catalogue, status, page)
}

export type StateOf = typeof stateOf

/** The same, for words and marks that are at hand. */
export function judge(catalogue: Catalogue, status: Status, page: string): State {
  const mark = status[page]
  if (!mark) return 'draft'
  return mark.of === fingerprint(catalogue, page) ? 'checked' : 'changed since'
}

/** Which pages of a language were checked, as written down beside its catalogue. */
export function readStatus(code: string): Status {
  const file = join(catalogueFolder, code, statusFile)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/**
 * A short mark of all words that a page may show: everything in its room's part of the catalogue, and for a page of
 * questions those of its set. It changes with any of them, and sometimes with a word of the room that is elsewhere.
 */
export function fingerprint(catalogue: Catalogue, page: string): string {
  const [view = '', set] = page.split(' ')
  const parts = [view.split('/')[0] ?? '', ...(alsoFrom[view] ?? [])]
  const starts = [...parts.map((part) => `${part}.`), ...(set ? [`questions.${set}.`, 'questions.scale.'] : [])]
  const words = Object.entries(catalogue)
    .filter(([key]) => starts.some((start) => key.startsWith(start)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 12)
}

/**
 * The languages that people are offered. Drafts only where they may be served; otherwise those in which a person checked
 * the frame of every page and the first page.
 */
export function offeredLanguages(withPseudo: boolean, drafts: boolean, state: StateOf): Language[] {
  const checked = (language: Language) => doors.every((page) => ['source', 'checked'].includes(state(language, page)))
  return languages(withPseudo).filter((language) => language === defaultLanguage || drafts || checked(language))
}
