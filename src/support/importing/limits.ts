/** How much one run may take from a feed. A feed is a stranger: it may be endless, huge or slow without meaning it. */
export type Limits = {
  /** Pages of the list. */
  pages: number
  /** Records listed in one run. */
  records: number
  /** Bytes of one answer, unpacked: a packed answer may be a thousand times as long. */
  bytesPerAnswer: number
  /** Bytes of one service. A chunk of them has to be written within the database's deadline. */
  bytesPerRecord: number
  /** Bytes in all, unpacked. */
  bytes: number
  /** Milliseconds that a run works, pauses not counted. */
  ms: number
  /** Milliseconds until one answer must be there whole. */
  answerMs: number
  /** Times that a busy or broken answer is asked for again. */
  retries: number
  /** Milliseconds before the first of them; each later one waits four times as long. */
  retryMs: number
  /** Details asked for at the same time. More would be felt by a small council's server. */
  atOnce: number
  /** Records asked for in one page. */
  perPage: number
  /** Records written together. After a restart no more than these are fetched again. */
  chunk: number
  /** Details that may fail one after the other before the feed counts as dead. */
  failuresInARow: number
  /** Problems kept with their sentence; the rest are only counted. */
  problems: number
}

/**
 * The largest UK feed seen in public probes (Shropshire, September 2026) has 5,128 services of a few kilobytes each; these
 * leave it twice the room.
 */
export const usualLimits: Limits = {
  pages: 1_000,
  records: 10_000,
  bytesPerAnswer: 8_000_000,
  bytesPerRecord: 500_000,
  bytes: 200_000_000,
  ms: 20 * 60_000,
  answerMs: 20_000,
  retries: 2,
  retryMs: 500,
  atOnce: 4,
  perPage: 50,
  chunk: 50,
  failuresInARow: 20,
  problems: 500,
}

/** A worker that has said nothing for so long is taken for dead, and another goes on where it was. */
export const HEARTBEAT_MS = 60_000
