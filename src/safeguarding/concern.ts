import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import { sealWords } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { currentReaderKey } from '../seal/reader-key.ts'
import { newDataKey } from '../seal/records.ts'
import { allows } from '../team/access.ts'
import { findMember, listMembersWho, type Member } from '../team/member.ts'
import { keepFromConcerns, keptFromConcern } from './concern-conflict.ts'
import type { ConcernKind, Suspicion } from './concern-kind.ts'
import { addStep } from './concern-step.ts'
import { notePlace } from './concern-words.ts'
import { isKeptFrom, withoutKept } from './conflict.ts'
import { whoTakes } from './duty/on-duty.ts'
import { dutyTimes } from './duty-times.ts'
import { makeRef } from './short-name.ts'
import { afterWorkingMinutes } from './working-time.ts'

/** What somebody raises; with `suspected` where it was asked if a child sexual offence is suspected. */
export type WhatIsRaised = { about: ConcernKind; note: string; ownerId: string; suspected?: Suspicion | undefined }

/**
 * Raises a concern from what somebody wrote. It has an owner and a due time from its first moment.
 * @param trx an open transaction
 * @param note what the reader records, sealed like the words themselves
 * An owner who is kept from the words is passed over in silence for whoever is on duty: neither a list of names nor a refusal
 * tells who that is.
 * @throws {NotAllowed} when the owner may not handle concerns, or nobody who may is not kept from the words
 */
export async function raiseConcern(
  trx: Db,
  keys: Keys,
  concern: WhatIsRaised & { responseId: string | null },
  by: Member,
  now: Date,
): Promise<{ id: string; ref: string }> {
  const readerKey = await currentReaderKey(trx, keys)
  if (!readerKey) throw new NotAllowed('there is no reader key')
  let owner = await findMember(trx, concern.ownerId)
  if (!owner || !allows(owner.roles, 'may handle concerns')) throw new NotAllowed('no owner for a concern')
  if (concern.responseId && (await isKeptFrom(trx, owner.id, concern.responseId))) {
    owner = await whoTakes(trx, concern.responseId, 0, now, [owner.id])
    if (!owner) throw new NotAllowed('nobody who may take it')
  }
  const times = await dutyTimes(trx)
  const id = randomUUID()
  const ref = makeRef('C')
  const { dataKey, box } = newDataKey(readerKey, 'concerns', id)
  await trx
    .insertInto('concerns')
    .values({
      id,
      ref,
      response_id: concern.responseId,
      about: concern.about,
      owner_id: owner.id,
      raised_by: by.id,
      raised_at: now,
      due_at: afterWorkingMinutes(now, times.decide, times),
      sealed_note: sealWords(dataKey, notePlace(id), concern.note),
      ...box,
    })
    .execute()
  if (concern.responseId) await keepFromConcerns(trx, concern.responseId)
  const made = { id, ...box }
  await addStep(trx, keys, made, { step: 'raised' }, by, now)
  if (concern.suspected) await addStep(trx, keys, made, { step: 'suspected', choice: concern.suspected }, by, now)
  return { id, ref }
}

/**
 * Who may take a concern: everybody who handles concerns and is not kept from the words it came from.
 * @param ref of the concern, which may keep somebody out when its words were taken back
 */
export async function listWhoMayTake(db: Db, responseId: string | null, ref: string): Promise<Member[]> {
  const concern = await db.selectFrom('concerns').select('id').where('ref', '=', ref).executeTakeFirst()
  const kept = concern ? await keptFromConcern(db, concern.id) : []
  const members = (await listMembersWho(db, 'may handle concerns')).filter(({ id }) => !kept.includes(id))
  return responseId ? withoutKept(db, members, responseId) : members
}
