import type { IntlMessageFormat } from 'intl-messageformat'

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
