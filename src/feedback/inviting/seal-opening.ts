import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import { CannotOpen, openWords, type Place, sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey, openDataKey } from '../../seal/records.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { getReadable } from '../reading/readable.ts'
import { serviceNames } from '../service-names.ts'
import { codeMac, type InvitationCode } from './invitation-code.ts'
import { findAsked } from './seal-asked.ts'
import { type Ground, grounds, sealedCodePlace } from './sealed-link.ts'

/** Both see the code for so long after the second has agreed. */
const SEEN_MS = 30 * 60_000

const reasonPlace = (row: string): Place => ({ column: 'seal_openings.sealed_reason', row })

/** Why a reader wants to open a sealed link, and what the writer is told of it; null when that is not safe for them. */
export type Asking = { ground: Ground; reason: string; told: string | null }

/**
 * Asks another reader to open a sealed link together. Alone, nobody can.
 * @throws {NotFound} when it was taken back or has no sealed link; {NotAllowed} when somebody has asked already
 */
export async function askToOpen(db: Db, keys: Keys, ref: string, asking: Asking, by: Member, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { id: responseId } = await getSealed(trx, ref)
    const readerKey = await currentReaderKey(trx, keys)
    if (!readerKey) throw new CannotOpen('there is no reader key')
    const id = randomUUID()
    const { dataKey, box } = newDataKey(readerKey, 'seal_openings', id)
    const asked = await trx
      .insertInto('seal_openings')
      .values({
        id,
        response_id: responseId,
        ground: asking.ground,
        sealed_reason: sealWords(dataKey, reasonPlace(id), asking.reason),
        ...box,
        told_writer: asking.told,
        asked_by: by.id,
        asked_at: now,
      })
      .onConflict((oc) => oc.column('response_id').where('outcome', 'is', null).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!asked) throw new NotAllowed('somebody has asked already')
    const detail = { reason: grounds[asking.ground], 'writer is told': asking.told !== null }
    const entry = { memberId: by.id, action: 'asked to open a sealed link', record: 'response', recordId: responseId }
    await audit(trx, keys, { ...entry, detail }, now)
  })
}

/**
 * The answer to it. Whoever asked can only take it back.
 * @param asking the one that the page showed
 * @throws {NotAllowed} when it is settled already, is another one by now, or somebody agrees with themselves
 */
export async function settleAsking(
  db: Db,
  keys: Keys,
  ref: string,
  answer: { asking: string; agree: boolean },
  by: Member,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { id: responseId } = await getSealed(trx, ref)
    const asked = await findAsked(trx, responseId)
    if (!asked || asked.id !== answer.asking) throw new NotAllowed('it is settled, or another one by now')
    const own = asked.askedBy.id === by.id
    if (own && answer.agree) throw new NotAllowed('a second person agrees')
    const outcome = answer.agree ? 'agreed' : own ? 'taken back' : 'refused'
    await trx
      .updateTable('seal_openings')
      .set({ outcome, settled_by: by.id, settled_at: now })
      .where('id', '=', asked.id)
      .execute()
    const action = { agreed: 'opened a sealed link', refused: 'refused', 'taken back': 'took back asking' }[outcome]
    const more = outcome === 'agreed' ? '' : ' to open a sealed link'
    const detail = {
      reason: grounds[asked.ground],
      'asked by': asked.askedBy.name,
      'writer is told': asked.told !== null,
    }
    const entry = { memberId: by.id, action: `${action}${more}`, record: 'response', recordId: responseId, detail }
    await audit(trx, keys, entry, now)
  })
}

/**
 * The code, for the two who opened it, for half an hour. Each look is written down.
 * @returns undefined for everybody else, and when the time is over
 */
export async function readSealedCode(
  db: Db,
  keys: Keys,
  ref: string,
  by: Member,
  now: Date,
): Promise<{ code: string; team: string | undefined; until: Date } | undefined> {
  return db.transaction().execute(async (trx) => {
    const link = await getSealed(trx, ref)
    const opening = await trx
      .selectFrom('seal_openings')
      .select('settled_at')
      .where('response_id', '=', link.id)
      .where('outcome', '=', 'agreed')
      .where('settled_at', '>', new Date(now.getTime() - SEEN_MS))
      .where((eb) => eb.or([eb('asked_by', '=', by.id), eb('settled_by', '=', by.id)]))
      .orderBy('settled_at', 'desc')
      .executeTakeFirst()
    if (!opening?.settled_at) return undefined
    const entry = { memberId: by.id, action: 'saw the code of a sealed link', record: 'response', recordId: link.id }
    await audit(trx, keys, entry, now)
    const dataKey = await openDataKey(trx, keys, 'sealed_links', link.id, link)
    const code = openWords(dataKey, sealedCodePlace(link.id), link.sealed_code)
    const until = new Date(opening.settled_at.getTime() + SEEN_MS)
    return { code, team: await teamOf(trx, keys, code as InvitationCode), until }
  })
}

/** The team that gave a code out, while its invitation is there. */
async function teamOf(db: Db, keys: Keys, code: InvitationCode): Promise<string | undefined> {
  const mac = codeMac(keys, code)
  const row = await db.selectFrom('invitations').select('service').where('code_mac', '=', mac).executeTakeFirst()
  return serviceNames.find(({ key }) => key === row?.service)?.name
}

/** Why somebody asks, in their own words. Show it only beside the words themselves. @throws {CannotOpen} */
export async function readReason(db: Db, keys: Keys, askingId: string): Promise<string> {
  const row = await db.selectFrom('seal_openings').selectAll().where('id', '=', askingId).executeTakeFirst()
  if (!row?.sealed_reason) return ''
  const dataKey = await openDataKey(db, keys, 'seal_openings', row.id, row)
  return openWords(dataKey, reasonPlace(row.id), row.sealed_reason)
}

/** A sealed link of a response that can be read, held against a taking back at the same moment. */
async function getSealed(trx: Db, ref: string) {
  const { id } = await getReadable(trx, ref)
  const reading = trx.selectFrom('readings').select('response_id').where('response_id', '=', id)
  const held = await reading.forUpdate().executeTakeFirst()
  const link = await trx.selectFrom('sealed_links').selectAll().where('response_id', '=', id).executeTakeFirst()
  if (!held || !link) throw new NotFound('no sealed link')
  return { id, ...link }
}
