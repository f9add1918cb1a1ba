import { createHash } from 'node:crypto'
import { CsvError, parse } from 'csv-parse/sync'
import { ageOf, type Draft, distinctContacts, mostOf, phoneNumber } from './draft.ts'
import { emailAddress, httpsAddress, plainLine, plainText } from './plain-text.ts'

/** The columns of a table, and what other tables call them. The first name is the one in the template. */
export const columns: { name: string; also: string[]; holds: string }[] = [
  { name: 'id', also: ['source_id', 'reference'], holds: 'What your list calls it. Without it the name is used.' },
  { name: 'name', also: ['title', 'service', 'service_name'], holds: 'Needed.' },
  { name: 'organisation', also: ['organization', 'provider'], holds: 'Who runs it.' },
  { name: 'description', also: ['summary', 'about'], holds: 'What it does, in two sentences.' },
  { name: 'phone', also: ['telephone', 'tel', 'phone_number'], holds: 'Several with ; between them.' },
  { name: 'text', also: ['sms'], holds: 'A number for texts.' },
  { name: 'email', also: ['e_mail', 'email_address'], holds: 'Several with ; between them.' },
  { name: 'web', also: ['website', 'url', 'web_address'], holds: 'An address that begins with https://.' },
  { name: 'area', also: ['area_served', 'location', 'town'], holds: 'Whom it is for by place.' },
  { name: 'age_min', also: ['minimum_age', 'min_age'], holds: 'A number.' },
  { name: 'age_max', also: ['maximum_age', 'max_age'], holds: 'A number.' },
  { name: 'cost', also: ['fees', 'price'], holds: '' },
  { name: 'hours', also: ['opening_hours', 'opening_times', 'open'], holds: '' },
  { name: 'how_to_access', also: ['referral', 'how_to_refer'], holds: 'How somebody gets there.' },
  { name: 'wait', also: ['waiting_time'], holds: '' },
  { name: 'languages', also: ['language'], holds: '' },
  { name: 'accessibility', also: ['access_needs'], holds: '' },
  { name: 'needs', also: ['need'], holds: 'Words for what it helps with. A person chooses from our own.' },
  { name: 'audiences', also: ['audience', 'who_for'], holds: 'Words for whom it is for.' },
]

/** The first line of a table, to be copied, with a made-up row under it. */
export const csvTemplate = [
  columns.map(({ name }) => name).join(','),
  '1,Example Drop-in,Example Charity,"A warm place to talk, on Mondays.",01632 960001,,hello@example.org,https://example.org/,Rotherham,18,,Free,Mon 10-12,Walk in,,English; Urdu,Step-free,talk_to_someone,adult_survivor',
].join('\n')

export type CsvRow =
  | { ok: true; id: string; raw: Record<string, string> }
  | { ok: false; row: number; sentence: string }

export type CsvTable = { ok: true; rows: CsvRow[]; unknown: string[] } | { ok: false; sentence: string }

/**
 * Reads a table as spreadsheets write it: with or without a byte order mark, with commas, semicolons or tabs, with quotes. A
 * cell is text; one that begins with = is a text that begins with =.
 * @returns each row, or a sentence about it; one sentence when there is no table at all
 */
export function readCsv(text: string): CsvTable {
  const bare = text.replace(/^\ufeff/, '')
  let lines: { record: string[]; info: { lines: number } }[]
  try {
    lines = parse(bare, {
      bom: true,
      delimiter: delimiterOf(bare),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
      info: true,
    }) as unknown as typeof lines
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const sentence = 'A quotation mark is opened and never closed, or a row is longer than 100 kB. Nothing was read.'
    return { ok: false, sentence }
  }
  const [head, ...rest] = lines
  if (!head) return { ok: false, sentence: 'There is nothing in this table.' }
  const names = head.record.map(columnOf)
  if (!names.includes('name')) return { ok: false, sentence: 'The first row has no column called name.' }
  const twice = names.find((name, at) => columns.some((one) => one.name === name) && names.indexOf(name) !== at)
  if (twice) return { ok: false, sentence: `Two columns are called ${twice}.` }
  const unknown = head.record
    .filter((_, at) => !columns.some(({ name }) => name === names[at]))
    .map((n) => plainLine(n, 60))
  const rows = rest
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
    .map(({ record, info }) => rowOf(names, record, info.lines))
  return { ok: true, rows, unknown }
}

