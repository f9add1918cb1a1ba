import { attributeId, nameBasedId } from '../attribute-id.ts'
import areas from '../data/areas.json' with { type: 'json' }
import type { Option } from '../option.ts'
import { filled, type Part } from './filled.ts'
import { isSettled, tellerOf } from './leaving.ts'
import { type Organization, organizationPart } from './organization.ts'
import { reachOf } from './reaching.ts'
import { schedulesOf } from './schedules.ts'
import { type Taxonomy, termPart, termsOf } from './taxonomies.ts'

/** What a service is written with, besides its entry. */
export type Around = {
  today: string
  taxonomies: Taxonomy[]
  organization: Organization
  /** When the entry was last changed, if somebody changed it here. */
  changedAt: Date | undefined
}

const areaNames = new Map(areas.map(({ key, name }) => [key, name]))
const languageNames = new Intl.DisplayNames('en-GB', { type: 'language' })

/**
 * An entry as a fully nested service of Open Referral UK v3. What is not known, or what sources disagree on, is not there;
 * `heard` holds what the standard has no place for.
 */
export function serviceOf(option: Option, around: Around): Part {
  const { contacts, ...reach } = reachOf(option)
  const attributes = termsOf(option, around.taxonomies).map(({ link, term }) => ({
    id: attributeId(option.id, term.id),
    ...{ link_id: option.id, link_entity: 'service', link_type: link },
    ...{ taxonomy_term_id: term.id, taxonomy_term: termPart(term) },
  }))
  return filled({
    ...oneToOne(option, around),
    ...reach,
    organization: organizationPart(around.organization),
    schedules: schedulesOf(option, around.today),
    service_areas: areasOf(option),
    languages: languagesOf(option),
    cost_options: costsOf(option),
    contacts,
    attributes,
  })
}

/** The same service as the list has it: without what there can be several of. */
export function listedService(service: Part): Part {
  return Object.fromEntries(Object.entries(service).filter(([, value]) => !Array.isArray(value)))
}

function oneToOne(option: Option, { today, organization, changedAt }: Around): Part {
  const told = tellerOf(option)
  const forWhom = [told('gender_or_community', option.gender_or_community), told('age_note', option.age_note)]
  return {
    ...{ id: option.id, organization_id: organization.id, name: option.name },
    alternate_name: told('aliases', option.aliases)?.join('; '),
    description: told('summary', option.summary),
    status: 'active',
    alert:
      option.status === 'at_risk' ? 'It is not certain that this service goes on. Ask before you rely on it.' : null,
    application_process: told('how_to_access', option.how_to_access),
    eligibility_description: forWhom.filter(Boolean).join('; '),
    minimum_age: told('age_min', option.age_min),
    maximum_age: told('age_max', option.age_max),
    fees_description: told('cost', option.cost),
    interpretation_services: told('interpreters', option.interpreters)
      ? (told('languages', option.languages) ?? 'Interpreters can be asked for.')
      : null,
    assured_date: assuredOn(option),
    last_modified: lastModified(option, today, changedAt),
    heard: ownPart(option),
  }
}

/** When a person last checked it. A copy of a page assures nobody. */
function assuredOn({ checked_by, checked_on, contacts }: Option): string | null {
  const confirmed = contacts.flatMap((one) => (one.taken_down_on ? [] : (one.confirmed_on ?? [])))
  return [...(checked_by ? [checked_on] : []), ...confirmed].sort().at(-1) ?? null
}

function ownPart(option: Option): Part {
  const told = tellerOf(option)
  return {
    status: option.status.replace('_', ' '),
    confidence: option.confidence,
    checked_how: option.checked_how,
    sources_disagree_on: [...new Set(option.conflicts.map(({ field }) => field))],
    accessibility: told('accessibility', option.accessibility),
    languages: told('languages', option.languages),
    welcomes: told('welcomes', option.welcomes),
    ways: told('ways', option.ways),
    police: told('police', option.police),
    first_contact: told('first_contact', option.first_contact),
    who_will_know: told('who_will_know', option.who_will_know),
    what_asked: told('what_asked', option.what_asked),
    who_to_ask: told('who_to_ask', option.who_to_ask),
    wait: told('wait', option.wait),
    wait_checked_on: told('wait', option.wait && option.wait_checked_on),
    while_waiting: told('while_waiting', option.while_waiting),
  }
}

/** Only areas of our list: the words about an area also hold guesses, and say so. */
function areasOf(option: Option): object[] {
  if (!isSettled(option, 'areas')) return []
  return [...new Set(option.areas)].flatMap((key) => {
    const name = areaNames.get(key)
    return name
      ? [{ id: nameBasedId(`${option.id}/area/${key}`), service_id: option.id, name, service_area: name }]
      : []
  })
}

function languagesOf(option: Option): object[] {
  if (!isSettled(option, 'language_codes')) return []
  const codes = [...new Set(option.language_codes)].filter((code) =>
    /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.test(code),
  )
  return codes.map((code) => ({
    ...{ id: nameBasedId(`${option.id}/language/${code}`), service_id: option.id },
    ...{ name: code === 'bfi' ? 'British Sign Language' : languageNames.of(code), code },
  }))
}

/** An amount only where a source says that it is free; Heard knows no other amount as a number. */
function costsOf(option: Option): object[] {
  const told = tellerOf(option)
  const [free, words] = [told('free', option.free), told('cost', option.cost)]
  if (!free && !words) return []
  const amount = free ? { option: 'Free', amount: 0 } : {}
  return [{ id: nameBasedId(`${option.id}/cost`), service_id: option.id, ...amount, amount_description: words }]
}

/** The last day on which anything of it was looked at, or the moment of a later change. */
function lastModified(option: Option, today: string, changedAt: Date | undefined): string {
  const looks = option.contacts.flatMap((one) => [one.seen_on, one.confirmed_on, one.taken_down_on])
  const days = [option.checked_on, option.visible_from, ...looks].filter((day): day is string => !!day && day <= today)
  const midnight = `${days.sort().at(-1) ?? option.checked_on}T00:00:00.000Z`
  const changed = changedAt?.toISOString() ?? ''
  return changed > midnight ? changed : midnight
}
