import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import holidays from '../../bank-holidays.json' with { type: 'json' }
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { shownContacts } from '../contact.ts'
import type { Directory } from '../directory.ts'
import type { Contact, Option } from '../option.ts'
import { monthsBefore } from './unmet-need.ts'

/** What stands for "none of those that the page showed". */
export const noneOfThem = 'none'

const WORKING_DAYS = 2
const DAY_MS = 86_400_000
const holidayDays = new Set(holidays.days)

/**
 * Counts a tap on "this did not work". It hides nothing: whoever wished to silence a helpline could tap, too. It makes a
 * task for the directory's editors.
 * @param tapped the option's place in an address, and the contact's id or `noneOfThem`; what the page did not offer is
 *   left out without a word
 * @returns the option, when it is one that the public may know of
 */
export async function reportContact(
  db: Db,
  { byRef }: Directory,
  tapped: { ref: string; contact: string },
  now: Date,
): Promise<void> {
  const option = byRef.get(tapped.ref)
  if (!option) return
  const contactId = tapped.contact === noneOfThem ? null : tapped.contact
  if (contactId !== null && !shownContacts(option).some(({ id }) => id === contactId)) return
  await sql`
    insert into contact_reports (id, option_id, contact_id, day, count)
    values (${randomUUID()}, ${option.id}, ${contactId}, ${dayOf(now)}, 1)
    on conflict (option_id, coalesce(contact_id, '00000000-0000-0000-0000-000000000000'), day) where settled_on is null
    do update set count = contact_reports.count + 1`.execute(db)
}

/** Writes down that more taps came on this day than are counted: nothing but the day. */
export async function noteLimit(db: Db, now: Date): Promise<void> {
  const row = { day: dayOf(now) }
  await db
    .insertInto('tap_limits')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** @returns the last days on which more taps came than are counted, newest first */
export async function limitedDays(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('tap_limits').select('day').orderBy('day', 'desc').limit(7).execute()
  return rows.map(({ day }) => day)
}

/** A task: one contact of an entry that people said does not work, or none of its contacts. */
export type Told = {
  option: Option
  /** Undefined: none of them, or one that is gone since. */
  contact: Contact | undefined
  contactId: string | null
  taps: number
  since: string
  due: string
  late: boolean
}

/**
 * What waits for an editor, the oldest first.
 * @param entries every entry of the directory
 * @param today 'YYYY-MM-DD'
 */
export async function listTold(db: Db, entries: Option[], today: string): Promise<Told[]> {
  const rows = await db
    .selectFrom('contact_reports')
    .select(({ fn }) => ['option_id', 'contact_id', fn.sum<string>('count').as('taps'), fn.min('day').as('since')])
    .where('settled_on', 'is', null)
    .groupBy(['option_id', 'contact_id'])
    .execute()
  const byId = new Map(entries.map((option) => [option.id, option]))
  return rows
    .flatMap(({ option_id, contact_id, taps, since }) => {
      const option = byId.get(option_id)
      if (!option) return []
      const due = dueAfter(since)
      const contact = option.contacts.find(({ id }) => id === contact_id)
      return [{ option, contact, contactId: contact_id, taps: Number(taps), since, due, late: due < today }]
    })
    .sort((a, b) => a.since.localeCompare(b.since) || a.option.name.localeCompare(b.option.name))
}

/** The day by which somebody looks: two working days later. @param day 'YYYY-MM-DD' */
export function dueAfter(day: string): string {
  let [at, left] = [Date.parse(day), WORKING_DAYS]
  while (left > 0) {
    at += DAY_MS
    if (isWorkingDay(new Date(at))) left -= 1
  }
  return new Date(at).toISOString().slice(0, 10)
}

/** @returns how many settled or forgotten taps were too old and have gone */
export async function forgetOldReports(db: Db, now: Date): Promise<number> {
  await db
    .deleteFrom('tap_limits')
    .where('day', '<', `${monthsBefore(now)}-01`)
    .execute()
  const gone = await db
    .deleteFrom('contact_reports')
    .where('day', '<', `${monthsBefore(now)}-01`)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

function isWorkingDay(day: Date): boolean {
  return ![0, 6].includes(day.getUTCDay()) && !holidayDays.has(day.toISOString().slice(0, 10))
}
