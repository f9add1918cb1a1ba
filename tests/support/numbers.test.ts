import { randomUUID } from 'node:crypto'
import t from 'tap'
import { dayOf } from '../../src/site.ts'
import { contactHref, shownContacts, whyHidden } from '../../src/support/contact.ts'
import { tiers } from '../../src/support/guidance/card.ts'
import { withoutHidden } from '../../src/support/hidden-words.ts'
import { proposeChange } from '../../src/support/keeping/change.ts'
import { problemWith } from '../../src/support/keeping/contact-rows.ts'
import { contentOf, findEntry } from '../../src/support/keeping/entry.ts'
import { type Contact, listDirectory, type Option } from '../../src/support/option.ts'
import { MOST } from '../../src/support/plan/plan.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const room = await openTestSite({ pseudo: true })
t.teardown(room.close)
const { db } = room
const today = dayOf(room.site.now())
await addHardCases()
const entries = await listDirectory(db)
const prefixes = ['', '/easy', '/pseudo']

/** What the directory's file does not have: taken down, low though somebody rang, not yet or no longer to be seen, waiting. */
async function addHardCases(): Promise<void> {
  const by = room.cast.dev.id
  const confirmed = { confirmed_on: today, confirmed_by: by, confirmed_how: 'called' as const }
  const contacts = async (slug: string, set: Partial<Contact>) => {
    const { id } = await db
      .selectFrom('support_options')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow()
    const { numUpdatedRows } = await db
      .updateTable('option_contacts')
      .set(set)
      .where('option_id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Error(`${slug} has no contact`)
    return id
  }
  const entry = (slug: string) => db.updateTable('support_options').where('slug', '=', slug)
  await contacts('crimestoppers', { ...confirmed, confidence: 'high', taken_down_on: today, taken_down_why: 'Wrong.' })
  await contacts('modern-slavery-helpline', { ...confirmed, confidence: 'low' })
  await contacts('victim-support', { ...confirmed, confidence: 'high' })
  await entry('victim-support').set({ visible_from: '2027-01-01' }).execute()
  await contacts('karma-nirvana', { ...confirmed, confidence: 'high' })
  await entry('karma-nirvana').set({ visible_until: '2026-11-22' }).execute()
  const cica = await contacts('cica', confirmed)
  const content = contentOf((await findEntry(db, cica))!)
  const extra = { ...content.contacts[0]!, id: randomUUID(), kind: 'phone' as const, value: '01632 960777' }
  const change = { content: { ...content, contacts: [...content.contacts, extra] }, kind: 'edited' as const, why: 'x' }
  await proposeChange(db, room.keys, { ...change, optionId: cica, member: room.cast.dev }, room.site.now())
}

/** Every page of the room that the public can reach, and the results of wide and narrow wishes. */
async function everyPage(prefixes: string[]): Promise<Map<string, string>> {
  const parts = ['safe', 'steady', 'work', 'build', 'beside']
  const paths = [
    ...['/support', '/support/worried', '/support/worried/work', '/support/plan', '/words', '/guidance'],
    ...parts.map((place) => `/support/place/${place}`),
    ...tiers.flatMap((tier) => [`/guidance/${tier}`, ...parts.map((place) => `/guidance/${tier}/${place}`)]),
    ...entries.map(({ ref }) => `/support/option/${ref}`),
  ]
  const pages = new Map<string, string>()
  for (const prefix of prefixes) {
    for (const path of paths) pages.set(prefix + path, (await room.server.inject({ url: prefix + path })).body)
    for (const need of new Set(entries.flatMap(({ needs }) => needs))) {
      const reply = await postForm(room.server, `${prefix}/support`, { need })
      pages.set(`${prefix}/support ${need}`, reply.body)
    }
    for (let from = 0; from < entries.length; from += MOST) {
      const ref = entries.slice(from, from + MOST).map((entry) => entry.ref)
      pages.set(`${prefix}/support/plan ${from}`, (await postForm(room.server, `${prefix}/support/plan`, { ref })).body)
    }
  }
  return pages
}

/** What other directories may take: the list, and every entry. */
async function everyAnswer(): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  const paths = [
    '/o/v3/services?per_page=100',
    '/o/v3/service_at_locations',
    ...entries.map(({ id }) => `/o/v3/services/${id}`),
  ]
  for (const path of paths) answers.set(path, (await room.server.inject({ url: path })).body)
  return answers
}

const pages = await everyPage(prefixes)
const answers = await everyAnswer()
const digitsOf = (text: string) => text.replace(/\D/g, '')

/** Telephone numbers in a page, as a reader or a thumb finds them: in words, or behind a link. */
function numbersIn(html: string): string[] {
  const links = [...html.matchAll(/href="(?:tel|sms):([^"?]*)/g)].map(([, number]) => number ?? '')
  const words = html.replace(/<[^>]+>/g, ' ').match(/\b0[\d ]{8,}\d\b|\b[5-9]\d{4}\b/g) ?? []
  return [...links, ...words].map(digitsOf)
}