/** A row of a table as an entry could take it. */
export function draftFromCsv(raw: Record<string, unknown>): Draft {
  const left: string[] = []
  const cell = (name: string, most: number) => plainText(raw[name], most) || null
  const several = (name: string) =>
    plainText(raw[name], 500)
      .split(/[;\n]/)
      .map((part) => part.trim())
      .filter(Boolean)
  const contacts: Draft['contacts'] = []
  const take = (kind: 'phone' | 'text' | 'email' | 'web', said: string, value: string | undefined) => {
    if (value) contacts.push({ kind, value })
    else left.push(`The column ${kind} could not be used: ${plainLine(said, 100)}`)
  }
  for (const said of several('phone')) take('phone', said, phoneNumber(said))
  for (const said of several('text')) take('text', said, phoneNumber(said))
  for (const said of several('email')) take('email', said, emailAddress(said))
  for (const said of several('web')) take('web', said, httpsAddress(said, 300))
  const [from, to] = [ageOf(raw.age_min), ageOf(raw.age_max)]
  const backwards = from !== null && to !== null && from > to
  if (backwards) left.push('Its ages run backwards, so neither was taken over.')
  for (const name of ['age_min', 'age_max']) {
    if (plainLine(raw[name], 40) && ageOf(raw[name]) === null)
      left.push(`The column ${name} is no age: ${plainLine(raw[name], 40)}`)
  }
  return {
    name: plainLine(raw.name, mostOf.name) || 'Without a name',
    organization: cell('organisation', mostOf.organization),
    aliases: [],
    summary: plainText(raw.description, mostOf.summary),
    how_to_access: cell('how_to_access', mostOf.how_to_access),
    hours: cell('hours', mostOf.hours),
    cost: cell('cost', mostOf.cost),
    wait: cell('wait', mostOf.wait),
    languages: cell('languages', mostOf.languages),
    accessibility: cell('accessibility', mostOf.accessibility),
    area: cell('area', mostOf.area),
    age_min: backwards ? null : from,
    age_max: backwards ? null : to,
    age_note: null,
    status: 'unverified',
    status_note: null,
    contacts: distinctContacts(contacts, left),
    words: [...several('needs'), ...several('audiences')].map((word) => word.slice(0, 100)).slice(0, 40),
    left,
  }
}

function rowOf(names: string[], record: string[], row: number): CsvRow {
  if (record.length !== names.length) {
    const sentence = `It has ${record.length} cells and the first row has ${names.length}. Left out.`
    return { ok: false, row, sentence }
  }
  const raw = Object.fromEntries(names.map((name, at) => [name, record[at] ?? '']))
  const name = plainLine(raw.name, mostOf.name)
  if (!name) return { ok: false, row, sentence: 'It has no name. Left out.' }
  const own = plainLine(raw.id, 200)
  return {
    ok: true,
    id: own || `name ${createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 32)}`,
    raw,
  }
}

function columnOf(said: string): string {
  const name = plainLine(said, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
  return columns.find((one) => one.name === name || one.also.includes(name))?.name ?? `other ${name}`
}

/** What stands between cells: whichever comes most in the first line, outside quotes. */
function delimiterOf(text: string): string {
  const [first = ''] = text.replace(/"[^"]*"/g, '').split('\n')
  const counted = [',', ';', '\t'].map((one) => ({ one, times: first.split(one).length }))
  return counted.sort((a, b) => b.times - a.times)[0]?.one ?? ','
}
