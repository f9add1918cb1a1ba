import { type Ready, ready, type Slotted, slotted } from './compressed.ts'

type Kept<T> = { value: T; until: number }

/**
 * Pages that are the same for everybody are made once and kept for a short while. In that while an edit is not yet seen:
 * seconds, so that a closed service or a withdrawn quote is gone at the next look.
 */
export function makeShelf(keepMs: number) {
  const pages = new Map<string, Kept<Promise<Ready>>>()
  const forms = new Map<string, Kept<Promise<Slotted>>>()
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

function take<T>(shelf: Map<string, Kept<Promise<T>>>, key: string, keepMs: number, make: () => Promise<T>) {
  const now = performance.now()
  const kept = shelf.get(key)
  if (kept && kept.until > now) return kept.value
  const value = make()
  shelf.set(key, { value, until: now + keepMs })
  // What failed is not kept; the next look tries again. An older page is better than none while the database is away.
  value.catch(() => {
    if (kept) shelf.set(key, { value: kept.value, until: now + keepMs })
    else shelf.delete(key)
  })
  return kept ? value.catch(() => kept.value) : value
}
