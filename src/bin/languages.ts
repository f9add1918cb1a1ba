import { SettingsProblem } from '../config.ts'
import { dayOf } from '../site.ts'
import type { Language } from '../web/language.ts'
import { inWords } from './in-words.ts'
import { linesOf, listAllPages, toCheck, writeCheck } from './languages/pages.ts'

// npm run languages                          what was checked, for each language
// npm run languages -- pl                    each page of one language: state, fingerprint, who, when, what is missing
// npm run languages -- pl front/home "Name"  writes down that this person checked the page as it is now
// npm run languages -- list                  writes new pages down as drafts, in every language
await inWords(async () => {
  const [what, page, by] = process.argv.slice(2)
  if (!what) for (const language of toCheck) console.log(summary(language))
  else if (what === 'list') for (const language of toCheck) listAllPages(language)
  else if (page && by) console.log(writeCheck(languageOf(what), page, by, dayOf(new Date())))
  else for (const line of linesOf(languageOf(what))) console.log(sayLine(line))
})

function summary(language: Language): string {
  const lines = linesOf(language)
  const count = (state: string) => lines.filter((line) => line.state === state).length
  const missing = new Set(lines.flatMap((line) => line.missing)).size
  const changed = count('changed since')
  return [
    `${language.code.padEnd(8)} ${count('checked')} of ${lines.length} pages checked`,
    ...(changed ? [`${changed} changed since`] : []),
    ...(missing ? [`${missing} words missing`] : []),
  ].join(', ')
}

function sayLine({ page, state, by, on, fingerprint, missing }: ReturnType<typeof linesOf>[number]): string {
  const lacks = missing.length > 0 ? `lacks ${missing.length}: ${missing.slice(0, 3).join(', ')}` : ''
  return [page.padEnd(34), state.padEnd(14), fingerprint, on, by, lacks].filter(Boolean).join('  ')
}

function languageOf(code: string): Language {
  const language = toCheck.find((one) => one.code === code)
  if (!language)
    throw new SettingsProblem(`There is no language "${code}". There are ${toCheck.map((one) => one.code).join(', ')}.`)
  return language
}
