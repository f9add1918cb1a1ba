import { field, fields } from '../../web/form.ts'
import type { Wording } from './changing.ts'
import type { Entry } from './entry.ts'

/** What stands in the fields of an empty form. */
export const emptyWording: Wording = {
  ...{ name: '', theme: '', definition: '', whatItIsNot: '' },
  ...{ examples: [], parts: [], measures: [] },
}

/**
 * Reads what a person wrote about a code.
 * @param prefix of the names of the fields, where a form holds two codes
 */
export function readWording(body: unknown, prefix = ''): Wording {
  const text = (name: string) => field(body, `${prefix}${name}`)
  const examples = text('examples')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return {
    ...{ name: text('name'), theme: text('theme'), definition: text('definition'), whatItIsNot: text('whatItIsNot') },
    ...{ examples, parts: fields(body, `${prefix}parts`), measures: fields(body, `${prefix}measures`) },
  }
}

/** A code's own words, to begin a form with. */
export function wordingOf({ name, theme, definition, whatItIsNot, examples, parts, measures }: Entry): Wording {
  return { name, theme, definition, whatItIsNot, examples, parts, measures }
}
