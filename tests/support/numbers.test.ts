import t from 'tap'
import { contactHref, shownContacts, whyHidden } from '../../src/support/contact.ts'
import { listDirectory, type Option } from '../../src/support/option.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openSupportRoom } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const entries = await listDirectory(room.db)
const prefixes = ['', '/easy', '/pseudo']

/** Every page of the room that the public can reach, and the results of wide and narrow wishes. */
async function everyPage(): Promise<Map<string, string>> {
  const paths = [
    '/support',
    '/support/worried',
    ...['safe', 'steady', 'work', 'build', 'beside'].map((place) => `/support/place/${place}`),
    ...entries.map(({ ref }) => `/support/option/${ref}`),
  ]
  const pages = new Map<string, string>()
  for (const prefix of prefixes) {
    for (const path of paths) pages.set(prefix + path, (await room.server.inject({ url: prefix + path })).body)
    for (const need of new Set(entries.flatMap(({ needs }) => needs))) {
      const reply = await postForm(room.server, `${prefix}/support`, { need })
      pages.set(`${prefix}/support ${need}`, reply.body)
    }
  }
  return pages
}

const pages = await everyPage()
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
  if (entry.status === 'closed' || contact.taken_down_on !== null || contact.confidence === 'low') return false
  if (disputed && !byPerson) return false
  return contact.confidence === 'high' || byPerson || contact.kind === 'web'
}

t.test('the rule holds for every entry', async (t) => {
  for (const entry of entries) {
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
  const wrong = [...pages].flatMap(([url, html]) => [
    ...hidden.filter((value) => html.includes(value)).map((value) => `${url} holds ${value}`),
    ...numbersIn(html)
      .filter((number) => !allowed.has(number))
      .map((number) => `${url} shows ${number}`),
  ])
  t.same(wrong, [])
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
    for (const [link, href] of html.matchAll(/<a href="(https?:[^"]+)"[^>]*>/g)) {
      if (!link.includes('rel="noreferrer nofollow"')) t.fail(`${url} tells ${href} where people come from`)
      const entry = entries.find((one) => shownContacts(one).some(({ value }) => value === href))
      if (!entry) t.fail(`${url} links to ${href}`)
    }
  }
  t.equal(contactHref({ kind: 'web', value: 'javascript:alert(1)', send: null }), undefined)
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
