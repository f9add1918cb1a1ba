import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { lockEntry, proposeChange } from './change.ts'
import { canBeRung, problemsWithFindings, problemWithDay } from './check-rules.ts'
import { isSame } from './differences.ts'
import type { EntryContact, EntryContent } from './entry.ts'

export const checkedHow = ['called', 'opened the page'] as const
export const contactOutcomes = ['right', 'changed', 'no answer', 'wrong'] as const
export const entryOutcomes = ['right', 'changed', 'gone', 'no answer'] as const

export type ContactAnswer = {
  contactId: string
  outcome: (typeof contactOutcomes)[number]
  /** With `changed`: what it is now. */
  value?: string | undefined
}

/** What somebody found out in one call, or on one look at a page. */
export type Check = {
  optionId: string
  how: (typeof checkedHow)[number]
  /** 'YYYY-MM-DD' */
  on: string
  contacts: ContactAnswer[]
  /** A way to reach them that the directory did not have. */
  found?: { kind: EntryContact['kind']; value: string; where: string } | undefined
  /** Whether it exists and does this; undefined when nobody asked. */
  entry?: (typeof entryOutcomes)[number] | undefined
  /** What else was learned in the same call. */
  learned?: Partial<EntryContent>
  note?: string | undefined
  member: Member
}

/** `noted`: it changes nothing in the entry, such as a call that nobody answered. */
export type Recorded =
  | { ok: true; optionId: string; state: 'published' | 'waiting' | 'noted' }
  | { ok: false; problems: Record<string, string> }

/**
 * Writes down a check and what follows from it. A contact that is right becomes confirmed; where its confidence was low, the
 * service itself is now its source and it becomes medium. A wrong one is taken down at once. What makes the public see
 * something new waits for a second member (`proposeChange`).
 * @returns problems for a day that cannot be so, and for what cannot have been found out in this way
 * @throws {NotFound} when there is no such entry or contact
 * @throws {NotAllowed} when the member may not edit the directory
 */
export async function recordCheck(db: Db, keys: Keys, check: Check, at: Date): Promise<Recorded> {
  if (!allows(check.member.roles, 'may edit the directory')) throw new NotAllowed('may not edit the directory')
  const wrongDay = problemWithDay(check.on, dayOf(at))
  if (wrongDay) return { ok: false, problems: { on: wrongDay } }
  return inTransaction(db, async (trx) => {
    const { id, content: before } = await lockEntry(trx, check.optionId)
    const known = new Set(before.contacts.map((contact) => contact.id))
    if (check.contacts.some(({ contactId }) => !known.has(contactId))) throw new NotFound('no such contact')
    const problems = problemsWithFindings(check, before.contacts)
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    await writeDown(trx, check)
    const content = afterCheck(before, check)
    const why = check.note || (check.how === 'called' ? 'Somebody rang.' : 'Somebody opened their page.')
    const change = { optionId: id, content, kind: 'checked' as const, why, member: check.member }
    const settled: Recorded = isSame(before, content)
      ? { ok: true, optionId: id, state: 'noted' }
      : await proposeChange(trx, keys, change, at)
    const detail = { how: check.how, on: check.on }
    const noted = { memberId: check.member.id, action: 'directory check', record: 'support option', detail }
    await audit(trx, keys, { ...noted, recordId: id }, at)
    return settled
  })
}

function afterCheck(content: EntryContent, check: Check): EntryContent {
  const answers = new Map(check.contacts.map((answer) => [answer.contactId, answer]))
  const contacts = content.contacts.map((contact) => contactAfter(contact, answers.get(contact.id), check))
  const looked = check.entry === 'right' || check.entry === 'changed' ? lookedAt(content, check) : {}
  const closed = check.entry === 'gone' ? { status: 'closed' as const } : {}
  const found = check.found ? [foundContact(check.found, check)] : []
  return { ...content, ...check.learned, ...looked, ...closed, contacts: [...contacts, ...found] }
}

/** Somebody who asked knows that it is open, and is a better source than one old page. */
function lookedAt({ status, confidence }: EntryContent, { on, how, member }: Check): Partial<EntryContent> {
  return {
    ...{ checked_on: on, checked_how: `a person ${how}`, checked_by: member.id },
    status: status === 'presumed_open' || status === 'unverified' ? 'open' : status,
    confidence: confidence === 'low' ? 'medium' : confidence,
  }
}

function contactAfter(contact: EntryContact, answer: ContactAnswer | undefined, check: Check): EntryContact {
  if (!answer || answer.outcome === 'no answer') return contact
  if (answer.outcome === 'wrong') {
    return { ...contact, seen_on: check.on, taken_down_on: check.on, taken_down_why: `It was wrong (${check.how}).` }
  }
  if (answer.outcome === 'changed' && answer.value) {
    return { ...contact, ...confirmedBy(check), ...fromThem(check), id: randomUUID(), value: answer.value }
  }
  return { ...contact, ...confirmedBy(check), ...(contact.confidence === 'low' ? fromThem(check) : {}) }
}

function foundContact({ kind, value, where }: NonNullable<Check['found']>, check: Check): EntryContact {
  const source = where || fromThem(check).source
  const isTried = check.how !== 'called' || canBeRung(kind)
  const tried = isTried ? confirmedBy(check) : { ...notConfirmed, seen_on: check.on }
  return { ...fromThem(check), ...tried, id: randomUUID(), kind, value, send: null, source }
}

/** Somebody said it on the phone, and nobody has opened it yet. */
const notConfirmed = {
  ...{ confirmed_on: null, confirmed_by: null, confirmed_how: null },
  ...{ taken_down_on: null, taken_down_why: null },
}

function confirmedBy({ on, how, member }: Check) {
  return {
    ...{ seen_on: on, confirmed_on: on, confirmed_by: member.id, confirmed_how: how },
    ...{ taken_down_on: null, taken_down_why: null },
  }
}

/** A person who asked the service itself has a better source than what was found before. */
function fromThem({ how, on }: Check) {
  const source = `the service itself, ${how === 'called' ? 'by phone' : 'on its page'}, ${on}`
  return { source, confidence: 'medium' as const }
}

async function writeDown(trx: Db, check: Check): Promise<void> {
  const common = {
    ...{ option_id: check.optionId, how: check.how, made_on: check.on, made_by: check.member.id },
    note: check.note ?? null,
  }
  const rows = [
    ...check.contacts.map(({ contactId, outcome }) => ({ about: 'contacts' as const, contact_id: contactId, outcome })),
    ...(check.entry ? [{ about: 'entry' as const, contact_id: null, outcome: check.entry }] : []),
  ]
  if (rows.length === 0) return
  await trx
    .insertInto('option_checks')
    .values(rows.map((row) => ({ id: randomUUID(), ...common, ...row })))
    .execute()
}
