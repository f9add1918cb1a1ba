import { addSum, dropRule, propagate, type System, type Trail, takeBack } from './propagation.ts'

/** Where a figure stands. Without a row it is the base of its people; what is left over is of that figure too. */
export type Place = { release: number; of: string; table: string; row: string | null; column: number }

/** A group that nobody may get to know too closely. */
export type Group = {
  place: Place
  unknown: number
  /** `figure`: it was published as a band; `rest`: its whole without it; `change`: from one release to the next. */
  kind: 'figure' | 'rest' | 'change'
}

/** Everything that was published about the same people, as one system. */
export type Model = {
  system: System
  groups: Group[]
  /** Tables whose bands cannot all be a few people: then it shows where everybody is. */
  contradicted: Place[]
  /** By `placeKey`. */
  unknowns: Map<string, number>
  /** More people than any of the figures can mean. Far more would only take long to rule out. */
  many: number
  shown: Map<string, string>
  /** Figures of two releases that a reader takes for the same people. */
  same: string[]
}

/** @returns a key for a place, the same in every release but for its number */
export function placeKey(place: Pick<Place, 'table' | 'row' | 'column'>, release: number): string {
  return `${release}|${place.table}|${place.row ?? ''}|${place.column}`
}

/** Adds a rule that must hold; where it cannot, what was published of the place is contradicted. */
export function mustHold(model: Model, rule: number, place: Place): void {
  const trail: Trail = []
  if (propagate(model.system, [rule], trail)) return
  takeBack(model.system, trail, 0)
  dropRule(model.system)
  model.contradicted.push(place)
}

/**
 * Adds a rule that a reader takes to hold unless the figures say otherwise.
 * @returns whether they let it stand
 */
export function believe(model: Model, plus: number[], minus: number[]): boolean {
  const trail: Trail = []
  if (propagate(model.system, [addSum(model.system, plus, minus)], trail)) return true
  takeBack(model.system, trail, 0)
  dropRule(model.system)
  return false
}

/** @returns a way back to what is known now */
export function remember({ system, groups, same }: Model): () => void {
  const [low, high] = [[...system.low], [...system.high]]
  const [rules, count, held] = [system.rules.length, groups.length, same.length]
  return () => {
    while (system.rules.length > rules) dropRule(system)
    for (const unknown of low.keys()) {
      system.low[unknown] = low[unknown]!
      system.high[unknown] = high[unknown]!
    }
    groups.length = count
    same.length = held
  }
}

/** The base of a table's people. */
export function placeOfTable(release: number, { of, key }: { of: string; key: string }): Place {
  return { release, of, table: key, row: null, column: 0 }
}
