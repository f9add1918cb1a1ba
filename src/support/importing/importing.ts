import type { Db } from '../../db/open.ts'
import { eachOf } from './at-once.ts'
import { type Feed, FeedFailed, hasPart, readDetail, readPage } from './feed.ts'
import { readCsv } from './from-csv.ts'
import { keepable } from './keepable.ts'
import type { Limits } from './limits.ts'
import { plainLine } from './plain-text.ts'
import type { Run } from './run.ts'
import { type Chunk, type Found, saveChunk, seenInRun } from './saving.ts'
import type { Source } from './source.ts'

/** One worker's time with one run. */
export type Work = { db: Db; run: Run; source: Source; feed: Feed; limits: Limits; now: () => Date }

/** How a fetch ended: `whole` when everything that the source lists was seen. */
export type Ended = { whole: boolean; listed: number; caps: string[] }

type Listed = { id: string } | { problem: string }

/**
 * Fetches a feed from where its run is: each page of the list, each of its services, a few at a time.
 * @throws {FeedFailed} when the feed dies; what came before is kept
 */
export async function importFeed(work: Work): Promise<Ended> {
  const { run, feed, limits } = work
  const clock = meter(work)
  let { next_page: page, next_item: item, listed } = run
  const notes = page === 1 && item === 0 ? await optionalParts(feed) : undefined
  for (; ; page += 1, item = 0) {
    const caps = page > limits.pages ? ['pages'] : clock.caps(listed)
    if (caps.length > 0) return { whole: false, listed, caps }
    const read = await readPage(feed, page)
    if (!read || read.items.length === 0) return { whole: true, listed, caps: [] }
    const said = { pages: read.pagesSaid, records: read.recordsSaid }
    if (item === 0 && (await onlyRepeats(work, read.items, page))) {
      const problems = [
        { record: null, sentence: `Page ${page} only says again what came before. The fetch ended there.` },
      ]
      await save(work, clock, { found: [], problems, next: { page, item: 0 }, said })
      return { whole: listed >= (read.recordsSaid ?? Infinity), listed, caps: [] }
    }
    for (let from = item; from < read.items.length; from += limits.chunk) {
      const part = read.items.slice(from, from + limits.chunk)
      const ends = from + part.length >= read.items.length
      const room = limits.records - listed
      const { found, problems, capped } = await openAll(work, part.slice(0, room), page, from, clock)
      const next = ends ? { page: page + 1, item: 0 } : { page, item: from + part.length }
      await save(work, clock, { found, problems, next, said, ...(notes ? { notes } : {}) })
      listed += found.length
      const caps = capped || part.length > room ? clock.caps(listed, part.length > room) : []
      if (caps.length > 0) return { whole: false, listed, caps }
    }
    const { pagesSaid = 0, saysLast } = read
    const saysEnd = pagesSaid > 0 ? page >= pagesSaid && saysLast !== false : saysLast === true
    if (saysEnd && listed >= (read.recordsSaid ?? 0)) return { whole: true, listed, caps: [] }
  }
}

/** Reads a table from where its run is. @throws {FeedFailed} when it is no table */
export async function importTable(work: Work, text: string): Promise<Ended> {
  const { run, limits } = work
  const clock = meter(work)
  const table = readCsv(text)
  if (!table.ok) throw new FeedFailed(table.sentence)
  const notes = table.unknown.length > 0 ? [`Columns that are not used: ${table.unknown.join(', ')}.`] : []
  let listed = run.listed
  for (let from = run.next_item; from < table.rows.length; from += limits.chunk) {
    const caps = clock.caps(listed)
    if (caps.length > 0) return { whole: false, listed, caps }
    const part = table.rows.slice(from, from + Math.min(limits.chunk, limits.records - listed))
    const ids = part.flatMap((row) => (row.ok ? [row.id] : []))
    const seen = await seenInRun(work.db, run, ids)
    const found: Found[] = []
    const problems: Chunk['problems'] = []
    for (const row of part) {
      if (!row.ok) problems.push({ record: `row ${row.row}`, sentence: row.sentence })
      else if (seen.has(row.id)) problems.push({ record: row.id, sentence: `${row.raw.name}: ${twice}` })
      else found.push({ id: row.id, raw: keepable(row.raw) })
      if (row.ok) seen.add(row.id)
    }
    const said = { pages: 1, records: table.rows.length }
    await save(work, clock, { found, problems, next: { page: 1, item: from + part.length }, said, notes })
    listed += found.length
  }
  return { whole: true, listed, caps: [] }
}

