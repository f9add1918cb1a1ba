import type { Site } from '../site.ts'
import { offeredLanguages, readKnown, type StateOf, stateOf } from './checked.ts'
import { type Formats, formatsIn } from './formats.ts'
import {
  defaultLanguage,
  easyRead,
  inEnglish,
  isEnglish,
  type Language,
  type Said,
  type Words,
  wordsIn,
} from './language.ts'
import { fileAddress, type StaticFile } from './static-files.ts'

/** A line of the help block. It comes from the directory's file at start, so that it is there when the database is not. */
export type HelpLine = { key: 'danger' | 'childline' | 'samaritans' | 'shout'; number: string; href: string }

/** What every public page is given, besides its own things. */
export type Frame = {
  /** The words of the page itself, and the language they are in: English where the page is not ready in another. */
  t: Words
  language: Language
  formats: Formats
  /** Text that there is only in English, for `layout/_said`. */
  english: (text: string) => Said
  /** The same in easy words, for people who were asked with pictures; where those may not be shown, as it is. */
  simple: Pick<Frame, 't' | 'language' | 'note'>
  /** The language that the person chose, for what stands around every page. */
  shell: { t: Words; language: Language }
  /** What the page says about its own words: nothing, that nobody checked them, or that it is in English instead. */
  note: { kind: 'draft' | 'in English'; english: string | undefined } | undefined
  /** An address in the language that the person chose. */
  href: (path: string) => string
  file: (name: StaticFile) => string
  demonstration: boolean
  help: HelpLine[]
  /** The same page in every language that is offered. */
  languageLinks: { name: string; language: Language; href: string; here: boolean }[]
  howChecked: (language: Language) => Checked
}

/** How many of a language's pages a person has checked; undefined for English, which the others are checked against. */
type Checked = 'all' | 'some' | 'none' | undefined

/** Whether words that nobody has checked may be shown: only to try Heard out, or when the partnership says so. */
export const mayShowDrafts = ({ demonstration, config }: Site) => demonstration || config.draftLanguages

/**
 * The one place where it is decided in which language a page is shown.
 * @param state what is known about the words of a page; handed in by tests
 */
export function frameFor(site: Site, help: HelpLine[], state: StateOf = stateOf) {
  const drafts = mayShowDrafts(site)
  const offered = offeredLanguages(site.config.pseudoLanguage, drafts, state)
  /**
   * @param path the page's address without its language, such as `/support`; for a page that only a form leads to, the
   *   nearest page that a link can reach
   * @param page the page's name in the list of what was checked: its view, or `layout` for what is on every page
   * @param missing some of what the page shows does not exist in the language
   */
  return (asked: Language, path: string, page = 'layout', { missing = false } = {}): Frame => {
    const chosen = offered.includes(asked) ? asked : defaultLanguage
    const known = state(chosen, page)
    const ready = known === 'source' || known === 'checked'
    const shown = ready || (drafts && known !== 'incomplete')
    const language = missing || !shown ? defaultLanguage : chosen
    const words = { t: wordsIn(language), language, note: noteOn(chosen, language, ready) }
    const easy = state(easyRead, page)
    const simply = easy === 'checked'
    return {
      ...words,
      simple:
        language === defaultLanguage && (simply || (drafts && easy !== 'incomplete'))
          ? { t: wordsIn(easyRead), language: easyRead, note: words.note ?? noteOn(easyRead, easyRead, simply) }
          : words,
      formats: formatsIn(language),
      english: (text) => inEnglish(language, text),
      shell: { t: wordsIn(chosen), language: chosen },
      href: (to) => `${chosen.prefix}${to}` || '/',
      file: fileAddress,
      demonstration: site.demonstration,
      help,
      howChecked: (one) => howManyChecked(one, state),
      languageLinks: offered.map((one) => ({
        ...{ name: one.name, language: one, here: one === chosen },
        href: `${one.prefix}${path}` || '/',
      })),
    }
  }
}

function howManyChecked(language: Language, state: StateOf): Checked {
  const pages = Object.keys(readKnown(language.code).status)
  if (pages.length === 0) return undefined
  const done = pages.filter((page) => state(language, page) === 'checked').length
  if (done === pages.length) return 'all'
  return done === 0 ? 'none' : 'some'
}

function noteOn(chosen: Language, shown: Language, ready: boolean): Frame['note'] {
  if (shown !== chosen) return { kind: 'in English', english: undefined }
  if (ready) return undefined
  return { kind: 'draft', english: isEnglish(chosen) ? undefined : wordsIn(defaultLanguage)('layout.draft') }
}

export type FrameMaker = ReturnType<typeof frameFor>
