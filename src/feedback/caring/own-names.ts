import { randomUUID } from 'node:crypto'
import { again } from '../../db/again.ts'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { openWords, type Place, sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey, openDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'

/** `named`: another name of the member's own. `person`: somebody close to them. */
export type OwnNameKind = 'named' | 'person'

const namePlace = (row: string): Place => ({ column: 'conflicts.sealed_name', row })

/** So many names of each kind: enough for a large family, and few enough to be compared. */
const MOST = 40

/** The names that members entered, opened. To one member only their own are ever shown. */
export async function openNames(
  db: Db,
  keys: Keys,
  memberIds: string[],
): Promise<{ id: string; memberId: string; kind: OwnNameKind; name: string }[]> {
  if (memberIds.length === 0) return []
  const rows = await db
    .selectFrom('conflicts')
    .select(['id', 'member_id', 'kind', 'sealed_name', 'dek_box', 'reader_key_id'])
    .where('member_id', 'in', memberIds)
    .where('sealed_name', 'is not', null)
    .where('ended_on', 'is', null)
    .execute()
  const names = []
  for (const { id, member_id, kind, sealed_name, ...box } of rows) {
    const dataKey = await openDataKey(db, keys, 'conflicts', id, box)
    const name = openWords(dataKey, namePlace(id), sealed_name ?? Buffer.alloc(0))
    names.push({ id, memberId: member_id, kind: kind as OwnNameKind, name })
  }
  return names.toSorted((a, b) => a.name.localeCompare(b.name))
}

/**
 * Keeps a name that a member enters about themselves or somebody close, sealed for the readers' desk: it is compared with
 * what people write, and shown to nobody else.
 * @returns false when there are too many, or the name has fewer than two letters
 */
export async function enterName(
  db: Db,
  keys: Keys,
  memberId: string,
  what: { kind: OwnNameKind; name: string },
  now: Date,
): Promise<boolean> {
  const name = what.name.trim().slice(0, 100)
  if ((name.match(/\p{L}/gu) ?? []).length < 2) return false
  return again(db, async (trx) => {
    const known = (await openNames(trx, keys, [memberId])).filter(({ kind }) => kind === what.kind)
    if (known.some((one) => one.name === name)) return true
    if (known.length >= MOST) return false
    const readerKey = await currentReaderKey(trx, keys)
    if (!readerKey) throw new NotAllowed('there is no reader key')
    const id = randomUUID()
    const { dataKey, box } = newDataKey(readerKey, 'conflicts', id)
    const row = { id, member_id: memberId, kind: what.kind, response_id: null, service: null, ...box }
    await trx
      .insertInto('conflicts')
      .values({
        ...row,
        sealed_name: sealWords(dataKey, namePlace(id), name),
        made_by: memberId,
        made_on: dayOf(now),
      })
      .execute()
    const entry = { memberId, action: 'entered a name', record: 'member', recordId: memberId }
    await audit(trx, keys, { ...entry, detail: { kind: what.kind } }, now)
    return true
  })
}

/** Ends a name of one's own; the name itself is erased. Safe to repeat. */
export async function endName(db: Db, keys: Keys, memberId: string, id: string, now: Date): Promise<void> {
  if (!isId(id)) return
  await again(db, async (trx) => {
    const ended = await trx
      .updateTable('conflicts')
      .set({ ended_on: dayOf(now), sealed_name: null, dek_box: null, reader_key_id: null })
      .where('id', '=', id)
      .where('member_id', '=', memberId)
      .where('sealed_name', 'is not', null)
      .where('ended_on', 'is', null)
      .returning('kind')
      .executeTakeFirst()
    if (!ended) return
    const entry = { memberId, action: 'ended a name', record: 'member', recordId: memberId }
    await audit(trx, keys, { ...entry, detail: { kind: ended.kind } }, now)
  })
}
