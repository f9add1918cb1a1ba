import { randomUUID } from 'node:crypto'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { By, Refused } from '../segment.ts'
import { type Changed, editCode, type Wording, whyProblem } from './changing.ts'
import { type Effect, effectOf } from './effect.ts'
import { getEntry, type KeptEntry } from './entry.ts'
import { mergeCodes, mergeProblem, type Shown } from './moving.ts'
import { holdCodebook } from './versions.ts'

/** A change that moves many passages: one code into another, or a code to another theme. */
export type BigChange = { kind: 'merge'; into: string } | { kind: 'edit'; wording: Wording; revision: number }

export type Proposal = {
  id: string
  entry: KeptEntry
  /** What it would be merged into, or the theme it would go to. */
  to: string
  change: BigChange
  why: string
  askedById: string
  askedBy: string
  askedOn: string
  /** What it would do now. */
  effect: Effect
}

/** Asks a second person. One open proposal for a code; asking again takes the place of one's earlier one. */
export async function proposeChange(
  db: Db,
  keys: Keys,
  key: string,
  change: BigChange,
  why: string,
  member: By,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const problem = whyProblem(why)
    if (problem.why) return { ok: false, problems: problem }
    const entry = await getEntry(trx, key)
    const cannot = change.kind === 'merge' && mergeProblem(entry, await getEntry(trx, change.into))
    if (cannot) return cannot
    const open = trx.deleteFrom('codebook_proposals').where('code_id', '=', entry.id).where('settled_on', 'is', null)
    await open.where('asked_by', '=', member.id).execute()
    const made = await trx
      .insertInto('codebook_proposals')
      .values({
        ...{ id: randomUUID(), code_id: entry.id, change: JSON.stringify(change), why: why.trim() },
        ...{ asked_by: member.id, asked_on: dayOf(now), settled_by: null, settled_on: null, agreed: null },
      })
      .onConflict((oc) => oc.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return anotherWaits
    await note(trx, keys, 'asked for', entry.id, member, now)
    return { ok: true, key }
  })
}

/** What waits for a second person, with what it would do now. @param memberId who looks */
export async function listProposals(db: Db, memberId: string): Promise<Proposal[]> {
  const rows = await proposals(db).orderBy('codes.name').execute()
  const found: Proposal[] = []
  for (const { change, key, ...row } of rows) {
    const [entry, big] = [await getEntry(db, key), change as BigChange]
    const target = await targetOf(db, big)
    found.push({ ...row, entry, change: big, to: target.name, effect: await effectOf(db, entry, target, memberId) })
  }
  return found
}

/**
 * The second person's yes or no. Whoever asked may only take it back.
 * @param shown what the second person saw of it
 * @throws {NotAllowed} when whoever asked would agree
 * @throws {NotFound} when it is settled
 */
export async function settleProposal(
  db: Db,
  keys: Keys,
  id: string,
  { agree, shown }: { agree: boolean; shown: Shown },
  member: By,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const row = isId(id) ? await proposals(trx).where('codebook_proposals.id', '=', id).executeTakeFirst() : undefined
    if (!row) throw new NotFound('no such proposal')
    if (agree && row.askedById === member.id) throw new NotAllowed('it needs two people')
    const change = row.change as BigChange
    const who = { by: member, askedBy: row.askedById }
    const done: Changed = !agree
      ? { ok: true, key: row.key }
      : change.kind === 'merge'
        ? await mergeCodes(trx, keys, { from: row.key, into: change.into }, shown, row.why, who, now)
        : await editCode(trx, keys, row.key, { ...change, shown }, row.why, who, now)
    if (!done.ok) return done
    await trx
      .updateTable('codebook_proposals')
      .set({ settled_by: member.id, settled_on: dayOf(now), agreed: agree })
      .where('id', '=', id)
      .execute()
    if (!agree) await note(trx, keys, 'not agreed', row.codeId, member, now)
    return done
  })
}

async function targetOf(db: Db, change: BigChange): Promise<{ name: string; themeId: string; code?: KeptEntry }> {
  if (change.kind === 'merge') {
    const code = await getEntry(db, change.into)
    return { name: code.name, themeId: code.themeId, code }
  }
  const { id, name } = await db
    .selectFrom('themes')
    .select(['id', 'name'])
    .where('key', '=', change.wording.theme)
    .executeTakeFirstOrThrow()
  return { name, themeId: id }
}

function proposals(db: Db) {
  return db
    .selectFrom('codebook_proposals')
    .innerJoin('codes', 'codes.id', 'codebook_proposals.code_id')
    .innerJoin('members', 'members.id', 'codebook_proposals.asked_by')
    .select(['codebook_proposals.id', 'codebook_proposals.change', 'codebook_proposals.why'])
    .select(['codes.key', 'codes.id as codeId', 'members.id as askedById', 'members.name as askedBy'])
    .select('codebook_proposals.asked_on as askedOn')
    .where('codebook_proposals.settled_on', 'is', null)
}

async function note(trx: Db, keys: Keys, what: string, codeId: string, member: By, now: Date): Promise<void> {
  await audit(trx, keys, { memberId: member.id, action: `codebook: ${what}`, record: 'code', recordId: codeId }, now)
}

const anotherWaits: Refused = {
  ok: false,
  problems: { shown: 'Another change of this code waits for a second person already. Settle that one first.' },
}
