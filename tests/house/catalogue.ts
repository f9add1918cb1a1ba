import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'

export const root = join(import.meta.dirname, '../..')

export type Catalogue = Record<string, string>

type Ast = ReturnType<IntlMessageFormat['getAst']>

/** Numbers of the parser for the parts of a message. */
const kinds = { literal: 0, argument: 1, number: 2, select: 5, plural: 6, hash: 7 }

/** What a message asks for, as `name:kind`, sorted. Kind `select` names its options. */
export function argumentsOf(text: string): string[] {
  const found = new Set<string>()
  walk(parse(text), (part) => {
    if (part.type === kinds.argument && 'value' in part) found.add(`${part.value}:text`)
    if (part.type === kinds.number && 'value' in part) found.add(`${part.value}:number`)
    if (part.type === kinds.plural && 'value' in part) found.add(`${part.value}:plural`)
    if (part.type === kinds.select && 'options' in part) {
      found.add(`${part.value}:select ${Object.keys(part.options).sort().join(' ')}`)
    }
  })
  return [...found].sort()
}

/** The plural categories of the language that a message forgets. */
export function missingPlurals(text: string, language: string): string[] {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const missing = new Set<string>()
  walk(parse(text), (part) => {
    if (part.type !== kinds.plural || !('options' in part)) return
    for (const category of needed) if (!(category in part.options)) missing.add(category)
  })
  return [...missing]
}

/** What is wrong with the second catalogue next to the first, which is English, and with each message alone; one line each. */
export function catalogueProblems(first: Catalogue, second: Catalogue, language = 'en'): string[] {
  const both: [Catalogue, string][] = [
    [first, 'en'],
    [second, language],
  ]
  const alone = both.flatMap(([catalogue, tag]) =>
    Object.entries(catalogue).flatMap(([key, text]) => [
      ...missingPlurals(text, tag).map((category) => `${key} has no words for the plural "${category}"`),
      ...(/<[a-z/!]|&[a-z#]\w*;/i.test(text) ? [`${key} holds HTML`] : []),
      ...(text.trim() === '' || text !== text.trim() ? [`${key} is empty or has spaces around it`] : []),
    ]),
  )
  const keys = [
    ...Object.keys(first).filter((key) => !(key in second)),
    ...Object.keys(second).filter((key) => !(key in first)),
  ].map((key) => `${key} is in one language only`)
  const different = Object.keys(first)
    .filter((key) => second[key] !== undefined && `${argumentsOf(first[key]!)}` !== `${argumentsOf(second[key])}`)
    .map((key) => `${key} does not ask for the same values: ${argumentsOf(first[key]!)} / ${argumentsOf(second[key]!)}`)
  return [...alone, ...keys, ...different]
}

/** A message in every way that it can read: each option of each choice once. Values become a short word or a number. */
export function readings(text: string): string[] {
  return said(parse(text))
}

function said(ast: Ast): string[] {
  return ast.reduce<string[]>(
    (before, part) => {
      const here =
        part.type === kinds.literal && 'value' in part
          ? [part.value]
          : 'options' in part
            ? Object.values(part.options).flatMap((option) => said(option.value as Ast))
            : [part.type === kinds.argument ? 'May' : '12']
      return before.flatMap((start) => here.map((end) => start + end))
    },
    [''],
  )
}

function parse(text: string): Ast {
  return new IntlMessageFormat(text, 'en-GB').getAst()
}

function walk(ast: Ast, visit: (part: Ast[number]) => void): void {
  for (const part of ast) {
    visit(part)
    if ('options' in part) for (const option of Object.values(part.options)) walk(option.value as Ast, visit)
  }
}

/** Every place in the code and the views that names a key: whole, or with something left open in `${}`. */
export function namedKeys(parts: string[]): { whole: Set<string>; open: Set<string> } {
  const whole = new Set<string>()
  const open = new Set<string>()
  const literal = new RegExp(`(['"\`])((?:${parts.join('|')})\\.(?:(?!\\1)[^\\n])+)\\1`, 'g')
  for (const file of [...filesUnder('views', '.eta'), ...filesUnder('src', '.ts')]) {
    for (const [, , key = ''] of readFileSync(join(root, file), 'utf8').matchAll(literal)) {
      if (key.includes('${')) open.add(key)
      else if (/^[a-z]+\.(?!(?:css|js|svg)$)[\w-]+$/.test(key)) whole.add(key)
    }
  }
  return { whole, open }
}

/** @returns paths inside the checkout */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .sort()
}
