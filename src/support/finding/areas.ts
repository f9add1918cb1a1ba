import list from '../data/areas.json' with { type: 'json' }

/** A place by name, and the wider one that it lies in. */
export type Area = { key: string; name: string; within: string | null }

const areas: Area[] = list
const known = new Map(areas.map((area) => [area.key, area]))

const widerOf = new Map(areas.map(({ key }) => [key, withWider(key)]))
const nowhere: ReadonlySet<string> = new Set()

/** A place with every wider one that it lies in: what serves one of them serves whoever lives there. */
export function around(key: string): ReadonlySet<string> {
  return widerOf.get(key) ?? nowhere
}

/** What the form offers: Rotherham with its villages, the towns beside it, and England for everybody else. */
export const offeredAreas = areas.filter(({ key }) => around(key).has('south_yorkshire') || key === 'england')

/**
 * Whether what serves some areas serves somebody in this one.
 * @returns 'not known' when nothing says which areas it serves, or when it serves only a part of the one chosen
 */
export function serves(served: string[], area: string): 'yes' | 'no' | 'not known' {
  const wider = around(area)
  if (served.some((key) => wider.has(key))) return 'yes'
  return served.length === 0 || served.some((key) => around(key).has(area)) ? 'not known' : 'no'
}

function withWider(key: string): Set<string> {
  const found = new Set<string>()
  for (let area = known.get(key); area; area = known.get(area.within ?? '')) found.add(area.key)
  return found
}
