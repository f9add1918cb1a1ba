import type { Chart } from '../charts/chart.ts'
import type { PackTable } from './pack.ts'

/** A chart, and the table behind it as CSV and ODS have it. */
export type PackChart = Chart & { data: PackTable }

/** Puts a chart together: whatever it draws, its table says, and the table is made once. */
export function chartFrom(chart: Omit<Chart, 'table'>, data: PackTable): PackChart {
  const rows = data.rows.map(([name, ...cells]) => ({ name: name?.text ?? '', cells: cells.map(({ text }) => text) }))
  return { ...chart, table: { caption: data.name, columns: data.columns, rows }, data }
}
