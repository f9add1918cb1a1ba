import { FEWEST_POINTS } from '../change-in.ts'
import type { Judged } from '../xmr.ts'
import type { Tone } from './chart.ts'
import { apart, linear, marksTo, percent, place, type Scale, shareMarks } from './scale.ts'

export type Series = {
  /** Of the stretches of time, short: they stand below the axis. */
  names: readonly string[]
  /** Shares from 0 to 1, or people. One that may not be shown is undefined: it is not drawn, and the line is broken there. */
  values: readonly (number | undefined)[]
  /** What the values are; shares where it is left out. */
  unit?: 'share' | 'people'
  /** Of `xmr`, one for each value. Without it the chart is a plain run, without limits. */
  judged?: readonly Judged[] | undefined
  /** Positions at which a new group starts. */
  rebaseAt?: readonly number[]
  /** From this position on the limits are a trial: the group is still short. */
  trialFrom?: number | undefined
  /** Which way is better. Without it something new is neither better nor worse. */
  better?: 'up' | 'down'
  /** Days of changes, each at the position of the first stretch on or after it. */
  whens?: readonly { at: number; words: string }[]
}

/** `path` draws what is not a ring. */
export type Point = { x: number; y: number; shape: 'ring' | 'up' | 'down'; tone: Tone; path: string }
export type XmrDrawing = {
  width: number
  height: number
  left: number
  right: number
  floor: number
  /** `base` is where the words stand. */
  axis: { y: number; base: number; words: string }[]
  below: { x: number; words: string }[]
  /** Paths: the line from point to point. */
  runs: string[]
  limits: { x1: number; x2: number; y: number; kind: 'mean' | 'limit' }[]
  /** On the last group's lines. */
  words: { y: number; words: string }[]
  whens: { x: number; y: number; words: string; from: number; anchor: 'start' | 'end' }[]
  points: Point[]
}

const LEFT = 34
const RIGHT = 288
const TOP = 30
const FLOOR = 194
const NAMES = 4

/**
 * An XmR chart of shares or of people, or a plain run where there are no limits. Only a signal that the newest point is part of is
 * marked: over two years of steady months one series in six shows one somewhere by chance.
 */
export function xmrChart(series: Series): XmrDrawing {
  const { names, values, judged, rebaseAt = [], whens = [] } = series
  const known = values.filter((value) => value !== undefined)
  const most = series.unit === 'people' ? Number.POSITIVE_INFINITY : 1
  const groups = groupsOf(values.length, rebaseAt)
  const tells = groups.map((group, at) => at === groups.length - 1 || !isShort(values, group))
  const upper = groups.flatMap(([from], at) => (tells[at] ? (judged?.[from]?.upl ?? []) : []))
  const top = Math.max(0, ...known, ...upper.filter((upl) => upl <= most))
  const marks = series.unit === 'people' ? marksTo(top, 1) : shareMarks(Math.max(0.05, top))
  const x = linear([0, Math.max(1, values.length - 1)], [LEFT + 6, RIGHT - 6])
  const y = linear([0, marks.at(-1)!], [FLOOR, TOP])
  const each = Math.ceil(names.length / NAMES)
  const limits = judged?.length ? limitsOf(judged, groups, tells, most, x, y) : []
  return {
    ...{ width: 340, height: 218, left: LEFT, right: RIGHT, floor: FLOOR },
    axis: marks.map((mark) => ({
      y: y(mark),
      base: place(y(mark) + 4),
      words: series.unit === 'people' ? String(mark) : percent(mark),
    })),
    below: names.flatMap((words, at) => (at % each === 0 ? [{ x: x(at), words }] : [])),
    runs: runsOf(values, x, y),
    limits: limits.flatMap(({ drawn }) => drawn),
    words: wordsOn(limits.at(-1)?.drawn ?? [], series.trialFrom !== undefined),
    whens: whensOf(whens, x),
    points: pointsOf(series, x, y),
  }
}

/**
 * Which points are part of the signal that the newest one is in, from the newest back; none when that one is as usual or
 * not shown. Of two in three, one may be as usual.
 */
