import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { allows } from '../team/access.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import { type Decided, firstOfEach } from './decision.ts'
import { getDecision } from './decision-list.ts'
import { countBehind } from './linking.ts'
import { madeFields, type WhatWasMade, writeMade } from './making.ts'
import { panelProblem } from './panel/asking.ts'
import { easySentence, publicSentence } from './sentences.ts'

/** What was really done. The sentences are what everyone reads from now on; without them the decision's own stay. */
export type NewPracticeChange = WhatWasMade & {
  decisionId: string
  publicSentence?: string | undefined
  easySentence?: string | undefined
  /** 'yes' to go on without the survivors' panel. Left out, as the demonstration does, nobody asks for the panel. */
  withoutPanel?: string | undefined
}

/**
 * Records that a decision was carried out. It is the organisation's claim; what people say afterwards is separate.
 * @returns the practice change's id, or a problem for each field
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may not decide
 */
export async function recordPracticeChange(
  db: Db,
  keys: Keys,
  wanted: NewPracticeChange,
  member: Member,
  now: Date,
): Promise<Decided> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, wanted.decisionId)
    if (decision.changeRecorded) return refuse('This change is recorded already.')
    if (decision.settledBy) return refuse('A later decision has put an end to this one.')
    if (decision.outcome === 'not possible')
      return refuse('It was decided that this is not possible. Record a new decision.')
    const behind = await countBehind(trx, decision.id)
    const parsed = z.object({ ...madeFields(dayOf(now), behind), publicSentence, easySentence }).safeParse({
      publicSentence: decision.publicSentence,
      easySentence: decision.easySentence,
      ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
    })
    const panel = await panelStands(trx, wanted, dayOf(now))
    if (!parsed.success) return { ok: false, problems: { ...firstOfEach(parsed.error), ...panel } }
    if (panel) return { ok: false, problems: panel }
    return { ok: true, id: await writeMade(trx, keys, decision.id, parsed.data, member, now) }
  })
}

/** Said beside every other gap, so that whoever sends the form learns of all of them at once. */
async function panelStands(trx: Db, { decisionId, withoutPanel }: NewPracticeChange, today: string) {
  if (withoutPanel === undefined) return undefined
  const problem = await panelProblem(trx, decisionId, withoutPanel === 'yes', today)
  return problem === undefined ? undefined : { withoutPanel: problem }
}

function refuse(sentence: string): Decided {
  return { ok: false, problems: { whatWasDone: sentence } }
}
