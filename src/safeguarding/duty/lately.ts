import type { Db } from '../../db/open.ts'

/** A message to a member, or to the webhook: never what it was about. */
export type LatelyTold = { to: string | null; at: Date | null; state: string; problem: string | null }

const MOST = 20

/** The newest messages, those that are still to go out first. `nowhere` of the webhook is left out: it is not set. */
export async function toldLately(db: Db): Promise<LatelyTold[]> {
  return db
    .selectFrom('alerts')
    .leftJoin('members', 'members.id', 'alerts.member_id')
    .select((eb) => [
      'members.name as to',
      'alerts.state',
      eb.fn.max('alerts.problem').as('problem'),
      eb.fn.max(eb.fn.coalesce('done_at', 'next_try')).as('at'),
    ])
    .where((eb) => eb.or([eb('member_id', 'is not', null), eb('state', '<>', 'nowhere')]))
    .groupBy((eb) => ['members.name', 'alerts.state', eb.fn.coalesce('message_id', 'alerts.id')])
    .orderBy('at', 'desc')
    .limit(MOST)
    .execute()
}

/** Whether anybody has a turn that is not over. */
export async function hasRota(db: Db, today: string): Promise<boolean> {
  const row = await db
    .selectFrom('rota_turns')
    .select('id')
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', today)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