t.test('a phone, text or email is shown with high confidence, or medium and confirmed by a person', async (t) => {
  const option = (over: Partial<Option> = {}) => ({ ...entries[0]!, conflicts: [], status: 'open' as const, ...over })
  const unsure = { kind: 'phone' as const, confidence: 'medium' as const, confirmed_on: null, taken_down_on: null }
  t.equal(whyHidden(option(), { ...unsure, confidence: 'high' }), undefined)
  t.equal(whyHidden(option(), unsure), 'not confirmed')
  t.equal(whyHidden(option(), { ...unsure, confirmed_on: '2026-11-21' }), undefined)
  t.equal(whyHidden(option(), { ...unsure, confidence: 'low', confirmed_on: '2026-11-21' }), 'low confidence')
  t.equal(whyHidden(option({ status: 'closed' }), { ...unsure, confidence: 'high' }), 'closed')
  const conflicts = [{ field: 'phone', values: ['one', 'two'], note: '' }]
  t.equal(whyHidden(option({ conflicts }), { ...unsure, confidence: 'high' }), 'sources disagree')
  t.equal(whyHidden(option({ conflicts }), { ...unsure, confirmed_on: '2026-11-21' }), undefined)
  t.equal(whyHidden(option(), { ...unsure, kind: 'web' }), undefined)
  t.equal(whyHidden(option(), { ...unsure, confidence: 'high', taken_down_on: '2026-11-21' }), 'taken down')
})

/** Written again here, so that a change of the rule does not change what is looked for. */
function mayBeSeen(entry: Option, contact: Option['contacts'][number]): boolean {
  const byPerson = contact.confirmed_on !== null
  const disputed = entry.conflicts.some(({ field }) => field === contact.kind)
  if ((entry.visible_from ?? today) > today || (entry.visible_until ?? today) < today) return false
  if (entry.status === 'closed' || contact.taken_down_on !== null || contact.confidence === 'low') return false
  if (disputed && !byPerson) return false
  return contact.confidence === 'high' || byPerson || contact.kind === 'web'
}

t.test('the rule holds for every entry', async (t) => {
  for (const entry of entries) {
    if (entry.visible_from || entry.visible_until) continue
    t.same(
      shownContacts(entry)
        .map(({ id }) => id)
        .toSorted(),
      entry.contacts
        .filter((contact) => mayBeSeen(entry, contact))
        .map(({ id }) => id)
        .toSorted(),
      entry.slug,
    )
  }
})

t.test('no page in any language holds a number that may not be shown', async (t) => {
  const all = entries.flatMap((entry) =>
    entry.contacts.map((contact) => ({ ...contact, seen: mayBeSeen(entry, contact) })),
  )
  const allowed = new Set(all.filter(({ seen }) => seen).map(({ value }) => digitsOf(value)))
  const open = new Set(all.filter(({ seen }) => seen).map(({ value }) => value))
  const hidden = all
    .filter(({ seen, kind, value }) => !seen && kind !== 'web' && !open.has(value))
    .map(({ value }) => value)
  t.ok(hidden.length > 10, 'there is something to hide')
  t.same(numbersIn(pages.get('/support')!).slice(0, 4), ['999', '08001111', '116123', '85258'], 'a number is seen')
  for (const value of ['0800 555 111', '0300 003 3601', '01632 960777']) {
    const held = [...pages].filter(([, html]) => html.includes(value)).length
    t.equal(held > 0, value === '0300 003 3601', `${value} is on ${held} pages`)
  }
  const wrong = [...pages, ...answers].flatMap(([url, html]) => [
    ...hidden.filter((value) => html.includes(value)).map((value) => `${url} holds ${value}`),
    ...numbersIn(html)
      .filter((number) => !allowed.has(number))
      .map((number) => `${url} shows ${number}`),
  ])
  t.same(wrong, [])
  t.ok(
    [...answers.values()].some((answer) => answer.includes('116 123')),
    'other directories may have what may be shown',
  )
})

t.test('no page in any language holds what sources disagree on, unless it is the value that is shown', async (t) => {
  const shown = new Set(entries.flatMap((entry) => shownContacts(entry).map(({ value }) => digitsOf(value))))
  const numbers = entries
    .flatMap(({ conflicts }) => conflicts.flatMap(({ values }) => values))
    .flatMap((value) => value.match(/\d[\d ]{3,}\d/g) ?? [])
    .map(digitsOf)
    .filter((number) => number.length >= 5 && !shown.has(number))
  t.ok(numbers.length > 5)
  for (const [url, html] of pages) {
    const digits = digitsOf(html.replace(/<(path|svg|circle|g|link|script|use)[^>]*>/g, ''))
    const held = numbers.filter((number) => digits.includes(number))
    if (held.length > 0) t.fail(`${url} holds ${held}`)
  }
  for (const { ref, conflicts } of entries) {
    for (const prefix of prefixes) {
      const html = pages.get(`${prefix}/support/option/${ref}`)!
      for (const { field, values } of conflicts) {
        if (!['hours', 'area', 'provider', 'gender_or_community', 'age_max'].includes(field)) continue
        if (values.some((value) => html.includes(value))) t.fail(`${prefix} ${ref} holds its disputed ${field}`)
      }
    }
  }
})

