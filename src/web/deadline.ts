import { DEADLINE_MS } from '../db/open.ts'

/** The database did not answer while a person was waiting. */
class TooSlow extends Error {
  override name = 'TooSlow'
  code = 'ETIMEDOUT'
}

/** A little more than one query may take. */
const PERSON_WAITS_MS = DEADLINE_MS + 300

/**
 * Waits for several steps of database work no longer than a person would: each step has a deadline of its own, and in a
 * crowd they add up. The work itself goes on; whether it was done is then not known.
 * @throws {TooSlow} which reads as trouble with the database
 */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow('no answer in time')), PERSON_WAITS_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
