import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { listMembersWho, type Member } from '../../team/member.ts'

/**
 * Says who keeps an entry true.
 * @param ownerId undefined for nobody
 * @returns false when that member may not edit the directory, or has left
 * @throws {NotAllowed} when the member may not edit the directory
 * @throws {NotFound} when there is no such entry
 */
export async function setOwner(
  db: Db,
  keys: Keys,
  optionId: string,
  ownerId: string | undefined,
  member: Member,
  at: Date,
): Promise<boolean> {
  if (!allows(member.roles, 'may edit the directory')) throw new NotAllowed('may not edit the directory')
  return inTransaction(db, async (trx) => {
    const editors = await listMembersWho(trx, 'may edit the directory')
    if (ownerId && !editors.some(({ id }) => id === ownerId)) return false
    const set = { owner_id: ownerId ?? null }
    const { numUpdatedRows } = await trx
      .updateTable('support_options')
      .set(set)
      .where('id', '=', optionId)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new NotFound('no such entry')
    const entry = { memberId: member.id, action: 'directory owner: set', record: 'support option', recordId: optionId }
    await audit(trx, keys, { ...entry, detail: { owner: ownerId ?? null } }, at)
    return true
  })
}
