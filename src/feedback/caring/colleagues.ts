import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { keepFrom } from '../../safeguarding/conflict.ts'
import type { Keys } from '../../seal/keys.ts'
import type { Permission } from '../../team/access.ts'
import { listMembersWho, type Member } from '../../team/member.ts'
import { getReadable } from '../reading/readable.ts'
import { passOnConcerns } from './passing.ts'

/** Whoever has one of these sees what people wrote, or a part of it, or a concern about it. */
const seeWords: Permission[] = [
  'may read words',
  'may handle concerns',
  'may code',
  'may see themes',
  'may search words',
]

/** Everybody who sees something of what people wrote, by name: their names are compared with it. */
export async function listWhoSeeWords(db: Db): Promise<Member[]> {
  const members = await listMembersWho(db, ...seeWords)
  return members.sort((a, b) => a.name.localeCompare(b.name))
}

/**
 * A reader sees that words are about a colleague, where comparing names found nothing. From now on that colleague is kept
 * from them, and a concern from them goes to another; no comparison ends it. Safe to repeat.
 * @throws {NotFound}; {NotAllowed} when it is nobody who sees words, or the reader themself
 */
export async function sayItIsAbout(
  db: Db,
  keys: Keys,
  ref: string,
  memberId: string,
  by: Member,
  now: Date,
): Promise<void> {
  await again(db, async (trx) => {
    const { id } = await getReadable(trx, ref)
    const about = (await listWhoSeeWords(trx)).find((one) => one.id === memberId && one.id !== by.id)
    if (!about) throw new NotAllowed('no colleague who sees words')
    const what = { memberId, responseId: id, kind: 'named' as const }
    if (await keepFrom(trx, keys, what, by.id, now)) await passOnConcerns(trx, keys, id, memberId, now)
  })
}
