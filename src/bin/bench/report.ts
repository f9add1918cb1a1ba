/** One round of one target. Times are milliseconds; `cpu` is what one operation takes of the server and its database. */
export type Round = { perSecond: number; cpu: number; p50: number; p99: number; loadBusy: number; operations: number }

/** Ours beside another in the same rounds: above 1 is faster, or cheaper. */
export type Ratio = { rate: number; cpu: number }

export type Report = {
  machine: Record<string, string | number | boolean>
  targets: Record<string, Round>
  ratios: Record<string, Ratio>
  submissions: { saidSaved: number; stored: number }
  hashCpuMs: number
  bytes: Record<string, number>
  serverRssMb: number
  failed: number
  seconds: number
}

/** @returns the middle one of several numbers */
export function median(numbers: number[]): number {
  return at(numbers, 0.5)
}

/** @param share 0.99 for the time that 99 of 100 stay below */
export function at(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Each figure's middle over the rounds, but all operations together. */
export function middleOf(rounds: Round[]): Round {
  const middle = (name: keyof Round) => rounded(median(rounds.map((round) => round[name])))
  const operations = rounds.reduce((sum, round) => sum + round.operations, 0)
  return {
    perSecond: middle('perSecond'),
    cpu: middle('cpu'),
    p50: middle('p50'),
    p99: middle('p99'),
    loadBusy: middle('loadBusy'),
    operations,
  }
}

/**
 * Compared within each round, where the machine was as busy for one as for the other; then the middle.
 * @param without milliseconds of processor time to leave out of ours
 */
export function ratioOf(ours: Round[], theirs: Round[], without = 0): Ratio {
  const pairs = ours.map((round, index) => {
    const other = theirs[index] ?? round
    const cpu = Math.max(round.cpu - without, round.cpu / 100)
    // Where one processor does all the work, the rate grows as the work shrinks.
    return { rate: (round.perSecond * round.cpu) / cpu / other.perSecond, cpu: other.cpu / cpu }
  })
  return { rate: rounded(median(pairs.map(({ rate }) => rate))), cpu: rounded(median(pairs.map(({ cpu }) => cpu))) }
}

/** The figures of each target, then how ours compare. */
export function printTables({ targets, ratios }: Report): void {
  const rows = Object.entries(targets).map(([name, { perSecond, cpu, p50, p99, loadBusy }]) => [
    name,
    perSecond.toFixed(0),
    cpu.toFixed(3),
    p50.toFixed(1),
    p99.toFixed(1),
    `${(loadBusy * 100).toFixed(0)}%`,
  ])
  print([['one operation', 'per second', 'CPU ms', 'p50 ms', 'p99 ms', 'load busy'], ...rows])
  const compared = Object.entries(ratios).map(([name, { rate, cpu }]) => [name, rate.toFixed(2), cpu.toFixed(2)])
  print([['beside (more is better)', 'by rate', 'by CPU'], ...compared])
}

function print(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    console.log(`  ${cells.join('   ')}`)
  }
  console.log()
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
