import type { Config } from './config.ts'
import type { Db } from './db/open.ts'
import type { Keys } from './seal/keys.ts'

/** What every page needs: the tables, the settings, the keys this process may hold, and the time. */
export type Site = {
  db: Db
  config: Config
  keys: Keys
  /** The only clock. Tests and the demonstration move it. */
  now: () => Date
  /** The demonstration is loaded: every page says so. */
  demonstration: boolean
}

// Making one costs more than everything that it is used for.
const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** A day in Rotherham, 'YYYY-MM-DD'. */
export function dayOf(at: Date): string {
  return day.format(at)
}
