import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import { type Decided, firstOfEach } from './decision.ts'
import { getDecision } from './decision-list.ts'
import { hearWays } from './heard.ts'
import { easySentence, publicSentence, realDay, shouldHear } from './sentences.ts'

/** What was really done. The sentences are what everyone reads from now on; without them the decision's own stay. */
export type NewPracticeChange = {
  decisionId: string
  whatWasDone: string
  madeOn: string
  publicSentence?: string | undefined
  easySentence?: string | undefined
  /** What people should say differently from now on, which way that is counted, and by which day it should be heard. */
  shouldHear: string
  hearWay: string
  heardBy: string
}

const Wanted = z.object({
  whatWasDone: z.string().trim().min(1, 'Say what was done.').max(1000, 'Make it shorter: at most 1000 characters.'),
  madeOn: realDay('Write the day like this: 2026-12-31.'),
  publicSentence,
  easySentence,
  shouldHear,
  hearWay: z.enum(hearWays, 'Choose how it would be heard.'),
  heardBy: realDay('Write the day like this: 2026-12-31.'),
})

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
    const parsed = Wanted.safeParse({
      publicSentence: decision.publicSentence,
      easySentence: decision.easySentence,
      ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
    })
    if (!parsed.success) return { ok: false, problems: firstOfEach(parsed.error) }
    if (parsed.data.madeOn > dayOf(now)) return { ok: false, problems: { madeOn: 'This day is still to come.' } }
    if (parsed.data.heardBy <= parsed.data.madeOn)
      return { ok: false, problems: { heardBy: 'Choose a day after it was made: people need time to notice.' } }
    const id = randomUUID()
    await trx
      .insertInto('practice_changes')
      .values({
        id,
        decision_id: decision.id,
        what_was_done: parsed.data.whatWasDone,
        public_sentence: parsed.data.publicSentence,
        easy_sentence: parsed.data.easySentence,
        made_on: parsed.data.madeOn,
        should_hear: parsed.data.shouldHear,
        hear_way: parsed.data.hearWay,
        heard_by: parsed.data.heardBy,
        recorded_by: member.id,
        recorded_on: dayOf(now),
      })
      .execute()
    const entry = {
      memberId: member.id,
      action: 'practice change: recorded',
      record: 'decision',
      recordId: decision.id,
    }
    await audit(trx, keys, entry, now)
    return { ok: true, id }
  })
}

function refuse(sentence: string): Decided {
  return { ok: false, problems: { whatWasDone: sentence } }
}
