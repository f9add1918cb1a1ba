import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { FEWEST } from '../../small-numbers.ts'
import { countWithdrawn } from './given.ts'
import { everyRelease } from './reading.ts'

const stays = 'The figures stay as they were counted. Nothing of theirs is quoted any more.'

/**
 * The sentences that may be added to a release when people took back what they said after it was frozen. There are two, and no
 * figure in them: each sentence is added once, so that how many there are tells no more than how many people it may be.
 */
export const takenBack = {
  some: `Fewer than ten people have taken back what they said since this was frozen. ${stays}`,
  many: `Ten people or more have taken back what they said since this was frozen. ${stays}`,
}

/**
 * Adds a dated sentence to every release that stands and counts somebody who has taken their words back since (scenario BO-3).
 * What was taken back this month waits for the next: a sentence on the same day could tell who it was. A figure never changes;
 * a release is corrected only as a whole (`prepareRelease` with `replaces`).
 * @returns how many sentences were added; twice is harmless
 */
export async function noteTakenBack(db: Db, now: Date): Promise<number> {
  const today = dayOf(now)
  const month = `${today.slice(0, 7)}-01`
  return db.transaction().execute(async (trx) => {
    const all = await everyRelease(trx)
    const replaced = new Set(all.map(({ replaces }) => replaces))
    let added = 0
    for (const release of all.filter(({ number }) => !replaced.has(number))) {
      const at = await trx
        .selectFrom('release_drafts')
        .select(sql<number>`(report ->> 'withdrawn')::int`.as('freezing'))
        .where('number', '=', release.number)
        .executeTakeFirst()
      const people = (await countWithdrawn(trx, release, month)) - (at?.freezing ?? 0)
      if (people <= 0) continue
      const sentence = people < FEWEST ? takenBack.some : takenBack.many
      const row = { id: randomUUID(), number: release.number, on_day: today, sentence }
      const there = trx.selectFrom('released.corrections').select('id').where('number', '=', release.number)
      if (await there.where('sentence', '=', sentence).executeTakeFirst()) continue
      await trx.insertInto('released.corrections').values(row).execute()
      added += 1
    }
    return added
  })
}
