import { sql } from 'kysely'
import t from 'tap'
import { chance } from '../fixtures/chance.ts'
import { emptyPlaces, orukProblems } from '../fixtures/oruk.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(300_000)
// A summer's day: the clock in London is an hour ahead of UTC.
const site = await openTestSite({ at: new Date('2026-07-01T10:00:00Z') })
t.teardown(site.close)
const { server, db } = site
const today = '2026-07-01'

type Thing = { id: string; [name: string]: unknown }
const ask = (path: string, headers: Record<string, string> = {}) => server.inject({ url: `/o/v3${path}`, headers })

/** Everything that the feed tells, by service, and as one text. */
async function everything() {
  const services = new Map<string, Thing>()
  let text = ''
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const reply = await ask(`/services?per_page=20&page=${page}`)
    const list = reply.json()
    pages = list.total_pages
    text += reply.body
    for (const { id } of list.contents) {
      const one = await ask(`/services/${id}`)
      text += one.body
      services.set(id, one.json())
    }
  }
  for (const path of ['', '/taxonomies', '/taxonomy_terms?per_page=500', '/openapi.json'])
    text += (await ask(path)).body
  return { services, text }
}

/** Where each text of an entry may stand, and which disputes keep it back. Written from the decision, not from the code. */
const texts = {
  summary: ['summary', 'description'],
  how_to_access: ['how_to_access', 'access', 'access_routes', 'who_to_ask'],
  gender_or_community: ['gender_or_community', 'welcomes'],
  age_note: ['age_min', 'age_max', 'age_note'],
  cost: ['cost', 'free'],
  accessibility: ['accessibility'],
  first_contact: ['first_contact'],
  who_will_know: ['who_will_know'],
  what_asked: ['what_asked'],
  wait: ['wait', 'wait_checked_on', 'while_waiting'],
}
type Field = keyof typeof texts
const fields = Object.keys(texts) as Field[]
/** What is for the team alone, and must never leave. */
const inside = ['status_note', 'slug'] as const
const disputes = [
  ...[...Object.values(texts).flat(), 'hours', 'times', 'provider', 'organization', 'name', 'aliases', 'area', 'areas'],
  ...['phone', 'text', 'email', 'web', 'needs', 'tier', 'languages'],
]