t.test('a website is a link that tells the other side nothing, and only when confidence allows', async (t) => {
  for (const [url, html] of pages) {
    if (!url.includes('/support')) continue
    for (const [link, href] of html.matchAll(/<a href="(https?:[^"]+)"[^>]*>/g)) {
      if (!link.includes('rel="noreferrer nofollow"')) t.fail(`${url} tells ${href} where people come from`)
      const entry = entries.find((one) => shownContacts(one).some(({ value }) => value === href))
      // What workers read has its sources beside it.
      if (!entry && !url.endsWith('/worried/work')) t.fail(`${url} links to ${href}`)
    }
  }
  t.equal(contactHref({ kind: 'web', value: 'javascript:alert(1)', send: null }), undefined)
})

t.test('an email link carries an address and nothing else', async (t) => {
  const href = (value: string) => contactHref({ kind: 'email', value, send: null })
  t.equal(href('help@example.org'), 'mailto:help@example.org')
  t.equal(href("o'neil+100%@example.org"), "mailto:o'neil%2B100%25@example.org")
  for (const value of ['a@b.org?bcc=c@d.org', 'a@b.org,c@d.org', 'a@b.org&cc=c@d.org', 'a@b.org?', 'a b@c.org']) {
    t.equal(href(value), undefined, value)
    t.match(problemWith({ kind: 'email', value }), /is not an email address/, value)
  }
  t.equal(problemWith({ kind: 'email', value: 'help@example.org' }), undefined)
})

t.test('a closed service appears on no page', async (t) => {
  const closed = entries.filter(({ status }) => status === 'closed')
  t.ok(closed.length > 0)
  for (const { name, slug, ref } of closed) {
    for (const [url, html] of pages) {
      t.notOk(
        html.includes(name) || html.includes(slug) || html.includes(`/option/${ref}`),
        `${url} is without ${slug}`,
      )
    }
  }
})

t.test('what a source says about old and doubtful values is for the team only', async (t) => {
  const notes = entries.flatMap(({ conflicts }) => conflicts.map(({ note }) => note)).filter((note) => note.length > 10)
  const gaps = entries.flatMap((entry) => entry.gaps).filter((gap) => gap.length > 25)
  for (const [url, html] of pages) {
    if ([...notes, ...gaps].some((words) => html.includes(words))) t.fail(`${url} holds a note of the team`)
  }
  t.ok(notes.length > 10 && gaps.length > 10)
})

t.test(
  'a number that was taken down is gone from the words too, on every page and for other directories',
  async (t) => {
    const option = (await listDirectory(db)).find(({ slug }) => slug === 'childline')!
    const [phone] = option.contacts.filter(({ kind }) => kind === 'phone')
    const down = { ...phone!, value: '0800 1111 222', taken_down_on: today }
    const said = (text: string) => ({
      ...option,
      contacts: [down],
      name: text,
      summary: `They help. ${text}`,
      hours: text,
    })
    for (const text of ['Help 0800 1111 222', 'Help 08001111222', 'Help +44 800 1111222', 'Help ٠٨٠٠-١١١١-٢٢٢']) {
      t.match(withoutHidden(said(text)), { name: 'Help', summary: 'They help.', hours: null }, text)
    }
    t.equal(withoutHidden(said('NHS (0800 1111 222 and online)')).name, 'NHS (online)')
    t.equal(withoutHidden(said('Help 0800 1111 333')).name, 'Help 0800 1111 333', 'another number')
    const also = {
      ...said('Help 0800 1111 222'),
      contacts: [down, { ...down, kind: 'text' as const, taken_down_on: null }],
    }
    t.equal(withoutHidden(also), also, 'what is shown as another contact may be read')

    await db.updateTable('option_contacts').set({ taken_down_on: today, taken_down_why: 'A test.' }).execute()
    const without = await everyPage(['', '/easy'])
    const values = new Set(
      entries.flatMap(({ contacts }) => contacts.map(({ value }) => value.replace(/^https:\/\//, ''))),
    )
    const always = ['999', '0800 1111', '116 123', '85258']
    const own = /<h1[\s\S]*?(?=<section[^>]*(?:id="now"|class="[^"]*now)|<\/main>)/
    for (const [url, html] of [...without, ...(await everyAnswer())]) {
      const text = (own.exec(html)?.[0] ?? html).replace(/<[^>]+>/g, ' ')
      for (const value of values) {
        if (always.includes(value) || value.length < 5) continue
        if (text.includes(value)) t.fail(`${url} still says ${value}`)
      }
    }
    for (const [slug, number] of Object.entries({ 'nhs-111-mental-health': '111', 'south-yorkshire-police': '101' })) {
      const { ref } = entries.find((one) => one.slug === slug)!
      const text = without.get(`/support/option/${ref}`)!.replace(/<[^>]+>/g, ' ')
      t.notMatch(text, new RegExp(`\\b${number}\\b`), slug)
    }
  },
)
