import { FEWEST_INSIDE } from '../../small-numbers.ts'
import { tokensOf } from '../suggesting/tokens.ts'
import type { Unfitting } from './unfitting.ts'

/** Words that are alike, of several people, with the words that they have in common. */
export type Group = { people: number; shared: string[]; some: string[] }

/** From here on two texts count as alike (cosine of their weighed words). */
const ALIKE = 0.35
const SHARED = 4
const SOME = 4

// Words that hold a sentence together and say nothing of what it is about.
const holding = new Set(
  `a about after again all also am an and any are as at be because been before being but by can could did do does doing
  don't down even for from get got had has have having he her here hers him his how i i'm if in into is it it's its just
  like me more most my myself no not now of off on once only or other our out over own said same she should so some such
  than that that's the their them then there these they this those through to too under until up us very was we were
  what when where which while who why will with would you your`.split(/\s+/),
)

/**
 * Groups what is alike, by the words they share, rare ones more than common ones (tf-idf, cosine). A group comes
 * from five people or more, whatever each of them wrote and however often, and what its words are called are words that
 * five of them use: never one voice.
 * @returns the largest group first, and how many people are in none
 */
export function groupAlike(all: readonly Unfitting[]): { groups: Group[]; alone: number } {
  const texts = all.map(({ words }) =>
    tokensOf(words).filter(({ lower, stem }) => stem.length > 1 && !holding.has(lower)),
  )
  const weights = weigh(texts.map((tokens) => tokens.map(({ stem }) => stem)))
  const alike = weights.map((one) => weights.flatMap((other, index) => (cosine(one, other) >= ALIKE ? [index] : [])))
  const free = new Set(all.keys())
  const groups: (Group & { of: number[] })[] = []
  while (true) {
    const next = [...free]
      .map((seed) => alike[seed]!.filter((index) => free.has(index)))
      .map((of) => ({ of, people: peopleIn(of, all) }))
      .reduce((best, one) => (one.people > best.people ? one : best), { of: [] as number[], people: 0 })
    if (next.people < FEWEST_INSIDE) break
    for (const index of next.of) free.delete(index)
    const shared = sharedBy(next.of, texts, all)
    if (shared.length > 0) groups.push({ ...next, shared, some: someOf(next.of, all) })
  }
  const grouped = new Set(groups.flatMap(({ of }) => of))
  const alone = peopleIn(
    [...all.keys()].filter((index) => !grouped.has(index)),
    all,
  )
  return { groups: groups.map(({ people, shared, some }) => ({ people, shared, some })), alone }
}

/** Words of one text alone say nothing of what it has in common with others, so they weigh nothing. */
function weigh(texts: string[][]): Map<string, number>[] {
  const inTexts = new Map<string, number>()
  for (const stems of texts) for (const stem of new Set(stems)) inTexts.set(stem, (inTexts.get(stem) ?? 0) + 1)
  return texts.map((stems) => {
    const weight = new Map<string, number>()
    for (const stem of stems.filter((one) => inTexts.get(one)! > 1)) {
      weight.set(stem, (weight.get(stem) ?? 0) + 1 + Math.log(texts.length / inTexts.get(stem)!))
    }
    const length = Math.hypot(...weight.values()) || 1
    return new Map([...weight].map(([stem, value]) => [stem, value / length]))
  })
}

function cosine(one: Map<string, number>, other: Map<string, number>): number {
  let sum = 0
  for (const [stem, weight] of one) sum += weight * (other.get(stem) ?? 0)
  return sum
}

function peopleIn(indexes: readonly number[], all: readonly Unfitting[]): number {
  return new Set(indexes.map((index) => all[index]!.responseId)).size
}

/** Words that five people or more of the group use, in the form that is most often used. */
function sharedBy(of: number[], texts: { stem: string; lower: string }[][], all: readonly Unfitting[]): string[] {
  const users = new Map<string, { people: Set<string>; forms: Map<string, number> }>()
  for (const index of of) {
    for (const { stem, lower } of texts[index]!) {
      const use = users.get(stem) ?? { people: new Set(), forms: new Map() }
      use.people.add(all[index]!.responseId)
      use.forms.set(lower, (use.forms.get(lower) ?? 0) + 1)
      users.set(stem, use)
    }
  }
  return [...users.values()]
    .filter(({ people }) => people.size >= FEWEST_INSIDE)
    .sort((a, b) => b.people.size - a.people.size)
    .slice(0, SHARED)
    .map(({ forms }) => [...forms].reduce((best, form) => (form[1] > best[1] ? form : best))[0])
}

/** A few of them, one of each person. */
function someOf(of: number[], all: readonly Unfitting[]): string[] {
  const once = new Map(of.map((index) => [all[index]!.responseId, all[index]!.words]))
  return [...once.values()].slice(0, SOME)
}
