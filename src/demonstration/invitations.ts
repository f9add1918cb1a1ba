import { randomBytes, randomUUID } from 'node:crypto'
import { laterBy } from '../days.ts'
import type { Db } from '../db/open.ts'
import { type Arrival, openly } from '../feedback/giving/arrival.ts'
import { type Period, periodOf } from '../period.ts'
import type { Piece } from './piece.ts'

/** The team whose workers give cards to everybody they see. */
const TEAM = 'evolve'

/** How somebody came: many of those whom Evolve works with had a card. */
export function cameBy(piece: Piece, roll: () => number): Arrival {
  if (piece.service !== TEAM || piece.set === 'survivor' || roll() > 0.7) return openly
  return { channel: 'invitation', service: TEAM }
}

/**
 * Gives out the invitations that were answered, and those that were only opened, or never, of every two months that have none
 * yet.
 * @param until only what was answered before this day, 'YYYY-MM-DD'
 */
export async function giveOutInvitations(db: Db, roll: () => number, until = '9999-12-31'): Promise<void> {
  const came = await db
    .selectFrom('responses')
    .select(({ fn }) => ['received_on', 'service', fn.countAll<number>().as('people')])
    .where('channel', '=', 'invitation')
    .where('received_on', '<', until)
    .groupBy(['received_on', 'service'])
    .execute()
  const answered = new Map<string, { period: Period; service: string; people: number }>()
  for (const { received_on, service, people } of came) {
    const period = periodOf(received_on)
    const before = answered.get(`${period.key} ${service}`)?.people ?? 0
    answered.set(`${period.key} ${service}`, { period, service: service ?? TEAM, people: before + people })
  }
  const given = await db.selectFrom('invitations').select('period').distinct().execute()
  const open = [...answered.values()].filter(({ period }) => given.every((one) => one.period !== period.key))
  const rows = open.flatMap(({ period, service, people }) => {
    const opened = people + Math.round(people * 0.3 * roll())
    const offered = opened + Math.round(5 + people * 0.8 * roll())
    return Array.from({ length: offered }, (_, n) => ({
      id: randomUUID(),
      // Of no code: nobody has one of these cards.
      code_mac: randomBytes(32),
      ...{ service, period: period.key, sealed: false, opened: n < opened, answered: n < people },
      ...{ made_on: period.from, expires_on: fourWeeksAfter(period.until) },
    }))
  })
  if (rows.length > 0) await db.insertInto('invitations').values(rows).execute()
}

function fourWeeksAfter(day: string): string {
  return laterBy(day, 27)
}
