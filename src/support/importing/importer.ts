import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { AddressRefused, type Reach } from './addresses.ts'
import { FeedFailed } from './feed.ts'
import { NotFetched, openFetcher } from './fetching.ts'
import { type Ended, importFeed, importTable, type Work } from './importing.ts'
import { type Limits, usualLimits } from './limits.ts'
import { beat, endRun, type Run, takeRun } from './run.ts'
import { noteNotListed, RunTaken } from './saving.ts'
import { getSource } from './source.ts'

export type Importer = { stop: () => Promise<void> }

type How = {
  now: () => Date
  limits?: Partial<Limits>
  /** For tests only. */
  reach?: Reach
  signal?: AbortSignal
}

const LOOK_EVERY_MS = 3_000
const BEAT_EVERY_MS = 5_000

/**
 * Looks every few seconds whether a source is to be fetched, and fetches it, one run at a time. It goes on with what another
 * process left behind.
 * @param onDefect is told what nobody expected
 * @returns how to stop: a run under way is put aside, and the next process goes on with it
 */
export function startImporter(
  db: Db,
  now: () => Date,
  onDefect: (error: Error) => void,
  everyMs = LOOK_EVERY_MS,
): Importer {
  const stopping = new AbortController()
  let running: Promise<unknown> | undefined
  const look = () => {
    running ??= workOnNext(db, { now, signal: stopping.signal })
      .catch(onDefect)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  const stop = async () => {
    clearInterval(timer)
    stopping.abort()
    await running
  }
  return { stop }
}

/**
 * Takes the next run, if there is one, and works on it until it is over or `signal` says stop.
 * @returns the run's id, or undefined when none waits
 */
export async function workOnNext(db: Db, how: How): Promise<string | undefined> {
  const run = await takeRun(db, randomUUID(), how.now())
  if (!run) return undefined
  const over = new AbortController()
  const signal = how.signal ? AbortSignal.any([how.signal, over.signal]) : over.signal
  const timer = setInterval(() => {
    beat(db, run, how.now()).then(
      (held) => held || over.abort(),
      // The database is away for a moment: the next one tells.
      () => undefined,
    )
  }, BEAT_EVERY_MS)
  try {
    const ended = await fetchRun(db, run, how, signal)
    if (ended.whole && ended.listed > 0) await noteNotListed(db, run, how.now())
    await endRun(db, run, { state: 'finished', caps: ended.caps }, how.now())
  } catch (error) {
    await afterFailure(db, run, how, error as Error, signal)
  } finally {
    clearInterval(timer)
  }
  return run.id
}

async function fetchRun(
  db: Db,
  run: Run,
  { now, limits: given, reach = {} }: How,
  signal: AbortSignal,
): Promise<Ended> {
  const limits = { ...usualLimits, ...given }
  const source = await getSource(db, run.source_id)
  const fetcher = openFetcher(reach, limits.atOnce)
  const feed = { address: source.address ?? '', fetcher, limits, taken: 0, signal }
  const work: Work = { db, run, source, feed, limits, now }
  try {
    if (source.kind === 'oruk') return await importFeed(work)
    if (run.csv !== null) return await importTable(work, run.csv)
    const { status, body } = await fetcher.get(feed.address, limits.bytesPerAnswer, limits.answerMs, signal)
    if (status !== 200) throw new FeedFailed(`The table's address answered ${status}.`)
    feed.taken += body.length
    return await importTable(work, decoded(body))
  } finally {
    fetcher.close()
  }
}

async function afterFailure(db: Db, run: Run, { now, signal }: How, error: Error, over: AbortSignal): Promise<void> {
  if (signal?.aborted) return endRun(db, run, { state: 'paused by a restart' }, now())
  if (error instanceof RunTaken || over.aborted) return
  const known = [FeedFailed, NotFetched, AddressRefused].some((kind) => error instanceof kind)
  const failure = known ? error.message : 'Something went wrong inside Heard. The log of the program tells which kind.'
  await endRun(db, run, { state: 'failed', failure }, now())
  if (!known) throw error
}

/** Spreadsheets on Windows still save in its old alphabet. */
function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return new TextDecoder('windows-1252').decode(body)
  }
}
