/** From a value to a place in the drawing. */
export type Scale = (value: number) => number

/** A straight scale: `from` becomes `to`, and what lies between lies between. */
export function linear([low, high]: [number, number], [start, end]: [number, number]): Scale {
  const width = high - low || 1
  return (value) => place(start + ((value - low) / width) * (end - start))
}

/** A place to a tenth of a unit: less than any screen shows, and short in the page. */
export function place(value: number): number {
  return Math.round(value * 10) / 10
}

/**
 * Where an axis that begins at 0 is marked: at round steps of 1, 2 or 5, up to the first that reaches the largest value.
 * @param most the largest value of the chart, 0 or more
 * @param least the smallest step: 1 for people, 0.05 for shares
 */
export function marksTo(most: number, least: number): number[] {
  const rough = Math.max(most / 4, least)
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9)
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * (1 - 1e-9)) ?? rough
  const count = Math.max(1, Math.ceil(most / step - 1e-9))
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)))
}

/** Marks of shares: as above, and never beyond everybody. */
export function shareMarks(most: number): number[] {
  return marksTo(Math.min(most, 1), 0.05).filter((mark) => mark <= 1.0001)
}

/** Moves words that would lie on one another apart: at least `gap` between two, the lower ones further down. */
export function apart(places: readonly number[], gap: number): number[] {
  const order = [...places.keys()].sort((a, b) => places[a]! - places[b]!)
  const moved = [...places]
  for (const [index, at] of order.entries()) {
    const before = order[index - 1]
    if (before !== undefined && moved[at]! < moved[before]! + gap) moved[at] = place(moved[before]! + gap)
  }
  return moved
}

/** Breaks words into lines of at most so many letters. @returns one line or more */
export function lines(words: string, most: number): string[] {
  const broken: string[] = []
  for (const word of words.split(' ')) {
    const last = broken.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= most) broken[broken.length - 1] = `${last} ${word}`
    else broken.push(word)
  }
  return broken
}

/** A share in words that fit beside a bar: 41%. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
