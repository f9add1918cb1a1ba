import { linear, lines, percent, place, shareMarks } from './scale.ts'

/** A share and between which values it may lie, all from 0 to 1. Figures that may not be shown are left out. */
export type Interval = { name: string; words: string; share?: number; low?: number; high?: number }

export type IntervalDrawing = {
  width: number
  height: number
  axis: { x: number; words: string; anchor: 'start' | 'middle' | 'end' }[]
  floor: number
  rows: {
    words: { y: number; text: string }[]
    y: number
    /** The first is a ring, what comes after it a square: before and after are never told apart by colour alone. */
    shape: 'ring' | 'square'
    /** Paths: the line of the interval, and the square. */
    drawn: { x: number; span: string; square: string } | undefined
  }[]
}

const LEFT = 8
const RIGHT = 326
const LINE = 15

/** Shares below one another, each with its interval: before and after, or a group beside its share of referrals. */
export function intervalChart(intervals: readonly Interval[]): IntervalDrawing {
  const marks = shareMarks(Math.max(0.1, ...intervals.map(({ share = 0, high = share }) => high)))
  const x = linear([0, marks.at(-1)!], [LEFT, RIGHT])
  let y = 4
  const rows = intervals.map(({ name, words, share, low, high }, index) => {
    const above = lines(`${name}: ${words}`, 46)
    const text = above.map((line, at) => ({ y: y + LINE * (at + 1), text: line }))
    y += LINE * above.length + 15
    const shape: 'ring' | 'square' = index === 0 ? 'ring' : 'square'
    const drawn = share === undefined ? undefined : marksAt(x(share), x(low ?? share), x(high ?? share), y)
    const row = { words: text, y, shape, drawn }
    y += 15
    return row
  })
  return {
    width: 340,
    height: y + 22,
    floor: y,
    axis: marks.map((mark, at) => ({
      x: x(mark),
      words: percent(mark),
      anchor: at === 0 ? 'start' : at === marks.length - 1 ? 'end' : 'middle',
    })),
    rows,
  }
}

function marksAt(x: number, from: number, to: number, y: number) {
  const span = `M${from} ${y - 5}v10M${from} ${y}H${to}M${to} ${y - 5}v10`
  return { x, span, square: `M${place(x - 4.5)} ${y - 4.5}h9v9h-9z` }
}
