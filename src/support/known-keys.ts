import areas from './data/areas.json' with { type: 'json' }
import terms from './data/taxonomies.json' with { type: 'json' }

const termsOf = (taxonomy: string) =>
  terms.taxonomies.filter(({ key }) => key === taxonomy).flatMap(({ terms }) => terms.map(({ key }) => key))

/** As iCalendar and Open Referral write them, from Monday on. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** What the lists of an entry may hold: the words that pages have for them, and that the finder asks with. */
export const knownKeys = {
  needs: termsOf('need'),
  phases: termsOf('phase'),
  audiences: termsOf('audience'),
  access: termsOf('access'),
  tier: termsOf('tier'),
  areas: areas.map(({ key }) => key),
  ways: ['phone', 'text', 'chat', 'face', 'online'],
  welcomes: ['women_only', 'men_only', 'men', 'women', 'lgbt', 'minority_ethnic', 'disabled'],
  days: weekdays,
}

export const opensAt = /^([01]\d|2[0-3]):[0-5]\d$/
export const closesAt = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/

/** Whether something is written as a code of a language is, such as `ur`, `bfi` or `en-GB`. */
export function isLanguageCode(code: string): boolean {
  if (!/^[a-z]{2,3}(-[a-z\d]{2,8})*$/i.test(code)) return false
  try {
    return Intl.getCanonicalLocales(code).length === 1
  } catch {
    return false
  }
}

type Lists = { [list in 'areas' | 'ways' | 'welcomes' | 'language_codes']?: string[] } & {
  times?: { days: string[]; opens: string; closes: string }[] | null
}

const lists = ['needs', 'phases', 'audiences', 'access', 'areas', 'ways', 'welcomes'] as const

/**
 * An entry, or a version of one, without what no page has words for: a row of long ago must not break the finder.
 * @returns the same with those keys, codes and times left out; what is not a list of that kind is left as it is
 */
export function withKnownKeys<T extends Lists>(entry: T): T {
  const found = entry as Lists & Record<string, unknown>
  const kept: Record<string, unknown> = {}
  for (const list of lists) {
    const keys = found[list]
    if (Array.isArray(keys)) kept[list] = keys.filter((key) => knownKeys[list].includes(key))
  }
  if (found.language_codes) kept.language_codes = found.language_codes.filter(isLanguageCode)
  if (found.times) {
    const times = found.times.map((one) => ({ ...one, days: one.days.filter((day) => knownKeys.days.includes(day)) }))
    const fitting = times.filter(
      ({ days, opens, closes }) => days.length && opensAt.test(opens) && closesAt.test(closes),
    )
    kept.times = fitting.length > 0 ? fitting : null
  }
  return { ...entry, ...kept }
}