/** A list without an end often says its last page again and again, or does not know pages at all. */
async function onlyRepeats({ db, run }: Work, items: unknown[], page: number): Promise<boolean> {
  const ids = items.slice(0, 200).flatMap((item, at) => {
    const one = listedAs(item, page, at)
    return 'id' in one ? [one.id] : []
  })
  const seen = await seenInRun(db, run, ids)
  return ids.length > 0 && ids.every((id) => seen.has(id))
}

const twice = 'It is there twice. The first one counts.'

/** Opens the services of a part of the list, a few at a time. */
async function openAll(work: Work, part: unknown[], page: number, from: number, clock: Meter) {
  const { feed, limits } = work
  const listed = part.map((item, at) => listedAs(item, page, from + at))
  const seen = await seenInRun(
    work.db,
    work.run,
    listed.flatMap((one) => ('id' in one ? [one.id] : [])),
  )
  const problems: Chunk['problems'] = []
  const ids: string[] = []
  for (const one of listed) {
    if ('problem' in one) problems.push({ record: null, sentence: one.problem })
    else if (seen.has(one.id)) problems.push({ record: one.id, sentence: twice })
    else ids.push(one.id)
    if ('id' in one) seen.add(one.id)
  }
  const found: Found[] = []
  let failedInARow = 0
  let capped = false
  await eachOf(ids, limits.atOnce, async (id) => {
    if (capped || clock.caps(0).length > 0) {
      capped = true
      return
    }
    const detail = await readDetail(feed, id)
    failedInARow = detail.ok || !detail.dead ? 0 : failedInARow + 1
    if (failedInARow >= limits.failuresInARow) {
      throw new FeedFailed(`${failedInARow} services in a row could not be opened. The last: ${sentenceOf(detail)}`)
    }
    const raw = detail.ok ? keepable(detail.raw) : undefined
    found.push({ id, raw })
    const sentence = detail.ok ? whatIsOdd(detail.raw, raw, id) : detail.sentence
    if (sentence) problems.push({ record: id, sentence })
  })
  return { found, problems, capped }
}

function listedAs(item: unknown, page: number, at: number): Listed {
  const id = typeof item === 'string' ? item : (item as { id?: unknown } | null)?.id
  const text = typeof id === 'number' ? String(id) : typeof id === 'string' ? id.trim() : ''
  const clean = plainLine(text, 200)
  if (!clean || clean !== text) return { problem: `Number ${at + 1} on page ${page} has no id that can be used.` }
  return { id: clean }
}

function whatIsOdd(raw: Record<string, unknown>, kept: unknown, id: string): string | undefined {
  if (!kept) return 'It is nested too deep to be kept.'
  if (raw.id !== undefined && String(raw.id) !== id)
    return `It calls itself ${plainLine(String(raw.id), 60)}. The list's id counts.`
  if (!plainLine(raw.name, 10)) return 'It has no name.'
  return undefined
}

async function optionalParts(feed: Feed): Promise<string[]> {
  const parts = ['taxonomies', 'service_at_locations']
  const there = await Promise.all(parts.map((part) => hasPart(feed, part)))
  return parts.map((part, at) => `/${part}: ${there[at] ? 'there' : 'not there, and not needed'}.`)
}

type Meter = ReturnType<typeof meter>

/** What a run has used up so far, earlier workers included, and what this worker has not written down yet. */
function meter({ run, feed, limits }: Work) {
  let written = { bytes: 0, at: performance.now() }
  const began = performance.now()
  return {
    since: () => {
      const now = performance.now()
      const part = { bytes: feed.taken - written.bytes, ms: now - written.at }
      written = { bytes: feed.taken, at: now }
      return part
    },
    caps: (listed: number, more = true) => [
      ...(more && listed >= limits.records ? ['records'] : []),
      ...(run.bytes + feed.taken >= limits.bytes ? ['bytes'] : []),
      ...(run.worked_ms + performance.now() - began >= limits.ms ? ['time'] : []),
    ],
  }
}

async function save({ db, run, source, limits, now }: Work, clock: Meter, chunk: Omit<Chunk, 'bytes' | 'ms'>) {
  await saveChunk(db, run, source, { ...chunk, ...clock.since() }, limits.problems, now())
}

function sentenceOf(detail: { ok: boolean; sentence?: string }): string {
  return detail.sentence ?? ''
}
