import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { tryToWorkOut } from '../../src/summaries/releases/auditing/auditor.ts'
import type { Seen, SeenTable } from '../../src/summaries/releases/auditing/seen.ts'
import { roundTable } from '../../src/summaries/releases/rounding.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { asSeen, filteredTables, type History, makeHistory, seeded, tablesOf } from './auditor/history.ts'
import { readWithTruth } from './auditor/reader.ts'
import type { Counted } from './auditor/worker.ts'

const seed = Number(process.env.HISTORIES_SEED ?? 20261122)
const histories = Number(process.env.HISTORIES ?? 10_000)
const MUTATED = 100
/** It asks no database anything. */
const skip = testServer ? 'only on the embedded database' : false

/** A minute or two on two free cores; on a machine that does much else it takes as long as it takes, and still tries all. */
t.setTimeout(3_000_000)

t.test('over 10,000 histories nobody can work out a group of one to nine', { timeout: 2_700_000, skip }, async (t) => {
  const began = Date.now()
  const next = new SharedArrayBuffer(4)
  const parts = await Promise.all(Array.from({ length: availableParallelism() }, () => count(next)))
  const sum = (what: (one: Counted) => number) => parts.reduce((total, one) => total + what(one), 0)
  t.comment(
    `seed ${seed}: ${sum((one) => one.histories)} of ${histories} histories, ${sum((one) => one.releases)} releases, ` +
      `${sum((one) => one.refused)} refused, ${sum((one) => one.hidden)} of ${sum((one) => one.figures)} figures of first releases ` +
      `withheld as a second one, ${Math.round((Date.now() - began) / 1000)} s`,
  )
  t.equal(
    sum((one) => one.histories),
    histories,
    'every one was tried',
  )
  t.same(parts.flatMap(({ found }) => found).slice(0, 5), [], 'the auditor, given everything at the end')
  t.same(parts.flatMap(({ read }) => read).slice(0, 5), [], 'a reader who is told which sums were true')
  t.ok(sum((one) => one.refused) < sum((one) => one.releases) / 8, 'most releases go out')
  t.ok(sum((one) => one.hidden) < sum((one) => one.figures) / 10, 'with most of their figures')
})

t.test('what must not be published is caught', { timeout: 300_000, skip }, async (t) => {
  const caught = { 'exact totals': 0, 'a live view': 0, 'a percentage that is not rounded': 0, 'a two-way filter': 0 }
  let filters = 0
  let tells = 0
  for (let i = 0; i < MUTATED; i++) {
    const history = makeHistory(seeded(seed + i))
    if (history.releases.length === 0) continue
    const seen = history.releases.map(asSeen)
    const last = seen.at(-1)!
    const before = seen.slice(0, -1)
    if (tryToWorkOut(last, before)) t.fail(`seed ${seed + i} is not safe to begin with`)
    const exact = seen.map((one, at) => withExactTotals(one, history.truth[at]!))
    if (tryToWorkOut(exact.at(-1)!, exact.slice(0, -1))) caught['exact totals']++
    if (
      looks(last, history.truth.at(-1)!, seeded(seed - i)).some(
        (live) => tryToWorkOut(live, [last]) && !tryToWorkOut(live, []),
      )
    )
      caught['a live view']++
    if (tryToWorkOut(withPercentages(last, history.truth.at(-1)!), before)) caught['a percentage that is not rounded']++
    const filtered = withFilter(last, history.truth.at(-1)!)
    const alone = filtered.tables.filter(({ within }) => within).map(({ within: _, ...table }) => table)
    // Only where each of the filtered tables would have passed by itself.
    if (alone.some((table) => tryToWorkOut({ ...last, tables: [table] }, []))) continue
    filters++
    const isCaught = tryToWorkOut(filtered, before) !== undefined
    if (isCaught) caught['a two-way filter']++
    const told = readWithTruth({ releases: [asReleased(filtered)], truth: [withFiltered(history.truth.at(-1)!)] })
    if (told.length > 0) tells++
    if (told.length > 0 && !isCaught) t.fail(`seed ${seed + i}: a filter that tells ${told[0]} is not caught`)
  }
  t.comment(
    `of ${MUTATED} histories, ${filters} with filters that pass alone, ${tells} of them tell: ${JSON.stringify(caught)}`,
  )
  // Rounding and bands leave most filters of so few people nothing to tell. Of those that do, none may be missed: see above.
  const { 'a two-way filter': filtered, ...others } = caught
  for (const [mutant, times] of Object.entries(others)) t.ok(times >= MUTATED / 2, `${mutant}: ${times}`)
  t.ok(filtered >= tells && filtered >= filters / 8, `a two-way filter: ${filtered}`)
  t.ok(tells >= MUTATED / 20, 'and there are filters that tell')
})

type Truth = History['truth'][number]

function withExactTotals(seen: Seen, { exact }: Truth): Seen {
  return {
    ...seen,
    tables: seen.tables.map((table) => ({
      ...table,
      base: { kind: 'about', n: exact.find(({ key }) => key === table.key)!.base },
    })),
  }
}

/** The same page a day later and another day later, as it would be if it always counted anew. */
function looks(last: Seen, truth: Truth, random: () => number): Seen[] {
  const { people } = truth
  return Array.from({ length: 5 }, (_, day) => {
    const gone = Math.floor(random() * people.length)
    const left = day % 2 === 0 ? people.filter((_, at) => at !== gone) : [...people, people[gone]!]
    const frozenOn = new Date(Date.parse(last.frozenOn) + 86_400_000 * (day + 1)).toISOString().slice(0, 10)
    return { ...last, number: last.number + 1, frozenOn, tables: tablesOf({ ...truth, people: left }).map(roundTable) }
  })
}

/** Of shown figures only, and to one place: 23.4 %. */
function withPercentages(seen: Seen, { exact }: Truth): Seen {
  const tables = seen.tables.map((table): SeenTable => {
    const { base, rows } = exact.find(({ key }) => key === table.key)!
    const percentages = table.rows.map(({ key, cells }) => {
      const count = rows.find((row) => row.key === key)!.counts[0]!
      return cells[0]!.kind === 'about' ? ((100 * count) / base).toFixed(1) : null
    })
    return { ...table, percentages }
  })
  return { ...seen, tables }
}

/** Each way of reaching us, once more by who they are. Every one of these tables would be safe alone. */
function withFilter(seen: Seen, { people }: Truth): Seen {
  const filtered = filteredTables(people).map(({ exact, within }): SeenTable => ({ ...roundTable(exact), within }))
  return { ...seen, tables: [...seen.tables, ...filtered] }
}

function withFiltered(truth: Truth): Truth {
  const filtered = filteredTables(truth.people).map(({ exact, within }) => ({ ...exact, within }))
  return { ...truth, exact: [...truth.exact, ...filtered] }
}

function asReleased({ tables, ...release }: Seen): History['releases'][number] {
  return { ...release, content: { tables } }
}

/** One of several that each take the next history that nobody has tried. */
function count(next: SharedArrayBuffer): Promise<Counted> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./auditor/worker.ts', import.meta.url), {
      workerData: { seed, histories, next },
    })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