t.test('over made-up entries of every kind, just what may leave does', async (t) => {
  const random = chance(20261122)
  const pick = <T>(...from: T[]): T => from[Math.floor(random() * from.length)]!
  const entries = await db.selectFrom('support_options').select('id').orderBy('id').execute()
  const terms = await db
    .selectFrom('option_terms')
    .innerJoin('taxonomy_terms', 'taxonomy_terms.id', 'term_id')
    .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_id')
    .select(['option_id', 'taxonomies.key'])
    .execute()
  const termed = new Map(
    [...Map.groupBy(terms, (one) => one.option_id)].map(([id, of]) => [id, new Set(of.map((one) => one.key))]),
  )
  let checked = 0
  for (let round = 1; round <= 5; round += 1) {
    const told = new Map<string, { mark: string; may: boolean }[]>()
    const mayLeave = new Set<string>()
    const parts = new Map<string, Record<string, boolean>>()
    for (const [number, { id }] of entries.entries()) {
      const mark = (what: string) => `m${round}x${number}x${what.replaceAll('_', '')}z`
      const status = pick('open', 'open', 'open', 'presumed_open', 'at_risk', 'unverified', 'closed')
      const confidence = pick('high', 'high', 'medium', 'medium', 'low')
      const visible_from = pick(null, null, '2026-06-30', today, '2026-07-02')
      const visible_until = pick(null, null, '2026-06-30', today, '2026-07-02')
      const disputed = Array.from({ length: pick(0, 0, 1, 1, 2, 3) }, () => pick(...disputes))
      if (pick(...Array(20).keys()) === 0) disputed.push(pick('status', 'something new'))
      const conflicts = disputed.map((field) => ({ field, values: [mark('old')], note: mark('note') }))

      const kinds = ['phone', 'text', 'email', 'web'] as const
      await db.deleteFrom('option_contacts').where('option_id', '=', id).execute()
      const contacts = kinds.map((kind, at) => {
        const digits = `07${round}${String(number).padStart(3, '0')}${at}4711`
        const value = {
          phone: digits,
          text: `${digits}1`,
          email: `${mark('mail')}@example.org`,
          web: `https://${mark('web')}.example.org/`,
        }[kind]
        const trust = pick('high' as const, 'medium' as const, 'low' as const)
        const confirmed = pick(null, null, today)
        const down = pick(null, null, null, today)
        const shown =
          status !== 'closed' &&
          !down &&
          (trust === 'high' || (trust === 'medium' && (kind === 'web' || confirmed))) &&
          !(disputed.includes(kind) && !confirmed)
        return { kind, value, trust, confirmed, down, shown: Boolean(shown) }
      })
      await db
        .insertInto('option_contacts')
        .values(
          contacts.map(({ kind, value, trust, confirmed, down }) => ({
            ...{ id: sql<string>`gen_random_uuid()`, option_id: id, kind, value, confidence: trust, seen_on: today },
            ...{ confirmed_on: confirmed, confirmed_how: confirmed ? ('called' as const) : null, taken_down_on: down },
          })),
        )
        .execute()

      const repeats = pick(undefined, undefined, contacts[0], contacts[2])
      const words = Object.fromEntries(fields.map((field) => [field, mark(field)])) as Record<Field, string>
      if (repeats) words.how_to_access += ` or ${repeats.value.replace(/^(\d{5})/, '$1 ')}`
      await db
        .updateTable('support_options')
        .set({
          ...{ name: mark('name'), aliases: [mark('alias')], status, confidence, visible_from, visible_until },
          ...{ conflicts: JSON.stringify(conflicts), ...words, status_note: mark('status_note'), slug: mark('slug') },
          ...{ hours: mark('hours'), times: JSON.stringify([{ days: ['MO'], opens: '09:00', closes: '24:00' }]) },
          ...{ age_min: 11, areas: ['uk'], language_codes: ['pl'], free: true },
        })
        .where('id', '=', id)
        .execute()

      const leaves =
        ['open', 'presumed_open', 'at_risk'].includes(status) &&
        confidence !== 'low' &&
        (visible_from === null || visible_from <= today) &&
        (visible_until === null || visible_until >= today) &&
        !disputed.includes('status') &&
        !disputed.includes('something new')
      if (leaves) mayLeave.add(id)
      const undisputed = (names: string[]) => !names.some((name) => disputed.includes(name))
      const isAsked = (field: Field) => !(field === 'how_to_access' && repeats && !repeats.shown)
      parts.set(id, {
        schedules: undisputed(['hours', 'times']),
        minimum_age: undisputed(texts.age_note),
        service_areas: undisputed(['area', 'areas']),
        languages: undisputed(['languages']),
        cost_options: undisputed(texts.cost),
        need: undisputed(['needs']),
        tier: undisputed(['tier']),
        access: undisputed(texts.how_to_access),
      })
      told.set(id, [
        { mark: mark('name'), may: leaves },
        { mark: mark('alias'), may: leaves && undisputed(['name', 'aliases']) },
        { mark: mark('hours'), may: leaves && undisputed(['hours', 'times']) },
        ...fields.map((field) => ({ mark: mark(field), may: leaves && undisputed(texts[field]) && isAsked(field) })),
        ...contacts.map(({ value, shown }) => ({ mark: value, may: leaves && shown })),
        ...[...inside, 'old', 'note'].map((what) => ({ mark: mark(what), may: false })),
      ])
    }
    const { services, text } = await everything()
    t.same([...services.keys()].sort(), [...mayLeave].sort(), `round ${round}: ${mayLeave.size} services`)
    for (const [id, marks] of told) {
      for (const { mark, may } of marks) {
        checked += 1
        if (text.includes(mark) !== may) t.fail(`${mark} ${may ? 'is missing' : 'left'}`)
      }
      const one = services.get(id)
      if (!one) continue
      const problems = [...orukProblems('service', one), ...emptyPlaces(one)]
      const links = new Set(((one.attributes ?? []) as { link_type: string }[]).map((attribute) => attribute.link_type))
      for (const [part, may] of Object.entries(parts.get(id) ?? {})) {
        checked += 1
        const had = !['need', 'tier', 'access'].includes(part) || termed.get(id)?.has(part)
        if ((part in one || links.has(part)) !== Boolean(may && had))
          problems.push(`${part} ${may ? 'is missing' : 'left'}`)
      }
      if (problems.length > 0) t.fail(`${id}: ${problems}`)
    }
  }
  t.ok(checked > 5_000, `${checked} facts`)
})
