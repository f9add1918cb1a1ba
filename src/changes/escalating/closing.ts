import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import type { Member } from '../../team/member.ts'
import { addStep } from './steps.ts'

/**
 * A decision on a theme ends its waiting, whatever was decided. Called in the transaction of the decision.
 * @param themeId the theme that the decision is on
 */
export async function endWait(trx: Db, keys: Keys, themeId: string, decisionId: string, member: Member, now: Date) {
  const wait = await trx
    .updateTable('theme_waits')
    .set({ decision_id: decisionId })
    .where('theme_id', '=', themeId)
    .where('decision_id', 'is', null)
    .returning(['id', 'level', 'due_on'])
    .executeTakeFirst()
  if (wait) await addStep(trx, keys, wait.id, { step: 'decided', level: wait.level, due_on: wait.due_on }, member, now)
}
