import { GREATEST_SIZE, USUAL_SIZE } from './asking.ts'
import { leftOut, licence, ROOT } from './description.ts'
import type { Part } from './filled.ts'

const id = { type: 'string', format: 'uuid' }
const text = { type: 'string' }
const uri = { type: 'string', format: 'uri' }
const whole = { type: 'integer' }
const list = (items: object) => ({ type: 'array', items })
const thing = (required: string[], properties: object) => ({ type: 'object', required, properties })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const asked = (name: string, description: string, schema: object) => [name, { name, in: 'query', description, schema }]

const parameters: Record<string, object> = Object.fromEntries([
  asked('page', 'Which page, from 1. A page after the last is empty.', { type: 'integer', minimum: 1, default: 1 }),
  asked('per_page', 'How many on a page.', {
    ...{ type: 'integer', minimum: 1, maximum: GREATEST_SIZE, default: USUAL_SIZE },
  }),
  asked('search', 'Words that all occur in the texts of a service.', { type: 'string', maxLength: 200 }),
  asked('taxonomy_term_id', 'Services with this term.', id),
  asked('taxonomy_id', 'Services with any term of this taxonomy; terms of this taxonomy.', id),
  asked('minimum_age', 'Services whose known minimum age is at least this.', { type: 'integer', minimum: 0 }),
  asked('maximum_age', 'Services whose known maximum age is at most this.', { type: 'integer', minimum: 0 }),
  asked('start_time', 'Services that are known to open at this time or later, in London.', text),
  asked('end_time', 'Services that are known to close by this time, in London.', text),
  asked('day', 'Services that are known to open on this day: MO to SU, or Monday to Sunday.', text),
  asked('postcode', 'Heard holds no addresses, so nothing is near any postcode.', text),
  asked('proximity', 'Metres around the postcode.', { type: 'number' }),
])

const paging = ['page', 'per_page']
const filters = ['search', ...paging, 'taxonomy_term_id', 'taxonomy_id', 'minimum_age', 'maximum_age']
const ofServices = [...filters, 'start_time', 'end_time', 'day']

/** One place of the feed: what it answers, and what may be asked of it. */
function place(summary: string, schema: object, asks: string[], byId = false): object {
  const problem = { description: 'What went wrong.', content: { 'application/json': { schema: ref('Problem') } } }
  const path = { name: 'id', in: 'path', required: true, schema: id }
  const query = asks.map((name) => ({ $ref: `#/components/parameters/${name}` }))
  return {
    get: {
      summary,
      ...(byId || query.length > 0 ? { parameters: byId ? [path] : query } : {}),
      responses: {
        200: { description: summary, content: { 'application/json': { schema } } },
        304: { description: 'You have it already: the ETag is the same.' },
        ...(byId ? { 404: problem } : {}),
        ...(query.length > 0 ? { 400: problem } : {}),
      },
    },
  }
}

const page = (item: string) => ({ allOf: [ref('Page'), thing(['contents'], { contents: list(ref(item)) })] })

const service = {
  ...{ id, organization_id: id, name: text, alternate_name: text, description: text },
  ...{ url: uri, email: { type: 'string', format: 'email' } },
  ...{ status: { type: 'string', enum: ['active'] }, alert: text, application_process: text },
  ...{ eligibility_description: text, minimum_age: whole, maximum_age: whole, fees_description: text },
  ...{ interpretation_services: text, assured_date: { type: 'string', format: 'date' } },
  ...{ last_modified: { type: 'string', format: 'date-time' }, organization: ref('Organization') },
  heard: { type: 'object', description: 'What the standard has no place for, such as how sure Heard is.' },
}

const schemas = {
  About: thing(['version', 'profile', 'openapi_url'], { version: text, profile: uri, openapi_url: uri }),
  Page: thing(['total_items', 'total_pages', 'page_number', 'size', 'first_page', 'last_page', 'empty', 'contents'], {
    ...{ total_items: whole, total_pages: whole, page_number: whole, size: whole },
    ...{ first_page: { type: 'boolean' }, last_page: { type: 'boolean' }, empty: { type: 'boolean' } },
  }),
  Organization: thing(['id', 'name', 'description'], { id, name: text, description: text }),
  ListedService: thing(['id', 'organization_id', 'name', 'status', 'organization'], service),
  Service: thing(['id', 'organization_id', 'name', 'status', 'organization'], {
    ...service,
    schedules: list(
      thing(['id', 'freq', 'byday', 'opens_at', 'closes_at'], {
        ...{ id, freq: { type: 'string', enum: ['WEEKLY'] }, byday: text, opens_at: text, closes_at: text },
      }),
    ),
    service_areas: list(thing(['id', 'name'], { id, name: text })),
    languages: list(thing(['id', 'name', 'code'], { id, name: text, code: text })),
    cost_options: list(thing(['id'], { id, option: text, amount: { type: 'number' }, amount_description: text })),
    contacts: list(thing(['id'], { id, email: text, phones: list(ref('Phone')) })),
    attributes: list(thing(['id', 'link_id', 'taxonomy_term'], { id, link_id: id, taxonomy_term: ref('Term') })),
  }),
  Phone: thing(['id', 'number', 'type', 'description'], {
    ...{ id, contact_id: id, number: text, type: { type: 'string', enum: ['voice', 'text'] }, description: text },
  }),
  Taxonomy: thing(['id', 'name', 'description'], {
    id,
    name: text,
    description: text,
    taxonomy_terms: list(ref('Term')),
  }),
  Term: thing(['id', 'name', 'description', 'taxonomy_id'], {
    ...{ id, code: text, name: text, description: text, taxonomy: text, taxonomy_id: id, language: text },
  }),
  ServiceAtLocation: thing(['id'], { id }),
  Problem: thing(['status', 'message'], { status: whole, message: text }),
}

/**
 * What the feed offers, for programs that read OpenAPI.
 * @param base where people reach the site, if that is known
 */
export function openApi(base: string | undefined): Part {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Heard: the directory of support, as Open Referral UK v3',
      version: 'HSDS-UK-3.0',
      description: `Left out: ${leftOut}\n\n${licence}`,
    },
    servers: [{ url: `${base ?? ''}${ROOT}` }],
    paths: {
      '/': place('About this feed', ref('About'), []),
      '/services': place('Services, without what there can be several of', page('ListedService'), ofServices),
      '/services/{id}': place('One service with all that leaves of it', ref('Service'), [], true),
      '/taxonomies': place('Taxonomies', page('Taxonomy'), paging),
      '/taxonomies/{id}': place('One taxonomy with its terms', ref('Taxonomy'), [], true),
      '/taxonomy_terms': place('Terms', page('Term'), [...paging, 'taxonomy_id']),
      '/taxonomy_terms/{id}': place('One term', ref('Term'), [], true),
      '/service_at_locations': place('Always empty: Heard holds no addresses of services', page('ServiceAtLocation'), [
        ...[...ofServices, 'postcode', 'proximity'],
      ]),
      '/service_at_locations/{id}': place('There is none', ref('ServiceAtLocation'), [], true),
    },
    components: { schemas, parameters },
  }
}
