import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { drawForSecondCoding } from './agreement/drawing.ts'
import { leaveClaim } from './claims.ts'
import { listOpenObjections, settleObjections } from './objecting.ts'
import { type By, lockAllWords, type Refused } from './segment.ts'
import { keepStep } from './steps.ts'

/** What a page showed when its person pressed "finish". */
export type Seen = { objections: readonly string[]; codings: readonly string[] }

/**
 * Says that everything in a piece of feedback has its code, or none fits, and settles what the person objected to. Two
 * people at once: the first is kept.
 * @param seen what the page showed; left out by who looks and finishes in one go
 * @returns a sentence, and nothing is finished, when somebody else has put a code on since, or the person has objected
 */
export async function finishTheming(
  db: Db,
  keys: Keys,
  responseId: string,
  member: By,
  now: Date,
  seen?: Seen,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    await holdResponse(trx, responseId)
    // Nobody puts a code on between the look and the finishing, and the words are held before anything is audited.
    await lockAllWords(trx, responseId)
    const open = await listOpenObjections(trx, responseId)
    if (seen && open.some(({ id }) => !seen.objections.includes(id))) return objectedSince
    if (seen) {
      const others = await addedByOthers(trx, responseId, member, seen.codings)
      if (others.length > 0) return addedSince(others)
    }
    const made = await trx
      .insertInto('themings')
      .values({ response_id: responseId, finished_by: member.id, finished_on: dayOf(now) })
      .onConflict((oc) => oc.column('response_id').doNothing())
      .returning('response_id')
      .executeTakeFirst()
    await settleObjections(trx, responseId, member, dayOf(now))
    await leaveClaim(trx, responseId, member.id)
    if (made) {
      await keepStep(trx, member, { responseId, what: 'finished', detail: {} })
      await note(trx, keys, 'finished theming', responseId, member, now)
      await drawForSecondCoding(trx, keys, responseId, now)
    }
    return { ok: true }
  })
}

async function addedByOthers(trx: Db, responseId: string, member: By, seen: readonly string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom('segment_codes')
    .innerJoin('segments', 'segments.id', 'segment_codes.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('members', 'members.id', 'segment_codes.applied_by')
    .select(['segment_codes.id', 'members.name'])
    .where('released_words.response_id', '=', responseId)
    .where('segment_codes.applied_by', '<>', member.id)
    .execute()
  return [...new Set(rows.filter(({ id }) => !seen.includes(id)).map(({ name }) => name))]
}

const objectedSince: Refused = {
  ok: false,
  problems: { finish: 'The person has said since that something is not what they meant. Look again, then finish.' },
}

function addedSince(names: string[]): Refused {
  const who = new Intl.ListFormat('en-GB').format(names)
  return { ok: false, problems: { finish: `${who} added something while you looked. Look at it, then finish.` } }
}

/**
 * Puts it back on the list, with everything that was marked. Nobody's finishing can be taken back after that.
 * @param onlyOwn leaves it finished when somebody else did that
 * @returns whether it was finished
 */
export async function reopenTheming(
  db: Db,
  keys: Keys,
  responseId: string,
  member: By,
  now: Date,
  onlyOwn = false,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await holdResponse(trx, responseId)
    const gone = await trx
      .deleteFrom('themings')
      .where('response_id', '=', responseId)
      .$if(onlyOwn, (query) => query.where('finished_by', '=', member.id))
      .returning('response_id')
      .executeTakeFirst()
    if (!gone) return false
    await trx.deleteFrom('theming_steps').where('response_id', '=', responseId).where('what', '=', 'finished').execute()
    await note(trx, keys, 'reopened theming', responseId, member, now)
    return true
  })
}

async function holdResponse(trx: Db, responseId: string): Promise<void> {
  const row = await trx
    .selectFrom('responses')
    .select('id')
    .where('id', '=', responseId)
    .where('withdrawn_on', 'is', null)
    .forShare()
    .executeTakeFirst()
  if (!row) throw new NotFound('no such feedback')
}

async function note(trx: Db, keys: Keys, action: string, responseId: string, member: By, now: Date): Promise<void> {
  await audit(trx, keys, { memberId: member.id, action, record: 'feedback', recordId: responseId }, now)
}
