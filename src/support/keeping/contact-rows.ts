import { randomUUID } from 'node:crypto'
import { field } from '../../web/form.ts'
import { emailPattern } from '../contact.ts'
import { problemWithDay, problemWithWay } from './check-rules.ts'
import type { EntryContact, EntryContent } from './entry.ts'
import { rowsOf } from './form-rows.ts'

type Around = { base: EntryContent | undefined; memberId: string; today: string }

/**
 * Reads the rows of contacts. Who confirmed a contact stays with it as long as it is the same; another number is another
 * contact, which nobody has confirmed unless the row says so.
 */
export function readContacts(body: unknown, around: Around, problems: Record<string, string>): EntryContact[] {
  return rowsOf(body, 'contact').flatMap((at) => {
    const part = (name: string) => field(body, `contact-${at}-${name}`).trim()
    if (part('value') === '' || part('remove') !== '') return []
    const was = around.base?.contacts.find(({ id }) => id === part('id'))
    const kind = part('kind') as EntryContact['kind']
    const written = { kind, value: part('value'), send: part('send') || null }
    const isSame = was && was.kind === kind && was.value === written.value && was.send === written.send
    const problem =
      problemWith(written) ?? (part('source') === '' && !isSame ? `Say where ${written.value} is from.` : '')
    const source = part('source') || null
    const contact = { ...(isSame ? was : unconfirmed(around.today)), ...written, source }
    const how = part('check')
    const on = part('checked_on') || around.today
    if (problem) problems.contacts = problem
    const odd = how ? (problemWithDay(on, around.today) ?? problemWithWay(how, kind)) : undefined
    if (odd) problems.contacts = odd
    const confidence = part('confidence') as EntryContact['confidence']
    const shownAgain = part('again') ? { taken_down_on: null, taken_down_why: null } : {}
    return [{ ...contact, confidence, ...shownAgain, ...(how ? confirmed(how, on, around.memberId) : {}) }]
  })
}

/**
 * Whether something can be dialled, written to or opened.
 * @returns a sentence, or undefined
 */
export function problemWith({ kind, value }: Pick<EntryContact, 'kind' | 'value'>): string | undefined {
  if (kind === 'web') return /^https:\/\/[^\s/]+\.[^\s]+$/.test(value) ? undefined : 'A website begins with https://'
  if (kind === 'email') return emailPattern.test(value) ? undefined : `“${value}” is not an email address.`
  const fits = /^\+?[\d ()]+$/.test(value) && value.replace(/\D/g, '').length >= 3
  return fits ? undefined : `“${value}” is not a number that can be dialled.`
}

function unconfirmed(today: string) {
  return {
    ...{ id: randomUUID(), seen_on: today, confirmed_on: null, confirmed_by: null, confirmed_how: null },
    ...{ taken_down_on: null, taken_down_why: null },
  }
}

function confirmed(how: string, on: string, memberId: string) {
  return {
    ...{ seen_on: on, confirmed_on: on, confirmed_by: memberId },
    confirmed_how: how as EntryContact['confirmed_how'],
  }
}
