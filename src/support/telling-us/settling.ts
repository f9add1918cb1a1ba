import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { shownContacts } from '../contact.ts'
import { canBeRung } from '../keeping/check-rules.ts'
import { checkedHow, recordCheck } from '../keeping/checking.ts'
import { findEntry } from '../keeping/entry.ts'

export const settledHow = ['right', 'taken down', 'corrected'] as const

const Wanted = z.object({
  optionId: z.uuid(),
  contactId: z.uuid().nullable(),
  outcome: z.enum(settledHow, { error: 'Choose what you found.' }),
  how: z.enum(checkedHow, { error: 'Choose how you checked it.' }),
})

const eachByItself =
  'Nobody said which one. Check each of its contacts on the form of a check, and then say here that you did.'

export type Settling = { optionId: string; contactId: string | null; outcome: string; how: string }

/**
 * Ends a task that taps made, once somebody rang or looked. "Right" confirms the contact, "taken down" takes it down at
 * once; both are a check like any other. "Corrected" says that the entry itself was checked or changed, on its own page. Of
 * "none of them" nothing is known about any one contact: it ends with "corrected" alone, after a check of each.
 * @returns a problem for each field
 * @throws {NotFound} when nothing of that kind waits
 * @throws {NotAllowed} when the member may not edit the directory
 */
export async function settleTold(
  db: Db,
  keys: Keys,
  wanted: Settling,
  member: Member,
  at: Date,
): Promise<{ ok: true } | { ok: false; problems: Record<string, string> }> {
  if (!allows(member.roles, 'may edit the directory')) throw new NotAllowed('may not edit the directory')
  const read = Wanted.safeParse(wanted)
  if (!read.success) {
    return { ok: false, problems: Object.fromEntries(read.error.issues.map((i) => [String(i.path[0]), i.message])) }
  }
  const { optionId, contactId, outcome, how } = read.data
  if (contactId === null && outcome !== 'corrected') return { ok: false, problems: { outcome: eachByItself } }
  return inTransaction(db, async (trx) => {
    const entry = await findEntry(trx, optionId)
    if (!entry) throw new NotFound('no such entry')
    const kind = entry.contacts.find(({ id }) => id === contactId)?.kind
    if (outcome === 'right' && how === 'called' && kind && !canBeRung(kind)) {
      return { ok: false, problems: { how: 'A website or an email is not rung. Look at it on their page.' } }
    }
    const settled = await trx
      .updateTable('contact_reports')
      .set({ settled_by: member.id, settled_on: dayOf(at), settled_how: outcome })
      .where('option_id', '=', optionId)
      .where('contact_id', contactId ? '=' : 'is', contactId)
      .where('settled_on', 'is', null)
      .returning('id')
      .execute()
    if (settled.length === 0) throw new NotFound('nothing of that kind waits')
    if (contactId && outcome !== 'corrected' && shownContacts(entry).some(({ id }) => id === contactId)) {
      const contacts = [{ contactId, outcome: outcome === 'right' ? ('right' as const) : ('wrong' as const) }]
      const note = 'People had said that it did not work.'
      const check = { optionId, how, on: dayOf(at), contacts, note, member }
      const done = await recordCheck(trx, keys, check, at)
      if (!done.ok) throw new Error(`a check of today was refused: ${JSON.stringify(done.problems)}`)
    }
    const detail = { outcome, how, contact: contactId }
    const action = 'directory: told with a tap, settled'
    await audit(trx, keys, { memberId: member.id, action, record: 'support option', recordId: optionId, detail }, at)
    return { ok: true }
  })
}
