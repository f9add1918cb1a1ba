/** What was found for one comment: every code of the model, best first, those decided on, and what people had put. */
export type Found = { ranked: string[]; decided: string[]; gold: string[] }

export type ThemeFigures = {
  /** The first code is one of those that people put: with one label a comment this is plain accuracy. */
  accuracy: number
  macroF1: number
  microF1: number
  /** The mean over codes of right / the larger of how often said and how often true. */
  classBalanceAccuracy: number
  /** At least one right code among the first three. */
  top3Hit: number
  /** Of all codes that people put, those among the first three. */
  recallAt3: number
  /** Label ranking average precision. */
  lrap: number
}

/** The measures of `npm run bench:themes`. A code that the model does not know comes after all that it does. */
export function themeFigures(all: readonly Found[]): ThemeFigures {
  const codes = new Set(all.flatMap(({ decided, gold }) => [...decided, ...gold]))
  const times = (of: (found: Found) => string[]) => {
    const counts = new Map<string, number>()
    for (const found of all) for (const code of new Set(of(found))) counts.set(code, (counts.get(code) ?? 0) + 1)
    return (code: string) => counts.get(code) ?? 0
  }
  const said = times(({ decided }) => decided)
  const meant = times(({ gold }) => gold)
  const both = times(({ decided, gold }) => decided.filter((code) => gold.includes(code)))
  const each = [...codes]
  const sum = (of: (code: string) => number) => each.reduce((total, code) => total + of(code), 0)
  const golds = all.reduce((total, { gold }) => total + gold.length, 0)
  const among = ({ ranked, gold }: Found) => ranked.slice(0, 3).filter((code) => gold.includes(code)).length
  const share = (of: (found: Found) => number, over = all.length) =>
    round(all.reduce((total, found) => total + of(found), 0) / over)
  return {
    accuracy: share(({ ranked, gold }) => Number(gold.includes(ranked[0] ?? ''))),
    macroF1: round(sum((code) => (2 * both(code)) / (said(code) + meant(code))) / each.length),
    classBalanceAccuracy: round(sum((code) => both(code) / Math.max(said(code), meant(code))) / each.length),
    top3Hit: share((found) => Number(among(found) > 0)),
    recallAt3: share(among, golds),
    lrap: share(precisionInOrder),
    microF1: round((2 * sum(both)) / (sum(said) + sum(meant))),
  }
}

function precisionInOrder({ ranked, gold }: Found): number {
  const known = gold.map((code) => ranked.indexOf(code)).filter((place) => place >= 0)
  const unknown = gold.slice(known.length).map((_, at) => ranked.length + at)
  const places = [...known, ...unknown].sort((a, b) => a - b)
  return places.reduce((sum, place, at) => sum + (at + 1) / (place + 1), 0) / places.length
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
