import { ageOf, type Draft, distinctContacts, mostOf, phoneNumber } from './draft.ts'
import { emailAddress, httpsAddress, plainLine, plainText } from './plain-text.ts'

type Fields = Record<string, unknown>

const statusOf: Record<string, Pick<Draft, 'status' | 'status_note'>> = {
  active: { status: 'presumed_open', status_note: null },
  inactive: { status: 'closed', status_note: 'The source says: inactive.' },
  defunct: { status: 'closed', status_note: 'The source says: defunct.' },
  'temporarily closed': { status: 'at_risk', status_note: 'The source says: temporarily closed.' },
}

/**
 * A service of Open Referral UK as an entry could take it. Feeds leave out what the standard asks for and add what it does
 * not know, so anything may be missing, empty, null or of another kind.
 */
export function draftFromOruk(raw: Fields): Draft {
  const left: string[] = []
  const places = [
    ...listIn(raw.service_at_locations).flatMap((each) => listIn([each.location])),
    ...listIn(raw.locations),
  ]
  const said = plainLine(raw.status, 40).toLowerCase()
  const [lower, upper] = agesOf(raw)
  if (lower !== null && upper !== null && lower > upper) left.push('Its ages run backwards, so neither was taken over.')
  const backwards = lower !== null && upper !== null && lower > upper
  return {
    name: plainLine(raw.name, mostOf.name) || 'Without a name',
    organization: text(fieldsOf(raw.organization).name, mostOf.organization),
    aliases: [plainLine(raw.alternate_name, mostOf.word)].filter(Boolean),
    summary: plainText(raw.description, mostOf.summary),
    how_to_access: text(raw.application_process, mostOf.how_to_access),
    hours: hoursOf([raw, ...places, ...listIn(raw.service_at_locations)]),
    cost: costOf(raw),
    wait: text(raw.wait_time, mostOf.wait),
    languages: namesIn(raw.languages, ['name', 'language', 'code'], mostOf.languages),
    accessibility: joined(
      places.flatMap((place) => listIn(place.accessibility ?? place.accessibility_for_disabilities)),
      ['description', 'details', 'accessibility'],
      mostOf.accessibility,
    ),
    area: areaOf(raw, places),
    age_min: backwards ? null : lower,
    age_max: backwards ? null : upper,
    age_note: text(raw.eligibility_description, mostOf.age_note),
    ...((Object.hasOwn(statusOf, said) && statusOf[said]) || {
      status: 'unverified' as const,
      status_note: said ? `The source says: ${said}.` : 'The source does not say whether it is open.',
    }),
    contacts: contactsOf(raw, places, left),
    words: wordsOf(raw),
    left,
  }
}

function contactsOf(raw: Fields, places: Fields[], left: string[]): Draft['contacts'] {
  const people = [raw, ...places, ...listIn(raw.service_at_locations)].flatMap((each) => listIn(each.contacts))
  const phones = [raw, ...places, ...listIn(raw.service_at_locations), ...people].flatMap((each) => listIn(each.phones))
  const contacts: Draft['contacts'] = []
  for (const phone of phones) {
    const said = plainLine(phone.number, 60)
    const kind = plainLine(phone.type, 20).toLowerCase()
    if (!said) continue
    const value = phoneNumber(said)
    if (!value || phone.extension || ['fax', 'pager'].includes(kind))
      left.push(`This number was not taken over: ${said}`)
    else contacts.push({ kind: /text|sms/.test(kind) ? 'text' : 'phone', value })
  }
  for (const said of [raw.email, ...people.map(({ email }) => email)]) {
    const value = emailAddress(said)
    if (value) contacts.push({ kind: 'email', value })
    else if (plainLine(said, 60)) left.push(`This is no email address: ${plainLine(said, 60)}`)
  }
  for (const said of [raw.url, raw.website]) {
    const value = httpsAddress(said, 300)
    if (value) contacts.push({ kind: 'web', value })
    else if (plainLine(said, 100)) left.push(`This is no https address: ${plainLine(said, 100)}`)
  }
  return distinctContacts(contacts, left)
}

function hoursOf(holders: Fields[]): string | null {
  const lines = holders
    .flatMap((holder) => listIn(holder.schedules ?? holder.regular_schedules))
    .map((one) => {
      const days = plainLine(one.byday ?? one.weekday, 60).replaceAll(',', ', ')
      const hours = [one.opens_at, one.closes_at].map((time) => plainLine(time, 5)).filter(Boolean)
      return plainLine(one.description, 200) || [days, hours.join('–')].filter(Boolean).join(' ')
    })
  return text([...new Set(lines.filter(Boolean))].join('; '), mostOf.hours)
}

function costOf(raw: Fields): string | null {
  const options = listIn(raw.cost_options).map((one) =>
    [
      plainLine(one.option, 100),
      plainLine(one.amount, 20),
      plainLine(one.currency, 5),
      plainLine(one.amount_description, 100),
    ]
      .filter(Boolean)
      .join(' '),
  )
  return text(raw.fees_description, mostOf.cost) ?? text(options.join('; '), mostOf.cost) ?? text(raw.fees, mostOf.cost)
}

function areaOf(raw: Fields, places: Fields[]): string | null {
  const served = namesIn(raw.service_areas, ['name', 'service_area'], mostOf.area)
  const towns = places.flatMap((place) => listIn(place.addresses ?? place.physical_addresses))
  return served ?? joined(towns, ['city'], mostOf.area)
}

function agesOf(raw: Fields): [number | null, number | null] {
  const [older] = listIn(raw.eligibilitys ?? raw.eligibility)
  return [ageOf(raw.minimum_age) ?? ageOf(older?.minimum_age), ageOf(raw.maximum_age) ?? ageOf(older?.maximum_age)]
}

function wordsOf(raw: Fields): string[] {
  const attributes = [...listIn(raw.attributes), ...listIn(raw.service_taxonomys)]
  const words = attributes.map((one) => {
    const term = fieldsOf(one.taxonomy_term ?? one.taxonomy)
    return plainLine(term.name ?? one.label ?? one.value, 100)
  })
  return [...new Set(words.filter(Boolean))].slice(0, 40)
}

function namesIn(value: unknown, keys: string[], most: number): string | null {
  return joined(listIn(value), keys, most)
}

function joined(list: Fields[], keys: string[], most: number): string | null {
  const names = list.map((one) => keys.map((key) => plainLine(one[key], 200)).find(Boolean) ?? '')
  return text([...new Set(names.filter(Boolean))].join('; '), most)
}

function text(value: unknown, most: number): string | null {
  return plainText(value, most) || null
}

/** The objects of a list; a bare word counts as something with that name. Never more than a person would read. */
function listIn(value: unknown): Fields[] {
  const list = Array.isArray(value) ? value.slice(0, 200) : []
  return list.map((one) => (typeof one === 'string' ? { name: one } : fieldsOf(one)))
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}
