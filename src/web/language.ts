import { IntlMessageFormat } from 'intl-messageformat'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { stretch, stretchText } from './pseudo.ts'

/** A language version of the public site. `prefix` is its place in the address: no cookie remembers a language. */
export type Language = {
  code: 'en' | 'en-easy' | 'ur' | 'ar' | 'pl' | 'sk' | 'ro' | 'en-XA'
  /** For `lang` attributes. */
  tag: string
  /** For numbers, dates and lists. Digits are those on a British phone, in every language. */
  locale: string
  dir: 'ltr' | 'rtl'
  prefix: '' | `/${string}`
  /** Its own name, in its own script. */
  name: string
}

export type Words = (key: string, values?: Record<string, string | number>) => string

/** Text that is data, such as a question; `lang` and `dir` are there when it is not in the language of its page. */
export type Said = { text: string; lang?: string; dir?: 'ltr' }

const british = { tag: 'en-GB', locale: 'en-GB', dir: 'ltr' } as const
const english: Language = { code: 'en', ...british, prefix: '', name: 'English' }

/** English in short lines and easy words: a text of its own. */
export const easyRead: Language = { code: 'en-easy', ...british, prefix: '/easy', name: 'Easy read' }

/** English, and the other forms that people here asked for or are likely to need. */
const offered: Language[] = [
  english,
  easyRead,
  { code: 'ur', tag: 'ur', locale: 'ur-u-nu-latn', dir: 'rtl', prefix: '/ur', name: 'اردو' },
  { code: 'ar', tag: 'ar', locale: 'ar-u-nu-latn', dir: 'rtl', prefix: '/ar', name: 'العربية' },
  { code: 'pl', tag: 'pl', locale: 'pl', dir: 'ltr', prefix: '/pl', name: 'Polski' },
  { code: 'sk', tag: 'sk', locale: 'sk', dir: 'ltr', prefix: '/sk', name: 'Slovenčina' },
  { code: 'ro', tag: 'ro', locale: 'ro', dir: 'ltr', prefix: '/ro', name: 'Română' },
]

/** English made long and right-to-left, so that developers and tests can see what a translation will do to a page. */
const pseudo: Language = {
  ...{ code: 'en-XA', tag: 'en-XA', locale: 'en-GB', dir: 'rtl', prefix: '/pseudo', name: '[Ƥşḗŭďǿ]' },
}

/** All language versions of the public site, English first. Which of them people are offered: `offeredLanguages`. */
export function languages(withPseudo: boolean): Language[] {
  return withPseudo ? [...offered, pseudo] : offered
}

/** The language that everything is written in first, and that whatever is not ready is shown in. */
export const defaultLanguage = english

/** Whether what is written in English needs no mark on a page in this language. */
export const isEnglish = ({ tag }: Language): boolean => tag.startsWith('en-')

const sources = new Map<string, Catalogue>()
const wordsOf = new Map<string, Words>()

/**
 * @returns a function that says a key in this language. What is not translated yet is said in English; a page that lacks
 *   a word counts as a draft
 * @throws when the key is unknown or a value is missing: a page never shows a bare key
 */
export function wordsIn(language: Language): Words {
  const words = wordsOf.get(language.code) ?? makeWords(language)
  wordsOf.set(language.code, words)
  return words
}

/** What a catalogue says under a key that it need not have, such as that of a question or of a theme. */
export function findWords(language: Language, key: string): string | undefined {
  return sourceOf(language)[key]
}

/** Data that the catalogues may have words for: those, or the text that the database holds, which is English. */
export function sayData(language: Language, key: string, text: string): Said {
  const known = findWords(language, key)
  if (language.code === 'en-XA') return { text: stretchText(known ?? text) }
  return known === undefined ? inEnglish(language, text) : { text: known }
}

/** Text that there is only in English, with the marks it needs on a page in this language. */
export function inEnglish(language: Language, text: string): Said {
  return isEnglish(language) ? { text } : { text, lang: english.tag, dir: 'ltr' }
}

function sourceOf({ code }: Language): Catalogue {
  const source = sources.get(code) ?? readCatalogue(code === 'en-XA' ? 'en' : code)
  sources.set(code, source)
  return source
}

function makeWords(language: Language): Words {
  const messages = new Map<string, IntlMessageFormat>()
  return (key, values) => {
    const message = messages.get(key) ?? readMessage(language, key)
    messages.set(key, message)
    return String(message.format(values))
  }
}

function readMessage(language: Language, key: string): IntlMessageFormat {
  const own = sourceOf(language)[key]
  const text = own ?? sourceOf(english)[key]
  if (text === undefined) throw new Error(`The ${language.code} catalogue has no "${key}".`)
  const message = new IntlMessageFormat(text, own === undefined ? english.locale : language.locale)
  return language.code === 'en-XA' ? new IntlMessageFormat(stretch(message.getAst()), 'en-GB') : message
}
