import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listProjectSets } from '../../feedback/question-set.ts'
import { hasWording, partsOf } from '../../feedback/wording.ts'
import { catalogueFolder, statusFile } from '../../web/catalogue.ts'
import { fingerprint, judge, type Known, missingOn, readKnown, type State, type Status } from '../../web/checked.ts'
import { isEnglish, type Language, languages } from '../../web/language.ts'

const views = join(import.meta.dirname, '../../../views')

/** Views with a page for each set of questions. */
const ofSets = ['feedback/form', 'paper/form']

/** The languages that somebody has to check: all but English itself. */
export const toCheck = languages(false).filter(({ code }) => code !== 'en')

/** Every page with words of the public site, by the name it has in the list of what was checked. */
export function publicPages(): string[] {
  const pages = readdirSync(views, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.eta') && /layout\('\/layout\/public'/.test(readFileSync(join(views, file), 'utf8')),
    )
    .map((file) => file.replaceAll('\\', '/').replace('.eta', ''))
  const named = pages.flatMap((view) => {
    if (view === 'failures/situation') return ['failures']
    const asked = listProjectSets().filter(({ by_member }) => !by_member)
    return ofSets.includes(view) ? asked.map(({ id }) => `${view} ${id}`) : [view]
  })
  return ['layout', ...named.sort()]
}

export type Line = { page: string; state: State; by: string; on: string; fingerprint: string; missing: string[] }

/** One line for each page of a language, with what is still missing on it. */
export function linesOf(language: Language): Line[] {
  const about = readKnown(language.code)
  return publicPages().map((page) => {
    const mark = about.status[page]
    return {
      ...{ page, state: judge(about, page), by: mark?.by ?? '', on: mark?.on ?? '' },
      fingerprint: fingerprint(about, page),
      missing: [...missingOn(about, page), ...missingQuestions(language, about, page)],
    }
  })
}

/** Writes pages that are not yet in the list down as drafts, and leaves out those that are no more. */
export function listAllPages(language: Language): void {
  const { status } = readKnown(language.code)
  writeStatus(language, Object.fromEntries(publicPages().map((page) => [page, status[page] ?? null])))
}

/** Writes down that a person checked the words of a page as they are now. @returns what they checked, or why not */
export function writeCheck(language: Language, page: string, by: string, on: string): string {
  const line = linesOf(language).find((one) => one.page === page)
  if (!line) return `There is no page "${page}". Without a page, this command lists them.`
  if (line.missing.length > 0)
    return `${page} lacks ${line.missing.join(', ')}. It can be checked when all words are there.`
  const { status } = readKnown(language.code)
  writeStatus(language, { ...status, [page]: { by, on, of: line.fingerprint } })
  return `${page} in ${language.name}: checked by ${by} on ${on}, ${line.fingerprint}.`
}

function writeStatus({ code }: Language, status: Status): void {
  writeFileSync(join(catalogueFolder, code, statusFile), `${JSON.stringify(status, null, 2)}\n`)
}

function missingQuestions(language: Language, { own }: Known, page: string): string[] {
  const set = listProjectSets().find(({ id }) => page.endsWith(` ${id}`))
  if (!set || isEnglish(language) || hasWording(set, language)) return []
  return Object.keys(partsOf(set))
    .map((key) => `questions.${key}`)
    .filter((key) => !(key in own))
}
