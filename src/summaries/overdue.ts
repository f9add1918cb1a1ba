import type { Db } from '../db/open.ts'
import { countLateConcerns } from '../safeguarding/concern-list.ts'
import { dutyTimes } from '../safeguarding/duty-times.ts'

/**
 * What is past its time at this moment. Exact numbers of people: show them only through small-numbers.ts.
 * @param duty since when the duty to notify holds
 * @returns readings not finished by their due time, open concerns of which anything is late, and people who wished to be
 *   reached and whom nobody has tried to reach by theirs
 */
export async function overdueNow(
  db: Db,
  now: Date,
  duty: string | undefined,
): Promise<{ readings: number; concerns: number; toReach: number }> {
  const { readings } = await db
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .where('responses.withdrawn_on', 'is', null)
    .where('readings.state', 'in', ['waiting', 'first read'])
    .where('readings.due_at', '<', now)
    .select(({ fn }) => fn.countAll<number>().as('readings'))
    .executeTakeFirstOrThrow()
  const times = await dutyTimes(db)
  const concerns = await countLateConcerns(db, { now, times, duty, when: () => '' })
  const { toReach } = await db
    .selectFrom('contact_wishes')
    .where('state', '=', 'waiting')
    .where('due_at', '<', now)
    .select(({ fn }) => fn.count<number>('response_id').distinct().as('toReach'))
    .executeTakeFirstOrThrow()
  return { readings, concerns, toReach }
}
