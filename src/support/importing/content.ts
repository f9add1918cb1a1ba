import { randomUUID } from 'node:crypto'
import { dayOf } from '../../site.ts'
import type { EntryContact, EntryContent } from '../keeping/entry.ts'
import { contactKey, type Draft, draftTexts } from './draft.ts'
import { agesText, type ImportedRecord } from './record.ts'

/** What an editor chooses about a record before it may become an entry. Open Referral UK fixes no words for these. */
export type Choices = {
  name: string
  summary: string
  needs: string[]
  phases: string[]
  audiences: string[]
  access: string[]
  tier: string
}

/** A record as a new entry. Its contacts have medium confidence: no number shows until a person has confirmed it. */
export function contentOfRecord(record: ImportedRecord, choices: Choices): EntryContent {
  const { draft, source } = record
  const day = dayOf(record.fetched_at)
  const { organization, how_to_access, hours, cost, wait, languages, accessibility, area, age_note } = draft
  return {
    ...choices,
    ...{ organization, how_to_access, hours, cost, wait, languages, accessibility, area, age_note },
    ...{ age_min: draft.age_min, age_max: draft.age_max, status: draft.status, status_note: draft.status_note },
    aliases: draft.aliases,
    ...{ first_contact: null, who_will_know: null, what_asked: null, who_to_ask: null, gender_or_community: null },
    ...{ welcomes: [], times: null, free: null, wait_checked_on: null, while_waiting: null },
    ...{ language_codes: [], interpreters: null, areas: [], ways: [], police: null, conflicts: [] },
    gaps: [`It came from ${source.name}. Nobody has rung yet.`, ...draft.left]
      .slice(0, 30)
      .map((gap) => gap.slice(0, 300)),
    sources: [attribution(record)],
    ...{
      confidence: 'medium',
      checked_on: day,
      checked_how: `as ${source.name} has it`.slice(0, 200),
      checked_by: null,
    },
    ...{ visible_from: null, visible_until: null },
    contacts: draft.contacts.map((contact) => contactOf(contact, record)),
  }
}

/** One thing that an editor can take over from a record into an entry. */
export type Takeable = { key: string; field: string; entry: string; record: string }

/** What a record says otherwise than an entry, and what the entry does not have. What a record leaves out is no difference. */
export function takeables(content: EntryContent, draft: Draft): Takeable[] {
  const texts = draftTexts.flatMap((field): Takeable[] => {
    const [entry, record] = [content[field] ?? '', draft[field] ?? '']
    return record === '' || record === entry ? [] : [{ key: field, field, entry, record }]
  })
  const ages = agesText(draft) && agesText(draft) !== agesText(content)
  const known = new Set(content.contacts.map((one) => `${one.kind} ${contactKey(one)}`))
  const contacts = draft.contacts.filter((one) => !known.has(`${one.kind} ${contactKey(one)}`))
  const closes = draft.status === 'closed' && content.status !== 'closed'
  return [
    ...texts,
    ...(ages ? [{ key: 'ages', field: 'ages', entry: agesText(content), record: agesText(draft) }] : []),
    ...(closes ? [{ key: 'status', field: 'status', entry: content.status, record: 'closed' }] : []),
    ...contacts.map(({ kind, value }) => ({ key: `${kind} ${value}`, field: kind, entry: '', record: value })),
  ]
}

/** An entry with what an editor took over from a record. Its own contacts stay as they are. */
export function contentWithTaken(content: EntryContent, record: ImportedRecord, keys: string[]): EntryContent {
  const { draft } = record
  const taken = new Set(keys.filter((key) => takeables(content, draft).some((one) => one.key === key)))
  const texts = Object.fromEntries(draftTexts.filter((field) => taken.has(field)).map((field) => [field, draft[field]]))
  const from = attribution(record)
  return {
    ...content,
    ...texts,
    ...(taken.has('name') ? { aliases: [...new Set([...content.aliases, content.name])].slice(0, 40) } : {}),
    ...(taken.has('ages') ? { age_min: draft.age_min, age_max: draft.age_max } : {}),
    ...(taken.has('status') ? { status: draft.status } : {}),
    sources: [...content.sources.filter(({ url }) => url !== from.url), from].slice(-40),
    contacts: [
      ...content.contacts,
      ...draft.contacts.filter(({ kind, value }) => taken.has(`${kind} ${value}`)).map((one) => contactOf(one, record)),
    ].slice(0, 20),
  }
}

/** Where it comes from and under which licence, for the entry's sources. */
function attribution(record: ImportedRecord): EntryContent['sources'][number] {
  const { source, source_record: id, licence } = record
  const url =
    source.kind === 'oruk' && source.address ? `${source.address}/services/${encodeURIComponent(id)}` : source.name
  const kind = `imported from ${source.name}, licence: ${licence ?? 'not stated'}`
  return { url, seen: dayOf(record.fetched_at), supports: ['name', 'summary', 'contacts'], kind }
}

function contactOf({ kind, value }: Draft['contacts'][number], record: ImportedRecord): EntryContact {
  return {
    ...{ id: randomUUID(), kind, value, send: null, confidence: 'medium' },
    ...{ source: attribution(record).url.slice(0, 500), seen_on: dayOf(record.fetched_at) },
    ...{ confirmed_on: null, confirmed_by: null, confirmed_how: null, taken_down_on: null, taken_down_why: null },
  }
}
