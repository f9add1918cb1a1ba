import { parentPort, workerData } from 'node:worker_threads'
import { tryToWorkOut } from '../../../src/summaries/releases/auditing/auditor.ts'
import { asSeen, makeHistory, seeded } from './history.ts'
import { readWithTruth } from './reader.ts'

/** What came of one part of the histories. */
export type Counted = {
  histories: number
  releases: number
  refused: number
  withheld: number
  figures: number
  hidden: number
  /** Where the auditor found something when it was given everything at the end, and where the second reader did. */
  found: string[]
  read: string[]
}

const { seed, histories, next } = workerData as { seed: number; histories: number; next: SharedArrayBuffer }
const taken = new Int32Array(next)
const counted: Counted = {
  histories: 0,
  releases: 0,
  refused: 0,
  withheld: 0,
  figures: 0,
  hidden: 0,
  found: [],
  read: [],
}
for (let i = Atomics.add(taken, 0, 1); i < histories; i = Atomics.add(taken, 0, 1)) {
  const history = makeHistory(seeded(seed + i))
  const seen = history.releases.map(asSeen)
  const last = seen.at(-1)
  const finding = last && tryToWorkOut(last, seen.slice(0, -1))
  if (finding) counted.found.push(`seed ${seed + i}: ${JSON.stringify(finding)}`)
  counted.read.push(...readWithTruth(history).map((one) => `seed ${seed + i}: ${one}`))
  // A correction leaves out whatever was not shown before, small figures too.
  const firsts = seen.filter(({ key }, at) => seen.findIndex((one) => one.key === key) === at)
  const cells = firsts.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells)))
  counted.histories++
  counted.releases += seen.length
  counted.refused += history.refused
  counted.withheld += history.withheld
  counted.figures += cells.length
  counted.hidden += cells.filter(({ kind }) => kind === 'hidden' || kind === 'many').length
}
parentPort?.postMessage(counted)
