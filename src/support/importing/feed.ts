import { setTimeout as wait } from 'node:timers/promises'
import { type Fetched, type Fetcher, NotFetched } from './fetching.ts'
import type { Limits } from './limits.ts'

export type Page = {
  items: unknown[]
  /** What the feed says about itself; often wrong. */
  pagesSaid: number | undefined
  recordsSaid: number | undefined
  /** Undefined: it does not say. */
  saysLast: boolean | undefined
}

/** The feed counts as dead: too much failed in a row, or its list did not come. The message is a sentence. */
export class FeedFailed extends Error {
  override name = 'FeedFailed'
}

/** One source while it is fetched: what it gave so far, and how it is asked. */
export type Feed = {
  address: string
  fetcher: Fetcher
  limits: Limits
  /** Bytes taken, unpacked. */
  taken: number
  signal: AbortSignal | undefined
}

/**
 * One page of the list.
 * @returns undefined when there is no such page, which many feeds say with 404 behind their last one
 * @throws {FeedFailed} when the list does not come, or is no list
 */
export async function readPage(feed: Feed, page: number): Promise<Page | undefined> {
  const query = `page=${page}&per_page=${feed.limits.perPage}`
  const path = `services?${query}`
  const fetched = await askPatiently(feed, path, feed.limits.bytesPerAnswer).catch((error) => {
    throw error instanceof NotFetched ? new FeedFailed(`Page ${page} of the list: ${error.message}`) : error
  })
  const { status } = fetched
  if (page > 1 && [204, 400, 404, 410, 416, 422].includes(status)) return undefined
  if (status !== 200) throw new FeedFailed(`Page ${page} of the list answered ${status}.`)
  const body = parsed(fetched.body)
  const items = itemsOf(body)
  if (!items) throw new FeedFailed(`Page ${page} of the list is not a list of services.`)
  const said = (body ?? {}) as Record<string, unknown>
  return {
    items,
    pagesSaid: countOf(said.total_pages),
    recordsSaid: countOf(said.total_items),
    // An answer without pages is the whole list.
    saysLast: Array.isArray(body) ? page === 1 : typeof said.last_page === 'boolean' ? said.last_page : undefined,
  }
}

export type Detail = { ok: true; raw: Record<string, unknown> } | { ok: false; sentence: string; dead: boolean }

/** One service, whole. @returns a sentence when it did not come; `dead` when that says something about the feed itself */
export async function readDetail(feed: Feed, id: string): Promise<Detail> {
  try {
    const { status, body } = await askPatiently(feed, `services/${encodeURIComponent(id)}`, feed.limits.bytesPerRecord)
    if (status === 404 || status === 410) {
      return { ok: false, sentence: 'The list has it, and it cannot be opened (404).', dead: false }
    }
    if (status !== 200) return { ok: false, sentence: `It answered ${status}.`, dead: status >= 500 }
    const raw = parsed(body)
    if (raw === undefined) return { ok: false, sentence: 'Its answer is not JSON.', dead: false }
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return { ok: false, sentence: 'Its answer is not one service.', dead: false }
    }
    return { ok: true, raw: raw as Record<string, unknown> }
  } catch (error) {
    if (error instanceof NotFetched) return { ok: false, sentence: error.message, dead: error.again }
    throw error
  }
}

/** Whether the feed has something that it need not have. Anything but 200 means no. */
export async function hasPart(feed: Feed, path: string): Promise<boolean> {
  return feed.fetcher
    .get(join(feed.address, path), feed.limits.bytesPerAnswer, feed.limits.answerMs, feed.signal)
    .then(({ status }) => status === 200)
    .catch(() => false)
}

/** Asks again when the server is busy, broken or cut the line. @throws {NotFetched} when it stays so */
async function askPatiently(feed: Feed, path: string, bytes: number): Promise<Fetched> {
  const { fetcher, limits, signal } = feed
  for (let turn = 0; ; turn += 1) {
    const lastTurn = turn >= limits.retries
    try {
      const fetched = await fetcher.get(join(feed.address, path), bytes, limits.answerMs, signal)
      feed.taken += fetched.body.length
      if (lastTurn || (fetched.status < 500 && fetched.status !== 429)) return fetched
      await wait(fetched.retryAfterMs ?? limits.retryMs * 4 ** turn, undefined, signal ? { signal } : {})
    } catch (error) {
      if (lastTurn || !(error instanceof NotFetched) || !error.again) throw error
      await wait(limits.retryMs * 4 ** turn, undefined, signal ? { signal } : {})
    }
  }
}

function join(address: string, path: string): string {
  return `${address.replace(/[?#].*$/, '').replace(/\/+$/, '')}/${path}`
}

function itemsOf(body: unknown): unknown[] | undefined {
  if (Array.isArray(body)) return body
  const said = (body ?? {}) as Record<string, unknown>
  for (const key of ['contents', 'content', 'items', 'data', 'services']) {
    const list = said[key]
    if (Array.isArray(list)) return list
  }
  return said.empty === true ? [] : undefined
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e9 ? value : undefined
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
