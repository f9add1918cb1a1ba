import { FEWEST } from '../../small-numbers.ts'

/** Somebody, and what could be said of them, from the widest to the narrowest: when, which questions, which service. */
export type Described = {
  id: string
  values: readonly (string | undefined)[]
  /** How many they are, where several stand together. */
  people?: number
}

/**
 * How much may be said of each person beside their words, so that at least ten share everything that is said. The same
 * people are always split in the same way, whatever somebody searches for: first by the first value, then each part of
 * ten or more by the next. What is left over stays together without that value, and if those are fewer than ten, the
 * smallest part joins them: a remainder of a few would be known by what it is not.
 * @param people fewer than ten are described by nothing; an undefined value is never said
 * @returns for each id how many of the values may be said
 */
export function sayable(people: readonly Described[]): Map<string, number> {
  const found = new Map<string, number>()
  split(people, 0, found)
  return found
}

function split(people: readonly Described[], depth: number, found: Map<string, number>): void {
  const groups = Map.groupBy(people, ({ values }) => values[depth])
  const kept = [...groups.entries()]
    .filter(([value, group]) => value !== undefined && sizeOf(group) >= FEWEST)
    .sort(([a, one], [b, other]) => sizeOf(other) - sizeOf(one) || (a! < b! ? -1 : 1))
  const rest = people.filter(({ values }) => !kept.some(([value]) => value === values[depth]))
  while (rest.length > 0 && sizeOf(rest) < FEWEST && kept.length > 0) rest.push(...kept.pop()![1])
  for (const { id } of rest) found.set(id, depth)
  for (const [, group] of kept) {
    if (depth + 1 < (group[0]?.values.length ?? 0)) split(group, depth + 1, found)
    else for (const { id } of group) found.set(id, depth + 1)
  }
}

function sizeOf(people: readonly Described[]): number {
  return people.reduce((sum, { people = 1 }) => sum + people, 0)
}
