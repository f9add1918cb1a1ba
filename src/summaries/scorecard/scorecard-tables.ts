import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { ExactTable } from '../releases/release.ts'
import { waitedFor } from './outcomes.ts'

const people = [{ key: 'people', name: 'People' }]
const apart = { rowsAre: 'parts' as const, columnsAre: 'nested' as const, columns: people }

/**
 * The counts of people behind the scorecard, so that they go through `protect` with all others: whose answer was due, and
 * whose words were to be read.
 * @returns exact counts. Keys `owed` and `readings`
 */
export async function scorecardTables(trx: Db, days: { from: string; until: string }): Promise<ExactTable[]> {
  const waited = await waitedFor(trx, days)
  const answered = waited.filter((one) => one.days !== null).length
  const read = await trx
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .where('responses.withdrawn_on', 'is', null)
    .where('readings.on_time', 'is not', null)
    .where('readings.first_on', '>=', days.from)
    .where('readings.first_on', '<', days.until)
    .select([
      sql<number>`count(*)::int`.as('all'),
      sql<number>`count(*) filter (where readings.on_time)::int`.as('inTime'),
    ])
    .executeTakeFirstOrThrow()
  return [
    {
      ...{ key: 'owed', name: 'Whose answer was due, and whether their page tells an outcome', of: 'owed an answer' },
      base: waited.length,
      rows: [
        { key: 'answered', name: 'With an outcome on their page', counts: [answered] },
        { key: 'waits', name: 'Still waiting', counts: [waited.length - answered] },
      ],
      ...apart,
    },
    {
      ...{ key: 'readings', name: 'Whose words were read by their time', of: 'read' },
      base: read.all,
      rows: [
        { key: 'in-time', name: 'In time', counts: [read.inTime] },
        { key: 'late', name: 'Late', counts: [read.all - read.inTime] },
      ],
      ...apart,
    },
  ]
}
