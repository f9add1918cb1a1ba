import { linear, lines } from './scale.ts'

/** A number of people, or none where it may not be shown. `words` is how it is said, such as "about 45". */
export type Bar = { name: string; words: string; n?: number | undefined }

export type BarDrawing = {
  width: number
  height: number
  rows: {
    name: { y: number; text: string }[]
    /** How many, at the end of the name's last line. */
    words: string
    y: number
    /** Undefined: not shown. A dotted outline stands there, as long for a few as for everybody. */
    long: number | undefined
  }[]
}

export const WIDTH = 340
export const THICK = 12
const LINE = 15

/** Bars below one another, from 0, in the order given. */
export function barChart(bars: readonly Bar[], { between = 10 }: { between?: number } = {}): BarDrawing {
  const most = Math.max(1, ...bars.map(({ n = 0 }) => n))
  const long = linear([0, most], [0, WIDTH - 2])
  let y = 0
  const rows = bars.map(({ name, words, n }) => {
    const above = lines(name, Math.max(16, 44 - words.length))
    const text = above.map((line, index) => ({ y: y + LINE * (index + 1), text: line }))
    y += LINE * above.length
    const row = { name: text, words, y: y + 5, long: n === undefined ? undefined : long(n) }
    y += 5 + THICK + between
    return row
  })
  return { width: WIDTH, height: Math.max(1, y - between + 2), rows }
}
