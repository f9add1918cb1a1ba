import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { field } from '../web/form.ts'
import { listDirectory, type Option } from './option.ts'

export const confirmedHow = ['called', 'opened the page'] as const

export type Confirmation = { how: (typeof confirmedHow)[number]; on: string }
export type Outcome = { ok: true } | { ok: false; problems: Record<string, string> }

const Form = z.object({
  how: z.enum(confirmedHow, { error: 'Choose how you checked it.' }),
  on: z.iso.date({ error: 'Give the day you checked it, like 2026-11-21.' }),
})

/** @returns the confirmation in a sent form, or each problem by its field */
export function readConfirmation(body: unknown): { ok: true; value: Confirmation } | Extract<Outcome, { ok: false }> {
  const parsed = Form.safeParse({ how: field(body, 'how'), on: field(body, 'on') })
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, problems: Object.fromEntries(parsed.error.issues.map((i) => [String(i.path[0]), i.message])) }
}

/** @throws {NotFound} when there is no such entry; the team sees closed ones */
export async function getEntry(db: Db, slug: string): Promise<Option> {
  const entry = (await listDirectory(db)).find((option) => option.slug === slug)
  if (!entry) throw new NotFound('no such entry')
  return entry
}

/**
 * A person says that the contacts of an entry are right, because they rang or looked. With medium confidence that is what
 * lets the public see a number.
 * @returns problems for a day to come, or for an entry that has nothing a confirmation could show
 */
export async function confirmContacts(
  db: Db,
  keys: Keys,
  { slug, memberId, how, on }: Confirmation & { slug: string; memberId: string },
  at: Date,
): Promise<Outcome> {
  return db.transaction().execute(async (trx) => {
    const entry = await getEntry(trx, slug)
    if (on > dayOf(at)) return { ok: false, problems: { on: 'That day has not come yet.' } }
    if (!isConfirmable(entry)) {
      return { ok: false, problems: { how: 'Nothing here can be confirmed. The page says why.' } }
    }
    await trx
      .updateTable('support_options')
      .set({ contact_confirmed_on: on, contact_confirmed_by: memberId, contact_confirmed_how: how })
      .where('id', '=', entry.id)
      .execute()
    const detail = { how, on }
    await audit(
      trx,
      keys,
      { memberId, action: 'confirmed contacts', record: 'support option', recordId: entry.id, detail },
      at,
    )
    return { ok: true }
  })
}

/** Nobody's word makes a contact of low confidence public: it needs a better source first. */
export function isConfirmable({ status, contact_confidence, contacts }: Option): boolean {
  return status !== 'closed' && contacts.length > 0 && ['high', 'medium'].includes(contact_confidence)
}
