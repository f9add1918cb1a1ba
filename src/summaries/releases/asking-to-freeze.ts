import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { askFor, findWork } from '../../team/long-work/queue.ts'
import type { Member } from '../../team/member.ts'
import { holdDraft } from './draft.ts'
import type { Answer } from './releasing.ts'

/** The kind of work that freezes a draft; its subject is the draft's id. */
export const FREEZING = 'freeze a release'

/** Said of a draft that was frozen today, and of a period whose draft was put aside today. */
export const onceADay = 'It was counted today. It can be counted again from tomorrow on.'

/**
 * Asks for the work that freezes a draft. Where none is under way, whoever asks is who has it frozen, and does not publish it.
 * @returns the id of the work
 */
export async function askToFreeze(trx: Db, draftId: string, member: Member, now: Date): Promise<string> {
  const work = await findWork(trx, FREEZING, draftId)
  if (work?.state === 'waiting' || work?.state === 'running') return work.id
  await trx
    .updateTable('release_drafts')
    .set({ frozen_by: member.id })
    .where('id', '=', draftId)
    .where('state', '=', 'waiting')
    .execute()
  return askFor(trx, { kind: FREEZING, subject: draftId, memberId: member.id }, now)
}

/**
 * Freezes a draft anew, because what it was made from has changed. At most once a day: looks that follow one another closely
 * differ by one person. Whoever has it frozen does not publish it.
 * @returns the id of the work, also of one that is under way; or why not
 */
export async function freezeAgain(
  db: Db,
  keys: Keys,
  draftId: string,
  member: Member,
  now: Date,
): Promise<Answer<{ workId: string }>> {
  return inTransaction(db, async (trx) => {
    const { state, frozenOn } = await holdDraft(trx, draftId)
    if (state !== 'waiting' && state !== 'ready') {
      return { ok: false, problems: { all: 'It was published, refused or put aside. Prepare another one.' } }
    }
    if (frozenOn === dayOf(now)) return { ok: false, problems: { all: onceADay } }
    if (state === 'ready') {
      await trx
        .updateTable('release_drafts')
        .set({ state: 'waiting', content: null, marks: null, report: null, frozen_on: null, frozen_by: member.id })
        .where('id', '=', draftId)
        .execute()
      const entry = {
        memberId: member.id,
        action: 'release: freezes again',
        record: 'release draft',
        recordId: draftId,
      }
      await audit(trx, keys, entry, now)
    }
    return { ok: true, workId: await askToFreeze(trx, draftId, member, now) }
  })
}
