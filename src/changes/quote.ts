import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { FEWEST } from '../small-numbers.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import type { Problems } from './decision.ts'
import { type Decision, getDecision } from './decision-list.ts'
import { findPassages, LONGEST_QUOTE, mayBeQuoted } from './passage.ts'
import { peopleOnThemes } from './people.ts'

/** `language` is a tag, for text that is not English. */
export type Quote = { words: string; language: string | undefined }
export type QuoteAnswer = { ok: true } | { ok: false; problems: Problems }

/**
 * Proposes a passage to stand beside a decision. It is shown to nobody outside until another person agrees. Choosing
 * again takes the place of the earlier choice.
 * @returns a problem under `quote` when the words may not be quoted, or too few people spoke about the theme
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may not decide
 */
export async function chooseQuote(
  db: Db,
  keys: Keys,
  { decisionId, segmentId }: { decisionId: string; segmentId: string },
  member: Member,
  now: Date,
): Promise<QuoteAnswer> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not choose quotes')
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, decisionId)
    const problem = await whyNot(trx, decision, segmentId, now)
    if (problem) return { ok: false, problems: { quote: problem } }
    const chosen = { segment_id: segmentId, chosen_by: member.id, agreed_by: null, agreed_on: null }
    await trx
      .insertInto('quotes')
      .values({ decision_id: decisionId, ...chosen })
      .onConflict((oc) => oc.column('decision_id').doUpdateSet(chosen))
      .execute()
    await audit(trx, keys, entry('chosen', decisionId, member), now)
    return { ok: true }
  })
}

/**
 * The second person's yes. The rules are looked at again: the writer may have changed their mind since.
 * @throws {NotFound} when nothing was chosen
 * @throws {NotAllowed} for whoever chose it, and for who may not agree quotes
 */
export async function agreeQuote(
  db: Db,
  keys: Keys,
  { decisionId, segmentId }: { decisionId: string; segmentId: string },
  member: Member,
  now: Date,
): Promise<QuoteAnswer> {
  if (!allows(member.roles, 'may agree quotes')) throw new NotAllowed('may not agree quotes')
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, decisionId)
    if (!decision.quoteSegmentId) throw new NotFound('no quote was chosen')
    if (decision.quoteChosenBy === member.id) throw new NotAllowed('a quote needs two people')
    if (decision.quoteSegmentId !== segmentId) {
      return { ok: false, problems: { quote: 'Another passage has been chosen since. Read it first, please.' } }
    }
    const problem = await whyNot(trx, decision, segmentId, now)
    if (problem) return { ok: false, problems: { quote: problem } }
    await trx
      .updateTable('quotes')
      .set({ agreed_by: member.id, agreed_on: dayOf(now) })
      .where('decision_id', '=', decisionId)
      .execute()
    await audit(trx, keys, entry('agreed', decisionId, member), now)
    return { ok: true }
  })
}

/**
 * Takes a quote away, agreed or not. One person is enough. Twice is harmless.
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may neither decide nor agree quotes
 */
export async function removeQuote(db: Db, keys: Keys, decisionId: string, member: Member, now: Date): Promise<void> {
  if (!['may decide', 'may agree quotes'].some((one) => allows(member.roles, one)))
    throw new NotAllowed('may not remove')
  await inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, decisionId)
    if (!decision.quoteSegmentId) return
    await trx.deleteFrom('quotes').where('decision_id', '=', decisionId).execute()
    await audit(trx, keys, entry('removed', decisionId, member), now)
  })
}

async function whyNot(trx: Db, decision: Decision, segmentId: string, now: Date): Promise<string | undefined> {
  const [passage] = await findPassages(trx, decision.themeKey, isId(segmentId) ? [segmentId] : [])
  if (!passage) return 'This passage is no longer here, or is not on this theme.'
  if (passage.permission !== 'report') return 'This person did not say yes to being quoted.'
  if (!mayBeQuoted(passage)) return `Choose a short passage: at most ${LONGEST_QUOTE} characters.`
  const people = await peopleOnThemes(trx, now)
  if ((people.get(decision.themeKey) ?? 0) < FEWEST) {
    return `Fewer than ${FEWEST} people have spoken about this, counted to the end of last month. A quote could show who it was.`
  }
  return undefined
}

function entry(what: string, decisionId: string, member: Member) {
  return { memberId: member.id, action: `quote: ${what}`, record: 'decision', recordId: decisionId }
}
