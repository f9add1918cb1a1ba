import type { FastifyRequest } from 'fastify'
import { isId } from '../../db/id.ts'
import { weekdays } from '../known-keys.ts'

/** A parameter that cannot be read. The message is the sentence for whoever asks; it never repeats what they sent. */
export class OddParameter extends Error {
  override name = 'OddParameter'
  statusCode = 400
}

/** Usual and greatest number of things on a page. */
export const USUAL_SIZE = 50
export const GREATEST_SIZE = 500
const LONGEST_SEARCH = 200

/** What somebody asks of a list. What is left out asks for nothing. */
export type Asked = {
  page: number
  perPage: number
  search: string | undefined
  termId: string | undefined
  taxonomyId: string | undefined
  minimumAge: number | undefined
  maximumAge: number | undefined
  startTime: string | undefined
  endTime: string | undefined
  day: string | undefined
}

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/**
 * Reads the parameters of a list. Parameters that the standard does not name are not looked at.
 * @throws {OddParameter} for a value that cannot be meant, for one given twice, and for bytes that are no text
 */
export function readAsked(request: FastifyRequest): Asked {
  const query = textQuery(request)
  const read = <T>(name: string, parse: (value: string) => T | undefined, must: string): T | undefined => {
    const value = query.get(name)
    if (value === undefined || value === '') return undefined
    const parsed = parse(value)
    if (parsed === undefined) throw new OddParameter(`${name} must be ${must}.`)
    return parsed
  }
  const age = 'a whole number from 0 to 150'
  const clock = 'a time such as 09:30'
  const id = 'an id as this feed gives it: a UUID'
  return {
    page: read('page', wholeNumber(1, 999_999_999), 'a whole number from 1') ?? 1,
    perPage: read('per_page', wholeNumber(1, GREATEST_SIZE), `a whole number from 1 to ${GREATEST_SIZE}`) ?? USUAL_SIZE,
    search: read('search', searchWords, `at most ${LONGEST_SEARCH} characters of text`),
    termId: read('taxonomy_term_id', id36, id),
    taxonomyId: read('taxonomy_id', id36, id),
    minimumAge: read('minimum_age', wholeNumber(0, 150), age),
    maximumAge: read('maximum_age', wholeNumber(0, 150), age),
    startTime: read('start_time', timeOfDay, clock),
    endTime: read('end_time', timeOfDay, clock),
    day: read('day', weekday, 'a day of the week, such as MO or Monday'),
  }
}

/**
 * Reads where somebody looks for a service. Heard holds no addresses, so it is only checked.
 * @throws {OddParameter} as `readAsked`
 */
export function checkPlace(request: FastifyRequest): void {
  const query = textQuery(request)
  const [postcode = '', proximity = ''] = [query.get('postcode'), query.get('proximity')]
  if (postcode && !/^[a-z0-9 ]{2,10}$/i.test(postcode)) throw new OddParameter('postcode must be a UK postcode.')
  if (proximity && !/^\d{1,8}(\.\d{1,3})?$/.test(proximity)) {
    throw new OddParameter('proximity must be a number of metres.')
  }
}

const known = new Set([
  ...['page', 'per_page', 'search', 'taxonomy_term_id', 'taxonomy_id', 'minimum_age', 'maximum_age'],
  ...['start_time', 'end_time', 'day', 'postcode', 'proximity'],
])

function textQuery(request: FastifyRequest): Map<string, string> {
  const asked = request.url.split('?').slice(1).join('?')
  try {
    decodeURIComponent(asked)
  } catch {
    throw new OddParameter('The address holds bytes that are no text in UTF-8.')
  }
  const entries = Object.entries(request.query as Record<string, string | string[]>)
  return new Map(
    entries
      .filter(([name]) => known.has(name))
      .map(([name, value]) => {
        if (Array.isArray(value)) throw new OddParameter(`${name} is given more than once.`)
        return [name, value]
      }),
  )
}

function wholeNumber(least: number, most: number) {
  return (value: string) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    return number >= least && number <= most ? number : undefined
  }
}

function searchWords(value: string): string | undefined {
  return value.length <= LONGEST_SEARCH && !/\p{Cc}/u.test(value) ? value : undefined
}

function id36(value: string): string | undefined {
  return isId(value) ? value.toLowerCase() : undefined
}

function timeOfDay(value: string): string | undefined {
  return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?$/.test(value) ? value.slice(0, 5) : undefined
}

function weekday(value: string): string | undefined {
  const said = value.toLowerCase()
  const at = dayNames.findIndex((name) => name === said || name.slice(0, 2) === said || name.slice(0, 3) === said)
  return weekdays[at]
}
