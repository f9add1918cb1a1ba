import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { listMembersWho } from '../../team/member.ts'

/**
 * Readings that nobody who is left may read: everybody is named in it, close to it, of that team, or has read it first. A
 * count and nothing else, for the duty manager: which they are would say who is named.
 */
export async function countWithoutReader(db: Db): Promise<number> {
  const readers = (await listMembersWho(db, 'may read words')).map(({ id }) => id)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from readings
    join responses on responses.id = readings.response_id
    left join group_sessions on group_sessions.response_id = readings.response_id
    where readings.state in ('waiting', 'first read') and not exists (
      select 1 from members
      where members.id = any(${readers}::uuid[])
        and (readings.state = 'waiting' or members.id is distinct from readings.first_by)
        and not exists (
          select 1 from conflicts
          where conflicts.member_id = members.id and conflicts.ended_on is null and (
            conflicts.response_id = readings.response_id
            or (conflicts.kind = 'team' and conflicts.service in (responses.service, group_sessions.service)))))`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}
