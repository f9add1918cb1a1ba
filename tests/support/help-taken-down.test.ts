import t from 'tap'
import { agreeChange, proposeChange } from '../../src/support/keeping/change.ts'
import { contentOf, getEntry } from '../../src/support/keeping/entry.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(() => site.close())
const { db, keys, server } = site
const now = () => site.site.now()
const editor = (id: string) => ({ id, name: 'an editor', roles: ['directory editor'] })
const [first, second] = [editor(site.cast.dev.id), editor(site.cast.leah.id)]

/** What the pages say within some seconds; the last look, when they never do. */
async function soon(is: (page: string) => boolean): Promise<string[]> {
  let pages: string[] = []
  for (let tries = 0; tries < 60; tries++) {
    const urls = ['/', '/ur/', '/no-such-page', '/support/plan', '/support/worried']
    pages = await Promise.all(urls.map(async (url) => (await server.inject({ url })).body))
    if (pages.every(is)) return pages
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return pages
}

async function setPhone(slug: string, over: Record<string, unknown>) {
  const entry = await getEntry(db, slug)
  const content = contentOf(entry)
  const contacts = content.contacts.map((one) => (one.kind === 'phone' ? { ...one, ...over } : one))
  const change = { optionId: entry.id, content: { ...content, contacts }, kind: 'edited' as const, why: 'a test' }
  const done = await proposeChange(db, keys, { ...change, member: first }, now())
  if (!done.ok) throw new Error(JSON.stringify(done.problems))
  return done
}

t.test('a number of the help block that is taken down is gone from every page, failures too', async (t) => {
  for (const page of await soon((one) => one.includes('tel:116123'))) t.match(page, 'tel:116123')
  await setPhone('samaritans', { taken_down_on: '2026-11-23', taken_down_why: 'a test' })
  for (const page of await soon((one) => !one.includes('116123'))) {
    t.notMatch(page, '116123')
    t.match(page, 'tel:08001111', 'the others stay')
    t.match(page, 'tel:999')
  }
})

t.test('it comes back when two have corrected it, and not before', async (t) => {
  const proposed = await setPhone('samaritans', { value: '01632 960123', taken_down_on: null, taken_down_why: null })
  t.equal(proposed.state, 'waiting')
  for (const page of await soon((one) => one.includes('01632 960123'))) t.notMatch(page, '01632 960123')
  t.match(await agreeChange(db, keys, proposed.id, second, now()), { ok: true })
  for (const page of await soon((one) => one.includes('tel:01632960123'))) t.match(page, 'tel:01632960123')
})

t.test('999 stays whatever anybody does', async (t) => {
  await setPhone('emergency-999', { taken_down_on: '2026-11-23', taken_down_why: 'a test' })
  const [option] = await soon(() => true)
  t.match(option, 'tel:999')
  await new Promise((resolve) => setTimeout(resolve, 3_500))
  for (const page of await soon(() => true)) t.match(page, 'tel:999')
})