export function inSignal(judged: readonly Judged[], values: readonly (number | undefined)[]): boolean[] {
  const label = values.at(-1) === undefined ? 'common' : (judged.at(-1)?.label ?? 'common')
  const marked = judged.map(() => false)
  if (label === 'common') return marked
  let mayMiss = label.startsWith('2 in 3') ? 1 : 0
  for (let at = judged.length - 1; at >= 0; at -= 1) {
    const one = judged[at]!.label
    marked[at] = one !== 'common' && isUp(one) === isUp(label)
    if (!marked[at] && (one !== 'common' || mayMiss-- === 0)) break
  }
  return marked
}

/** Whether a label lies above or rises. */
export function isUp(label: string): boolean {
  return /Above|Increasing/.test(label)
}

function pointsOf({ values, judged, better }: Series, x: Scale, y: Scale): Point[] {
  const marked = judged ? inSignal(judged, values) : []
  return values.flatMap((value, at): Point[] => {
    if (value === undefined) return []
    const spot = { x: x(at), y: y(value) }
    if (!marked[at]) return [{ ...spot, shape: 'ring', tone: 'usual', path: '' }]
    const shape = isUp(judged![at]!.label) ? 'up' : 'down'
    const to = shape === 'up' ? -1 : 1
    const path = `M${place(spot.x - 4)} ${place(spot.y - 3.5 * to)}h8l-4 ${7 * to}z`
    return [{ ...spot, shape, tone: better ? (shape === better ? 'better' : 'worse') : 'new', path }]
  })
}

/** First and last position of each. */
export function groupsOf(length: number, rebaseAt: readonly number[]): [number, number][] {
  const starts = [0, ...rebaseAt.filter((at) => at > 0 && at < length)].sort((a, b) => a - b)
  return starts.map((from, index) => [from, (starts[index + 1] ?? length) - 1])
}

/** Too short for limits (standards, section 2). Only the newest group has them before that, as a trial that is marked. */
export function isShort(values: Series['values'], [from, to]: [number, number]): boolean {
  return values.slice(from, to + 1).filter((value) => value !== undefined).length < FEWEST_POINTS
}

/**
 * Limits below nobody and above everybody are no limits, so they are not drawn.
 * @param tells which groups have limits; the others have their average alone
 */
function limitsOf(
  judged: readonly Judged[],
  groups: [number, number][],
  tells: boolean[],
  most: number,
  x: Scale,
  y: Scale,
) {
  return groups.map(([from, to], at) => {
    const { mean, upl, lpl } = judged[from]!
    const ends = { x1: from === 0 ? LEFT : x(from - 0.4), x2: to === judged.length - 1 ? RIGHT : x(to + 0.4) }
    const lines = [
      { value: upl, kind: 'limit' as const },
      { value: mean, kind: 'mean' as const },
      { value: lpl, kind: 'limit' as const },
    ].filter(({ value, kind }) => value >= 0 && value <= most && (tells[at] || kind === 'mean'))
    return { drawn: lines.map(({ value, kind }) => ({ ...ends, y: y(value), kind })) }
  })
}

function wordsOn(drawn: XmrDrawing['limits'], trial: boolean): XmrDrawing['words'] {
  const mean = drawn.find(({ kind }) => kind === 'mean')?.y ?? 0
  const names = drawn.map(({ kind, y }) =>
    kind === 'mean' ? 'average' : `${y < mean ? 'high' : 'low'}${trial ? '?' : ''}`,
  )
  const ys = apart(
    drawn.map(({ y }) => place(y + 4)),
    13,
  )
  return names.map((words, at) => ({ words, y: ys[at]! }))
}

/** At most three, each on a line of its own above the chart. */
function whensOf(whens: NonNullable<Series['whens']>, x: Scale): XmrDrawing['whens'] {
  return whens.slice(-2).map(({ at, words }, index) => {
    const line = x(at - 0.5)
    const anchor = line > (LEFT + RIGHT) / 2 ? 'end' : 'start'
    return { x: line, y: 11 + index * 13, words, anchor, from: place(line + (anchor === 'end' ? -5 : 5)) }
  })
}

function runsOf(values: readonly (number | undefined)[], x: Scale, y: Scale): string[] {
  const runs: string[][] = [[]]
  for (const [at, value] of values.entries()) {
    if (value === undefined) runs.push([])
    else runs.at(-1)!.push(`${x(at)} ${y(value)}`)
  }
  return runs.filter((run) => run.length > 1).map((run) => `M${run.join('L')}`)
}
