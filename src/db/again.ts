import type { Db } from './open.ts'

/** Lost against another transaction, which went through: a deadlock, or one that could not be put in order. */
const lostAgainstAnother = new Set(['40P01', '40001'])
/** Two that lost once seldom meet again; more than this is a fault in the order of locks, and is seen as one. */
const MOST = 4

/**
 * Does something in one transaction, and does all of it again when that lost against another: nothing of it was kept, so
 * what somebody decided is not lost because two came at once.
 * @param work may be called more than once: it changes nothing outside the transaction. Where one is open already it is a
 *   part of that, and only the outermost begins again
 */
export async function again<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (tries >= MOST || !lostAgainstAnother.has(String((error as { code?: unknown }).code))) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * tries * Math.random()))
    }
  }
}
