import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'

type Step = Pick<Tables['theme_wait_steps'], 'step' | 'level' | 'due_on'> & { why?: string }

/**
 * Writes down a step of a theme that waits, in the transaction of the change.
 * @param member null when the clock did it
 */
export async function addStep(trx: Db, keys: Keys, waitId: string, step: Step, member: Member | null, now: Date) {
  const { count } = await trx
    .selectFrom('theme_wait_steps')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('wait_id', '=', waitId)
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('theme_wait_steps')
    .values({
      ...{ id: randomUUID(), wait_id: waitId, number: Number(count) + 1, why: '', ...step },
      ...{ member_id: member?.id ?? null, on_day: dayOf(now) },
    })
    .execute()
  const action = `undecided theme: ${step.step}`
  await audit(trx, keys, { memberId: member?.id ?? null, action, record: 'theme wait', recordId: waitId }, now)
}
