import type { Shown } from '../../small-numbers.ts'
import { defaultLanguage, wordsIn } from '../../web/language.ts'
import areas from '../data/areas.json' with { type: 'json' }
import type { Unmet } from './unmet-need.ts'

const areaNames = new Map(areas.map(({ key, name }) => [key, name]))
const languageNames = new Intl.DisplayNames('en-GB', { type: 'language' })

/** What people could not find, for a page of the team: names as the finder's form has them, figures made rough. */
export function unmetInWords({ taps, facets }: Unmet) {
  return {
    taps: inWords(taps),
    rows: facets.map(({ facet, key, taps: number }) => ({ name: unmetName(facet, key), taps: inWords(number), facet })),
  }
}

const inWords = (taps: Shown) => (taps.kind === 'about' ? `about ${taps.n}` : 'fewer than 10')

/** What somebody had ticked, as the finder's form calls it. */
export function unmetName(facet: string, key: string): string {
  if (facet === 'area') return areaNames.get(key) ?? key
  if (facet === 'language') return languageOf(key)
  const t = wordsIn(defaultLanguage)
  return t(`support.${facet}_${key}`)
}

function languageOf(key: string): string {
  if (key === 'other') return 'Another language'
  return key === 'bfi' ? 'British Sign Language' : (languageNames.of(key) ?? key)
}
