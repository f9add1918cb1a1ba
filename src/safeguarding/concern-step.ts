import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { audit } from '../team/audit.ts'
import type { Member } from '../team/member.ts'
import type { Destination } from './concern-kind.ts'

/** Where a concern went, and whether the writer's own page says so; null when nobody chose, and it says nothing. */
export type PassingOn = { destination: Destination; tell: boolean | null }

/** Records that the concern was passed on, and where. @throws {NotFound} */
export async function passOn(db: Db, keys: Keys, ref: string, where: PassingOn, by: Member, now: Date) {
  const { destination, tell } = where
  await step(db, keys, ref, { step: 'passed on', destination, told_when_passed_on: tell }, by, now)
}

/** Records that the place it went to has answered. @throws {NotFound} */
export async function acknowledge(db: Db, keys: Keys, ref: string, by: Member, now: Date) {
  await step(db, keys, ref, { step: 'acknowledged' }, by, now)
}

/** Gives the concern to another owner. @throws {NotFound} */
export async function handOver(db: Db, keys: Keys, ref: string, ownerId: string, by: Member, now: Date) {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    await trx.updateTable('concerns').set({ owner_id: ownerId }).where('id', '=', concern.id).execute()
    await addStep(trx, keys, concern.id, { step: 'handed over' }, by, now)
  })
}

type Steps = Tables['concern_steps']
type Step = Partial<Pick<Steps, 'id' | 'destination' | 'sealed_outcome' | 'told_writer' | 'told_when_passed_on'>> & {
  step: Steps['step']
}

/** Every step is a row of its own; none is ever changed or taken away. */
export async function addStep(trx: Db, keys: Keys, concernId: string, step: Step, by: Member, at: Date): Promise<void> {
  const number = (await stepsOf(trx, concernId)).length + 1
  const nothing = { destination: null, sealed_outcome: null, told_writer: null, told_when_passed_on: null }
  const row = { id: randomUUID(), ...nothing, ...step }
  await trx
    .insertInto('concern_steps')
    .values({ concern_id: concernId, number, at, member_id: by.id, ...row })
    .execute()
  const entry = { memberId: by.id, action: `concern: ${step.step}`, record: 'concern', recordId: concernId }
  await audit(trx, keys, step.destination ? { ...entry, detail: { destination: step.destination } } : entry, at)
}

async function step(db: Db, keys: Keys, ref: string, what: Step, by: Member, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    await addStep(trx, keys, concern.id, what, by, now)
  })
}

/** An open concern, held until the transaction ends so that two people cannot close it past each other. */
export async function lockConcern(trx: Db, ref: string) {
  const concern = await trx.selectFrom('concerns').selectAll().where('ref', '=', ref).forUpdate().executeTakeFirst()
  if (!concern) throw new NotFound('no such concern')
  const last = (await stepsOf(trx, concern.id)).at(-1)
  if (last?.step === 'closed') throw new NotAllowed('the concern is closed')
  return concern
}

/** Everything that was done about a concern, in order. */
export async function stepsOf(db: Db, concernId: string) {
  return db.selectFrom('concern_steps').selectAll().where('concern_id', '=', concernId).orderBy('number').execute()
}
