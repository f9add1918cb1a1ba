import type { Site } from '../site.ts'
import { type Language, languages, type Words, wordsIn } from './language.ts'
import { fileAddress, type StaticFile } from './static-files.ts'

/** A line of the help block. It comes from the directory's data at start, so that it is there when the database is not. */
export type HelpLine = { key: 'danger' | 'childline' | 'samaritans' | 'shout'; number: string; href: string }

/** What every public page is given, besides its own things. */
export type Frame = {
  t: Words
  language: Language
  /** An address in this language. */
  href: (path: string) => string
  file: (name: StaticFile) => string
  demonstration: boolean
  help: HelpLine[]
  /** The same page in the other languages. */
  others: { name: string; tag: string; href: string }[]
}

/**
 * @param path the page's address without its language, such as `/support`; for a page that only a form leads to, the
 *   nearest page that a link can reach
 */
export function frameFor(site: Site, help: HelpLine[]) {
  const all = languages(site.config.pseudoLanguage)
  return (language: Language, path: string): Frame => ({
    t: wordsIn(language),
    language,
    href: (to) => `${language.prefix}${to}` || '/',
    file: fileAddress,
    demonstration: site.demonstration,
    help,
    others: all
      .filter((other) => other !== language)
      .map((other) => ({ name: other.name, tag: other.tag, href: `${other.prefix}${path}` || '/' })),
  })
}

export type FrameMaker = ReturnType<typeof frameFor>
