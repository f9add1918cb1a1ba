import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'

/** A language version of the public site. `prefix` is its place in the address: no cookie remembers a language. */
export type Language = {
  code: 'en' | 'en-easy' | 'en-XA'
  /** For `lang` attributes and number formats. */
  tag: string
  dir: 'ltr' | 'rtl'
  prefix: '' | '/easy' | '/pseudo'
  /** Its own name, in its own script. */
  name: string
}

export type Words = (key: string, values?: Record<string, string | number>) => string

const english: Language = { code: 'en', tag: 'en-GB', dir: 'ltr', prefix: '', name: 'English' }
const easy: Language = { code: 'en-easy', tag: 'en-GB', dir: 'ltr', prefix: '/easy', name: 'Easy read' }
/** English made long and right-to-left, so that developers and tests can see what a translation will do to a page. */
const pseudo: Language = { code: 'en-XA', tag: 'en-XA', dir: 'rtl', prefix: '/pseudo', name: '[Ƥşḗŭďǿ]' }

/** All language versions of the public site, English first. */
export function languages(withPseudo: boolean): Language[] {
  return withPseudo ? [english, easy, pseudo] : [english, easy]
}

/** The language that failure pages and everything without an address of its own are in. */
export const defaultLanguage = english

const folder = join(import.meta.dirname, '../../views/languages')

/** The keys and messages of one catalogue, as written: `file.name`, one file for each part of the public site. */
export function readCatalogue(code: 'en' | 'en-easy'): Record<string, string> {
  const parts = readdirSync(join(folder, code)).map((file) => {
    const messages: Record<string, string> = JSON.parse(readFileSync(join(folder, code, file), 'utf8'))
    return Object.entries(messages).map(([key, text]) => [`${file.replace('.json', '')}.${key}`, text])
  })
  return Object.fromEntries(parts.flat())
}

const catalogues = new Map<string, Map<string, IntlMessageFormat>>()

/**
 * @returns a function that says a key in this language
 * @throws when the key is unknown or a value is missing: a page never shows a bare key
 */
export function wordsIn(language: Language): Words {
  const messages = catalogues.get(language.code) ?? load(language)
  catalogues.set(language.code, messages)
  return (key, values) => {
    const message = messages.get(key)
    if (!message) throw new Error(`The ${language.code} catalogue has no "${key}".`)
    return String(message.format(values))
  }
}

function load(language: Language): Map<string, IntlMessageFormat> {
  const source = readCatalogue(language.code === 'en-easy' ? 'en-easy' : 'en')
  return new Map(
    Object.entries(source).map(([key, text]) => {
      const message = new IntlMessageFormat(text, 'en-GB')
      return [key, language.code === 'en-XA' ? new IntlMessageFormat(stretch(message.getAst()), 'en-GB') : message]
    }),
  )
}

type Ast = ReturnType<IntlMessageFormat['getAst']>

const accents: Record<string, string> = {
  a: 'å',
  e: 'é',
  i: 'î',
  o: 'ö',
  u: 'û',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ö',
  U: 'Û',
}

/** Longer by about a third, with accents, in brackets; arguments and plurals stay as they are. */
export function stretch(ast: Ast): Ast {
  return ast.map((part) => {
    // 0 is a literal; 5 and 6 are select and plural, whose options hold messages of their own.
    if (part.type === 0) return { ...part, value: stretchText(part.value) }
    if (part.type !== 5 && part.type !== 6) return part
    const options = Object.entries(part.options).map(([name, option]) => [
      name,
      { ...option, value: stretch(option.value) },
    ])
    return { ...part, options: Object.fromEntries(options) } as (typeof ast)[number]
  })
}

/** The same for text that is data, such as a question. */
export function stretchText(text: string): string {
  const accented = text.replace(/[aeiou]/gi, (letter) => accents[letter] ?? letter)
  return text.trim().length < 2 ? text : `[${accented}${'~'.repeat(Math.ceil(text.length / 3))}]`
}
