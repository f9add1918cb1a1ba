import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import { concernsKeptFrom, keptFromConcern, ownersOf } from '../concern-conflict.ts'
import { queueAlert } from './alert.ts'
import { roundOfOwner } from './finding-alerts.ts'
import { type Duty, whoTakes } from './on-duty.ts'

/** So many in one transaction, as with what is late. */
const AT_ONCE = 25

/**
 * An open concern whose owner has left, is away or must not know of it goes to somebody of its level who is there: first
 * to somebody who has not had it.
 */
export async function findNewOwners(db: Db, keys: Keys, { duty, now }: { duty: Duty; now: Date }): Promise<void> {
  const there = duty.there.map(({ id }) => id)
  if (there.length === 0) return
  const here = { ...duty, all: [] }
  await db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('concerns')
      .select(['id', 'response_id', 'owner_id', 'level'])
      .where((eb) =>
        eb.or([
          eb('owner_id', 'not in', there),
          ...there.map((id) => eb.and([eb('owner_id', '=', id), eb('id', 'in', concernsKeptFrom(trx, id))])),
        ]),
      )
      .where('id', 'not in', trx.selectFrom('concern_steps').select('concern_id').where('step', '=', 'closed'))
      .orderBy('due_at')
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const { id, response_id, owner_id, level } of rows) {
      const kept = [...(await keptFromConcern(trx, id)), owner_id]
      const former = await ownersOf(trx, id)
      const taker =
        (await whoTakes(trx, response_id, level, now, [...kept, ...former], here)) ??
        (await whoTakes(trx, response_id, level, now, kept, here))
      if (!taker) continue
      await trx.updateTable('concerns').set({ owner_id: taker.id }).where('id', '=', id).execute()
      const entry = { memberId: null, action: 'found new hands by the clock', record: 'concern', recordId: id }
      await audit(trx, keys, { ...entry, detail: { level, to: taker.id } }, now)
      const tone = level > 0 ? ('late' as const) : ('waits' as const)
      await queueAlert(
        trx,
        keys,
        { record: 'concern', id, round: await roundOfOwner(trx, id), to: [taker.id], tone },
        now,
      )
    }
  })
}
