import { z } from 'zod'
import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { FEWEST_INSIDE } from '../small-numbers.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import { peopleByTheme } from '../themes/counting.ts'
import type { Problems } from './decision.ts'
import { getDecision } from './decision-list.ts'
import { findPassages, MOST_BEHIND } from './passage.ts'

/** Passages to put behind a decision. `why` is needed where they are under another theme than the decision is. */
export type NewLinks = { decisionId: string; themeKey: string; passages: string[]; why: string }
export type Linked = { ok: true } | { ok: false; problems: Problems }

const Why = z.string().trim().max(400, 'Make it shorter: at most 400 characters.')

/**
 * Puts more passages behind a decision. A passage may stand behind many decisions, and nothing about it changes. Twice is
 * harmless.
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may not decide
 */
export async function linkPassages(db: Db, keys: Keys, wanted: NewLinks, member: Member, now: Date): Promise<Linked> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, wanted.decisionId)
    const asked = [...new Set(wanted.passages)]
    const found = await findPassages(trx, wanted.themeKey, asked.filter(isId), member.id)
    const why = Why.safeParse(wanted.why)
    const elsewhere = wanted.themeKey !== decision.themeKey
    const problems: Problems = {
      ...(asked.length === 0 ? { passages: 'Tick at least one passage.' } : {}),
      ...(found.length === asked.length
        ? {}
        : { passages: 'One of the passages is no longer here. Look again, please.' }),
      ...(why.success ? {} : { why: why.error.issues[0]?.message ?? '' }),
      ...(elsewhere && !wanted.why.trim()
        ? { why: 'Say why words about another theme stand behind this decision.' }
        : {}),
    }
    if (elsewhere && !(await mayBeShown(trx, wanted.themeKey)))
      problems.passages = 'Fewer than five people have spoken about this theme: their words are not shown here.'
    if ((await countBehind(trx, decision.id)) + asked.length > MOST_BEHIND)
      problems.passages = `At most ${MOST_BEHIND} passages stand behind one decision. Take some away first.`
    if (!why.success || Object.keys(problems).length > 0) return { ok: false, problems }
    const rows = asked.map((segment_id) => ({
      ...{ decision_id: decision.id, segment_id, linked_by: member.id, linked_on: dayOf(now) },
      why: elsewhere ? why.data : '',
    }))
    const added = await trx
      .insertInto('decision_passages')
      .values(rows)
      .onConflict((oc) => oc.columns(['decision_id', 'segment_id']).doNothing())
      .returning('segment_id')
      .execute()
    for (const { segment_id } of added) await write(trx, keys, 'linked', decision.id, segment_id, member, now)
    return { ok: true }
  })
}

/**
 * Takes a passage away from behind a decision. The passage, and other decisions it stands behind, stay as they are. A quote
 * that was chosen from it stays too: it is taken away by itself. Twice is harmless.
 * @throws {NotFound} when there is no such decision
 * @throws {NotAllowed} when the member may not decide
 */
export async function unlinkPassage(
  db: Db,
  keys: Keys,
  { decisionId, segmentId }: { decisionId: string; segmentId: string },
  member: Member,
  now: Date,
): Promise<void> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  if (!isId(segmentId)) throw new NotFound('no such passage')
  await inTransaction(db, async (trx) => {
    const { id } = await getDecision(trx, decisionId)
    const gone = await trx
      .deleteFrom('decision_passages')
      .where('decision_id', '=', id)
      .where('segment_id', '=', segmentId)
      .returning('segment_id')
      .executeTakeFirst()
    if (gone) await write(trx, keys, 'unlinked', id, segmentId, member, now)
  })
}

/** How many passages stand behind a decision, whoever may see them. */
export async function countBehind(db: Db, decisionId: string): Promise<number> {
  const { passages } = await db
    .selectFrom('decision_passages')
    .select(({ fn }) => fn.countAll<number>().as('passages'))
    .where('decision_id', '=', decisionId)
    .executeTakeFirstOrThrow()
  return Number(passages)
}

/** As on a theme's own page: a handful of passages would tell who wrote them. */
export async function mayBeShown(db: Db, themeKey: string): Promise<boolean> {
  const people = (await peopleByTheme(db)).find(({ key }) => key === themeKey)?.people ?? 0
  return people >= FEWEST_INSIDE
}

/** A step of its own in the log for each passage: it names the passage by its random id, which goes with the words. */
function write(trx: Db, keys: Keys, what: string, decisionId: string, passage: string, member: Member, now: Date) {
  const entry = { memberId: member.id, action: `decision: passage ${what}`, record: 'decision', recordId: decisionId }
  return audit(trx, keys, { ...entry, detail: { passage } }, now)
}
