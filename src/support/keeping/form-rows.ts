import { type FormBody, field, fields } from '../../web/form.ts'
import { closesAt, knownKeys, opensAt } from '../known-keys.ts'
import type { EntryContent } from './entry.ts'

/** The numbers of a form's rows of one kind, as they came: `contact-0-…`, `contact-1-…`. */
export function rowsOf(body: unknown, kind: string): number[] {
  const found = Object.keys((body as FormBody | undefined) ?? {}).flatMap((name) => {
    const [, number] = new RegExp(`^${kind}-(\\d{1,2})-`).exec(name) ?? []
    return number === undefined ? [] : [Number(number)]
  })
  return [...new Set(found)].sort((a, b) => a - b)
}

/** Rows of the form that are there already. */
export function typedRows({ contacts, times, conflicts, sources }: EntryContent): FormBody {
  const rows = <T>(kind: string, list: T[], cells: (one: T) => FormBody) =>
    list.flatMap((one, at) =>
      Object.entries(cells(one)).map(([name, value]) => [`${kind}-${at}-${name}`, value] as const),
    )
  return Object.fromEntries([
    ...rows('contact', contacts, ({ id, kind, value, send, confidence, source }) => ({
      ...{ id, kind, value, send: send ?? '', confidence, source: source ?? '' },
    })),
    ...rows('time', times ?? [], ({ days, opens, closes }) => ({ days, opens, closes })),
    ...rows('conflict', conflicts, ({ field, values, note }) => ({ field, values: values.join('\n'), note })),
    ...rows('source', sources, ({ url, seen, supports, kind }) => ({ url, seen, kind, supports: supports.join(', ') })),
  ])
}

/** @returns null when no row says anything: then it is not known */
export function readTimes(body: unknown, problems: Record<string, string>): EntryContent['times'] {
  const times = rowsOf(body, 'time').flatMap((at) => {
    const opens = field(body, `time-${at}-opens`).trim()
    const closes = field(body, `time-${at}-closes`).trim()
    const on = fields(body, `time-${at}-days`)
    if (on.length === 0 && !opens && !closes) return []
    const fits = opensAt.test(opens) && closesAt.test(closes) && on.every((day) => knownKeys.days.includes(day))
    if (!fits || opens >= closes || on.length === 0) {
      problems.times = 'Give days, and times like 09:00 and 17:30. Midnight at the end is 24:00.'
    }
    return [{ days: on, opens, closes }]
  })
  return times.length > 0 ? times : null
}

/** Rows without a field are left out. */
export function readConflicts(body: unknown): EntryContent['conflicts'] {
  return rowsOf(body, 'conflict').flatMap((at) => {
    const about = field(body, `conflict-${at}-field`).trim()
    if (about === '') return []
    const values = field(body, `conflict-${at}-values`)
      .split('\n')
      .map((value) => value.trim())
      .filter(Boolean)
    return [{ field: about.slice(0, 60), values, note: field(body, `conflict-${at}-note`).trim().slice(0, 600) }]
  })
}

/** Rows without an address are left out. */
export function readSources(body: unknown, problems: Record<string, string>): EntryContent['sources'] {
  return rowsOf(body, 'source').flatMap((at) => {
    const part = (name: string) => field(body, `source-${at}-${name}`).trim().slice(0, 500)
    if (part('url') === '') return []
    if (part('seen') === '') problems.sources = 'Say when each source was seen.'
    const supports = part('supports')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    return [{ url: part('url'), seen: part('seen'), kind: part('kind') || 'official', supports }]
  })
}
