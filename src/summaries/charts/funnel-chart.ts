import { type Bar, type BarDrawing, barChart, THICK } from './bar-chart.ts'

export type FunnelDrawing = BarDrawing & {
  /** What leads from one stage to the next; none to or from a stage that is not shown. */
  joins: string[]
}

/** Stages, each of which holds some of the people of the one before: offered, opened, answered, told. */
export function funnelChart(stages: readonly Bar[]): FunnelDrawing {
  const drawing = barChart(stages, { between: 14 })
  const joins = drawing.rows.flatMap((row, at) => {
    const next = drawing.rows[at + 1]
    if (!next || row.long === undefined || next.long === undefined) return []
    return [`M0 ${row.y + THICK}H${row.long}L${next.long} ${next.y}H0Z`]
  })
  return { ...drawing, joins }
}
