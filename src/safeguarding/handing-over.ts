import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import type { Member } from '../team/member.ts'
import { isKeptFromConcern } from './concern-conflict.ts'
import { addStep, type Concern, type Done, withConcern } from './concern-step.ts'
import { queueAlert } from './duty/alert.ts'
import { roundOfOwner } from './duty/finding-alerts.ts'
import { dutyAt } from './duty/on-duty.ts'
import { positions } from './duty/rota.ts'

/**
 * Gives the concern to another owner. How far it was passed up stays, and then only whoever has it hands it on, to nobody
 * lower: what was passed up is not pulled down again. The new owner is told, and the former one where another did it.
 * @throws {NotFound}; {NotAllowed} when the new owner is kept from it
 */
export async function handOver(db: Db, keys: Keys, ref: string, ownerId: string, by: Member, now: Date): Promise<Done> {
  return withConcern(db, ref, by, async (trx, concern) => {
    if (await isKeptFromConcern(trx, ownerId, concern)) throw new NotAllowed('this member is kept from it')
    const problem = concern.level > 0 ? await problemWith(trx, concern, ownerId, by, now) : undefined
    if (problem) return { ok: false, problem }
    const former = concern.owner_id
    await trx.updateTable('concerns').set({ owner_id: ownerId }).where('id', '=', concern.id).execute()
    await addStep(trx, keys, concern, { step: 'handed over' }, by, now)
    const told = (await isKeptFromConcern(trx, former, concern)) ? [ownerId] : [ownerId, former]
    const to = told.filter((id) => id !== by.id)
    const alert = { record: 'concern' as const, id: concern.id, round: await roundOfOwner(trx, concern.id) }
    if (to.length > 0) await queueAlert(trx, keys, { ...alert, to, tone: 'waits' }, now)
    return { ok: true }
  })
}

/** Why a concern that was passed up cannot go there. Whoever has it but is away or kept from it is not waited for. */
async function problemWith(
  trx: Db,
  concern: Concern,
  ownerId: string,
  by: Member,
  now: Date,
): Promise<string | undefined> {
  const duty = await dutyAt(trx, now)
  const owner = concern.owner_id
  const has = duty.there.some(({ id }) => id === owner) && !(await isKeptFromConcern(trx, owner, concern))
  if (has && by.id !== owner) return 'It was passed up. Only whoever has it hands it on.'
  if (ownerId === owner) return 'It is with them already.'
  const may = positions.slice(concern.level).flatMap((position) => duty[position])
  if (!may.some(({ id }) => id === ownerId)) return 'It was passed up. It goes to nobody who is lower.'
  return undefined
}
