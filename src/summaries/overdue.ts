import type { Db } from '../db/open.ts'

/**
 * What is past its time at this moment. Exact numbers of people: show them only through small-numbers.ts.
 * @returns readings not finished by their due time, concerns that nobody has passed on by theirs, and people who wished to
 *   be reached and whom nobody has tried to reach by theirs
 */
export async function overdueNow(db: Db, now: Date): Promise<{ readings: number; concerns: number; toReach: number }> {
  const { readings } = await db
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .where('responses.withdrawn_on', 'is', null)
    .where('readings.state', 'in', ['waiting', 'first read'])
    .where('readings.due_at', '<', now)
    .select(({ fn }) => fn.countAll<number>().as('readings'))
    .executeTakeFirstOrThrow()
  const { concerns } = await db
    .selectFrom('concerns')
    .where('concerns.due_at', '<', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('concern_steps')
            .select('concern_steps.id')
            .whereRef('concern_steps.concern_id', '=', 'concerns.id')
            .where('concern_steps.step', '=', 'passed on'),
        ),
      ),
    )
    .select(({ fn }) => fn.countAll<number>().as('concerns'))
    .executeTakeFirstOrThrow()
  const { toReach } = await db
    .selectFrom('contact_wishes')
    .where('state', '=', 'waiting')
    .where('due_at', '<', now)
    .select(({ fn }) => fn.count<number>('response_id').distinct().as('toReach'))
    .executeTakeFirstOrThrow()
  return { readings, concerns, toReach }
}
