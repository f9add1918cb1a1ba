import { isDatabaseTrouble } from '../db/trouble.ts'
import { type Ready, ready, type Slotted, slotted } from './compressed.ts'

/** `last` is the newest page that could be made. */
type Kept<T> = { page: Promise<T>; last: T | undefined; until: number }

/**
 * Pages that are the same for everybody are made once and kept for a short while. In that while an edit is not yet seen:
 * seconds, so that a closed service or a withdrawn quote is gone at the next look.
 */
export function makeShelf(keepMs: number) {
  const pages = new Map<string, Kept<Ready>>()
  const forms = new Map<string, Kept<Slotted>>()
  return {
    /** @param make returns the whole page as HTML */
    page: (key: string, make: () => Promise<string> | string) =>
      take(pages, key, keepMs, async () => ready(await make())),
    /** @param make returns the whole page with `slot` in it once */
    form: (key: string, slot: string, make: () => Promise<string> | string) =>
      take(forms, key, keepMs, async () => slotted(await make(), slot)),
  }
}

export type Shelf = ReturnType<typeof makeShelf>

function take<T>(shelf: Map<string, Kept<T>>, key: string, keepMs: number, make: () => Promise<T>): Promise<T> {
  const now = performance.now()
  const kept = shelf.get(key)
  if (kept && kept.until > now) return kept.page
  const last = kept?.last
  // An older page is better than none while the database is away. For anything else it is not: what is gone is gone.
  const page = make().catch((error) => {
    if (last === undefined || !isDatabaseTrouble(error)) throw error
    return last
  })
  const entry: Kept<T> = { page, last, until: now + keepMs }
  shelf.set(key, entry)
  page.then(
    (made) => {
      entry.last = made
    },
    // What failed is not kept; the next look tries again.
    () => shelf.get(key) === entry && shelf.delete(key),
  )
  return page
}
