import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Period } from '../../period.ts'
import { type Shown, shown, shownPart } from '../../small-numbers.ts'
import { serviceNames } from '../service-names.ts'

/** How many invitations of a team were given out, opened and answered, as it may be shown. */
export type Offered = { team: string; offered: Shown; opened: Shown; answered: Shown }

/**
 * What became of a period's invitations, by team. There is nothing finer: no invitation knows its worker or its child.
 * Each number is a part of the one before it, so that neither nobody nor everybody can be read from it.
 * @param settled false while the period runs: then only how many were made, since a number that moves on the day somebody
 *   answers could tell who it was
 */
export async function countInvitations(db: Db, { key }: Period, settled: boolean): Promise<Offered[]> {
  const rows = await db
    .selectFrom('invitations')
    .where('period', '=', key)
    .groupBy('service')
    .select(({ fn }) => [
      'service',
      fn.countAll<number>().as('offered'),
      sql<number>`count(*) filter (where opened)`.as('opened'),
      sql<number>`count(*) filter (where answered)`.as('answered'),
    ])
    .execute()
  const known = new Map(rows.map((row) => [row.service, row]))
  return serviceNames.flatMap((service) => {
    const row = known.get(service.key)
    if (!row) return []
    const { offered, opened, answered } = row
    const later = (part: number, whole: number) => shownPart(settled ? part : 0, whole)
    return [
      {
        team: service.name,
        offered: shown(offered),
        opened: later(opened, offered),
        answered: later(answered, opened),
      },
    ]
  })
}

/** Periods in which invitations were made, newest first, as keys. */
export async function listInvitedPeriods(db: Db, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('invitations')
    .select('period')
    .distinct()
    .orderBy('period', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ period }) => period)
}
