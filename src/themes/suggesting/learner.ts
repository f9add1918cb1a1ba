/** A row of numbers of which most are nothing: which places, and what stands there. */
export type Sparse = { places: Int32Array; values: Float32Array }

/** One linear function for each code: `weights[place]` added up, and where it begins. */
export type Linear = { weights: Float32Array; bias: number }

export type LearnerOptions = { cost: number; rounds: number; positive: number }

/**
 * A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al., "A dual coordinate
 * descent method for large-scale linear SVM", ICML 2008, algorithm 1).
 * @param yes for each row whether it has the code
 * @param options `cost` of a mistake, `positive` times as much for a row that has the code, at most `rounds` passes
 */
export function learnLinear(
  rows: readonly Sparse[],
  yes: readonly boolean[],
  size: number,
  { cost, rounds, positive }: LearnerOptions,
): Linear {
  const weights = new Float32Array(size)
  const alpha = new Float64Array(rows.length)
  const soft = rows.map((_, at) => 0.5 / (cost * (yes[at] ? positive : 1)))
  const square = rows.map(({ values }, at) => values.reduce((sum, value) => sum + value * value, 1) + soft[at]!)
  const order = Int32Array.from(rows.keys())
  const random = dice()
  let bias = 0
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random)
    let worst = 0
    for (const at of order) {
      const { places, values } = rows[at]!
      const sign = yes[at] ? 1 : -1
      let margin = bias
      for (let i = 0; i < places.length; i += 1) margin += weights[places[i]!]! * values[i]!
      const gradient = sign * margin - 1 + soft[at]! * alpha[at]!
      const projected = alpha[at] === 0 ? Math.min(gradient, 0) : gradient
      if (Math.abs(projected) < 1e-9) continue
      worst = Math.max(worst, Math.abs(projected))
      const before = alpha[at]!
      alpha[at] = Math.max(before - gradient / square[at]!, 0)
      const step = (alpha[at]! - before) * sign
      bias += step
      for (let i = 0; i < places.length; i += 1) weights[places[i]!]! += step * values[i]!
    }
    if (worst < 0.05) break
  }
  return { weights, bias }
}

/** What a linear function says of a row. */
export function score({ weights, bias }: Linear, { places, values }: Sparse): number {
  let sum = bias
  for (let i = 0; i < places.length; i += 1) sum += weights[places[i]!]! * values[i]!
  return sum
}

/** How long a row is, as an arrow. */
export function lengthOf({ values }: Sparse): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum)
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last]!
    order[last] = order[other]!
    order[other] = kept
  }
}

/** The same numbers every time (mulberry32), so that learning the same twice gives the same. */
export function dice(seed = 1): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
