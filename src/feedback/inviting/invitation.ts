import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { dayOf } from '../../site.ts'
import type { Arrival } from '../giving/arrival.ts'
import { codeMac, type InvitationCode, parseCode, showCode } from './invitation-code.ts'
import { sealLink } from './sealed-link.ts'

/** What somebody may be told about the link they hold. Nothing in it is about them. */
export type FoundInvitation =
  | { state: 'good'; code: InvitationCode; id: string; service: string; sealed: boolean }
  | { state: 'used' | 'expired'; code: InvitationCode }
  | { state: 'unknown' }

/**
 * @param typed as it stands in the address or was typed
 * @param sealing whether sealed links are in use; if not, one that was made sealed is like any other
 */
export async function findInvitation(
  db: Db,
  keys: Keys,
  typed: string,
  now: Date,
  sealing: boolean,
): Promise<FoundInvitation> {
  const code = parseCode(typed)
  if (!code) return { state: 'unknown' }
  const row = await db
    .selectFrom('invitations')
    .select(['id', 'service', 'sealed', 'answered', 'expires_on'])
    .where('code_mac', '=', codeMac(keys, code))
    .executeTakeFirst()
  if (!row) return { state: 'unknown' }
  if (row.answered) return { state: 'used', code }
  if (row.expires_on < dayOf(now)) return { state: 'expired', code }
  return { state: 'good', code, id: row.id, service: row.service, sealed: sealing && row.sealed }
}

/** Somebody chose their questions. Looking at the link does not count: a preview or a scanner may have. */
export async function countOpened(db: Db, id: string): Promise<void> {
  await db.updateTable('invitations').set({ opened: true }).where('id', '=', id).where('opened', '=', false).execute()
}

/** The hidden field `came` of a form: `s.` where the page said before the first question that the link is sealed. */
export function cameWith({ code, sealed }: { code: InvitationCode; sealed: boolean }): string {
  return `${sealed ? 's' : 'i'}.${code}`
}

/** The address of the invitation that a form came from, if it came from one. */
export function linkPath(came: string): string | undefined {
  const code = parseCode(/^[is]\.(\w{8})$/.exec(came)?.[1] ?? '')
  return code && `/in/${showCode(code)}`
}

/** Whether a form was shown as coming from a sealed link. */
export const cameSealed = (came: string) => came.startsWith('s.')

/**
 * How somebody came with an invitation. It is marked as answered in the commit of their words, once, and leads from there
 * to nothing; only a sealed one lies, sealed, beside the words.
 * @param came the hidden field
 * @returns undefined when it is not of an invitation, or that cannot be used any more
 */
export async function findInvited(
  db: Db,
  keys: Keys,
  came: string,
  now: Date,
  sealing: boolean,
): Promise<Arrival | undefined> {
  const [, kind, typed = ''] = /^([is])\.(\w{8})$/.exec(came) ?? []
  if (!kind) return undefined
  const found = await findInvitation(db, keys, typed, now, sealing)
  if (found.state !== 'good') return undefined
  const { id, code, service } = found
  // Only who was told so before the first question.
  const readerKey = kind === 's' && found.sealed ? await currentReaderKey(db, keys) : undefined
  return {
    channel: 'invitation',
    service,
    also: (responseId) => sql`, invited as (
      update invitations set opened = true, answered = true
      from given where invitations.id = ${id}::uuid and not answered returning invitations.id
    )${readerKey ? sealLink(readerKey, responseId, code) : sql``}`,
  }
}

/** After so long an expired code is forgotten: its row is then only counted, and its link unknown. */
const keepCodesMonths = 12

/**
 * Writes every row of the invitations anew. A database marks rows that were written in one commit, and that mark would
 * tell which invitation was answered with which words; after this they all have the same one.
 */
export async function mixInvitations(db: Db, now: Date): Promise<void> {
  const before = new Date(now)
  before.setUTCMonth(before.getUTCMonth() - keepCodesMonths)
  const random = sql<Buffer>`sha256(convert_to(gen_random_uuid()::text, 'utf8'))`
  await db
    .updateTable('invitations')
    .set({ code_mac: sql<Buffer>`case when expires_on < ${dayOf(before)}::date then ${random} else code_mac end` })
    .execute()
}
