import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { whoTakes } from '../../safeguarding/duty/on-duty.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import type { ReasonToOpen } from '../reading/opening.ts'
import { openedOn, openedToday } from './load.ts'
import { giveAllBack } from './pausing.ts'

/** Whether a member who has read enough for a day may take one more: `urgent` may be, after they say so. */
export type Room = 'room' | 'urgent' | 'full'

/**
 * How much room there is for one more text. What was opened today already is no more load; what says "unsafe now", is late
 * or has a concern must be read, whoever is there.
 * @param cap texts a day
 */
export async function roomFor(
  db: Db,
  what: { responseId: string; reason: ReasonToOpen },
  memberId: string,
  cap: number,
  now: Date,
): Promise<Room> {
  if ((await openedOn(db, memberId, dayOf(now))) < cap) return 'room'
  if (await openedToday(db, memberId, what.responseId, now)) return 'room'
  if (what.reason === 'concern') return 'urgent'
  const urgent = await db
    .selectFrom('readings')
    .select('response_id')
    .where('response_id', '=', what.responseId)
    .where((eb) =>
      eb.or([
        eb('reason', '=', 'unsafe now'),
        eb('due_at', '<', now),
        eb('response_id', 'in', eb.selectFrom('concerns').select('response_id').where('response_id', 'is not', null)),
      ]),
    )
    .executeTakeFirst()
  return urgent ? 'urgent' : 'full'
}

/**
 * Somebody has read enough for today: what waits with them goes to others who have room, by the rota, so that nothing
 * becomes late because of a number. Where nobody has room it waits for whoever is on duty.
 * @param responseId what they were about to open, which goes on too
 * @returns who has that now
 */
export async function passOnFull(
  db: Db,
  keys: Keys,
  responseId: string,
  by: Member,
  cap: number,
  now: Date,
): Promise<Member | undefined> {
  return again(db, async (trx) => {
    const reading = await trx
      .selectFrom('readings')
      .select(['with_member', 'first_by'])
      .where('response_id', '=', responseId)
      .where('state', 'in', ['waiting', 'first read'])
      .forUpdate()
      .executeTakeFirst()
    await giveAllBack(trx, by.id)
    if (!reading || (reading.with_member !== null && reading.with_member !== by.id)) return undefined
    const full = await listFull(trx, cap, now)
    const next = await whoTakes(trx, responseId, 0, now, [by.id, reading.first_by, ...full])
    if (!next) return undefined
    await trx
      .updateTable('readings')
      .set({ with_member: next.id, claimed_until: null })
      .where('response_id', '=', responseId)
      .execute()
    const entry = { memberId: by.id, action: 'read enough for a day', record: 'response', recordId: responseId }
    await audit(trx, keys, { ...entry, detail: { to: next.id } }, now)
    return next
  })
}

/** Readers who have read enough for today. */
async function listFull(db: Db, cap: number, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('reading_loads')
    .select('member_id')
    .where('day', '=', dayOf(now))
    .where('opened', '>=', cap)
    .execute()
  return rows.map(({ member_id }) => member_id)
}

/** How much a member has read today, in the words of their own page. */
export async function ownLoad(db: Db, memberId: string, cap: number, now: Date) {
  const opened = await openedOn(db, memberId, dayOf(now))
  return { opened, cap, full: opened >= cap }
}
