import { type Bar, type BarDrawing, barChart, THICK } from './bar-chart.ts'

export type FunnelDrawing = BarDrawing & {
  /** What leads from one stage to the next; none to or from a stage that is not shown, or to a longer one. */
  joins: string[]
}

/** Stages: offered, opened, answered, told. What leads on is drawn only where it becomes fewer. */
export function funnelChart(stages: readonly Bar[]): FunnelDrawing {
  const drawing = barChart(stages, { between: 14 })
  const joins = drawing.rows.flatMap((row, at) => {
    const next = drawing.rows[at + 1]
    if (!next || row.long === undefined || next.long === undefined || next.long > row.long) return []
    return [`M0 ${row.y + THICK}H${row.long}L${next.long} ${next.y}H0Z`]
  })
  return { ...drawing, joins }
}
