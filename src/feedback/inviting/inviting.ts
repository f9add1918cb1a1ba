import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { periodOf } from '../../period.ts'
import { NotFound } from '../../refusals.ts'
import { deriveForTeam, type Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { codeFrom, codeMac, type InvitationCode } from './invitation-code.ts'

/** As many as fit on five sheets of cards. */
export const MOST_AT_ONCE = 40

/** So long after the end of its period an invitation can still be used. */
const GOOD_FOR_DAYS = 28

/** From when the page for making was opened, its codes can be seen again for so long. */
const SHOWN_MS = 45 * 60_000

const seedPattern = /^([a-z0-9]{1,8})\.([\w-]{22})$/
const batchPattern = /^([a-z0-9]{1,8}\.[\w-]{22})\.(\d{1,2})([sp])\.([a-z0-9-]{1,40})\.([\w-]{22})$/

/**
 * What was made at one time. Its codes come from `seed` and a secret; nothing but a mark of each code is stored, so a
 * batch whose time is over shows them to nobody.
 */
export type Batch = { seed: string; count: number; sealed: boolean; service: string }

/** Goes into the page for making invitations, so that sending it twice makes them once. */
export function newSeed(now: Date): string {
  return `${Math.floor(now.getTime() / 60_000).toString(36)}.${randomBytes(16).toString('base64url')}`
}

/**
 * Makes invitations for a team and the running period. Nothing says who they are for; the log notes who made how many.
 * Safe to repeat with the same seed.
 * @param seed from the page; a new one is taken when it is not ours or its time is nearly over
 * @returns the batch as it stands in the address of the page that shows its codes
 */
export async function makeInvitations(db: Db, keys: Keys, asked: Batch, by: Member, now: Date): Promise<string> {
  const left = shownUntil(asked.seed).getTime() - now.getTime()
  const fresh = left > SHOWN_MS / 2 && left <= SHOWN_MS + 60_000
  const batch = fresh ? asked : { ...asked, seed: newSeed(now) }
  const period = periodOf(dayOf(now))
  const rows = codesOf(keys, batch).map((code) => ({
    id: randomUUID(),
    code_mac: codeMac(keys, code),
    service: batch.service,
    period: period.key,
    sealed: batch.sealed,
    made_on: dayOf(now),
    expires_on: laterBy(period.until, GOOD_FOR_DAYS - 1),
  }))
  await db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('invitations')
      .values(rows)
      .onConflict((oc) => oc.column('code_mac').doNothing())
      .returning('id')
      .execute()
    if (made.length === 0) return
    // One in many millions of millions: a code of somebody else's. Nothing is made, and the next try draws others.
    if (made.length < rows.length) throw new Error('a code that was drawn is taken')
    const detail = { number: rows.length, period: period.key, sealed: batch.sealed }
    const entry = { memberId: by.id, action: 'made invitations', record: 'team', recordId: batch.service, detail }
    await audit(trx, keys, entry, now)
  })
  return writeBatch(keys, batch, by)
}

/** @throws {NotFound} when it is not a batch of this member, or its time is over */
export function readBatch(keys: Keys, text: string, by: Member, now: Date): Batch {
  const [, seed = '', count, kind, service = ''] = batchPattern.exec(text) ?? []
  const batch = { seed, count: Number(count), sealed: kind === 's', service }
  const expected = Buffer.from(writeBatch(keys, batch, by))
  const given = Buffer.from(text)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new NotFound('no such batch')
  if (shownUntil(seed) <= now) throw new NotFound('its time is over')
  return batch
}

/** Until when the codes of a batch can be seen. */
export function shownUntil(seed: string): Date {
  const [, minute = '0'] = seedPattern.exec(seed) ?? []
  return new Date(Number.parseInt(minute, 36) * 60_000 + SHOWN_MS)
}

/** The codes of a batch, the same each time. */
export function codesOf(keys: Keys, batch: Batch): InvitationCode[] {
  return Array.from({ length: batch.count }, (_, number) => codeFrom(mac(keys, `code\n${inText(batch)}\n${number}`)))
}

function writeBatch(keys: Keys, batch: Batch, by: Member): string {
  const mark = mac(keys, `batch\n${inText(batch)}\n${by.id}`)
    .toString('base64url')
    .slice(0, 22)
  return `${inText(batch)}.${mark}`
}

function inText({ seed, count, sealed, service }: Batch): string {
  return `${seed}.${count}${sealed ? 's' : 'p'}.${service}`
}

function mac(keys: Keys, text: string): Buffer {
  return createHmac('sha256', deriveForTeam(keys, 'invitations/v1')).update(text).digest()
}
