import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { publishDecision } from '../../src/changes/publication.ts'
import { addVoices, goodbye, openRoom } from '../changes/room.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, cast } = room
const { keys } = room.site
const get = async (url: string) => room.server.inject({ url })
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

async function told(title: string, on: string, more: object = {}): Promise<string> {
  const at = new Date(`${on}T10:00:00Z`)
  const words = { title, publicSentence: `${title} is told.`, easySentence: `${title} is easy.` }
  const decided = await decideOnTheme(db, keys, { ...goodbye, ...words, ...more }, cast.ruth, at)
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
  await publishDecision(db, keys, decided.id, cast.noor, at)
  return decided.id
}

await addVoices(room, 12, { on: '2026-09-10' })
await releaseAsItIs(db)
const first = await told('First', '2026-03-01', { organisation: 'The hospital', strategyPart: 'Protect' })
await told('Second', '2026-06-01', { organisation: 'Evolve' })
const no = { outcome: 'not possible', dueOn: '', organisation: 'Evolve', reason: 'The lease runs to 2029.' }
await told('Third', '2026-09-01', { ...no, easyReason: 'We have to pay for the room.' })

t.test('newest first, with what was not possible and why', async (t) => {
  const { body } = await get('/what-changed')
  const places = ['Third is told.', 'Second is told.', 'First is told.'].map((words) => body.indexOf(words))
  t.ok(
    places.every((place, n) => place > 0 && place > (places[n - 1] ?? 0)),
    String(places),
  )
  t.match(body, 'The lease runs to 2029.')
  t.match(text(body), 'September 2026 and October 2026: about 10 people spoke.')
  t.match(text(body), 'How it ends: about 10 people told us')
})

t.test('by aim and by service the same things stand under headings, and no figure changes', async (t) => {
  const sorted = (html: string) =>
    [...html.matchAll(/about \d+ people/g), ...html.matchAll(/\w+ is told\./g)].map(([one]) => one).sort()
  const plain = sorted((await get('/what-changed')).body)
  for (const order of ['by-aim', 'by-service']) {
    const { body } = await get(`/what-changed/${order}`)
    t.same(sorted(body), plain, order)
    t.match(body, `href="/what-changed/${order}" aria-current="page"`)
  }
  t.match((await get('/what-changed/by-aim')).body, 'Protect: we keep people safe and help them heal')
  const { body } = await get('/what-changed/by-service')
  t.ok(body.indexOf('<h2>Evolve') < body.indexOf('<h2>The hospital'))
  t.match((await get('/what-changed/by-aim?part=Pursue&ward=7')).body, 'First is told.', 'nothing can be asked for')
})

t.test('easy read gives the reason in easy words', async (t) => {
  const { body } = await get('/easy/what-changed')
  t.match(body, 'We have to pay for the room.')
  t.notMatch(body, 'The lease runs to 2029.')
})

t.test(
  'children read what was done in easy words, with pictures, without names of organisations or numbers',
  async (t) => {
    const { body } = await get('/what-changed/children')
    t.match(body, 'Third is easy.')
    t.match(body, 'We have to pay for the room.')
    t.match(body, 'class="easy"')
    t.match(body, 'href="/say/8-11"')
    const main = text(/<main[\s\S]*<\/main>/.exec(body)?.[0] ?? '')
    t.notMatch(main, 'Head of practice')
    t.notMatch(main, /about \d+ people/)
    t.match((await get('/what-changed')).body, 'href="/what-changed/children"')
  },
)

t.test('the feed has neutral titles, and tells each thing again when its state changes', async (t) => {
  const reply = await get('/what-changed.rss')
  t.match(reply.headers['content-type'], 'text/xml', 'a browser shows it and saves no file')
  const titles = [...reply.body.matchAll(/<item><title>([^<]*)/g)].map(([, title]) => title)
  t.same(titles, ['Not possible: September 2026', 'Planned: June 2026', 'Planned: March 2026'])
  t.match(reply.body, `<guid isPermaLink="false">${first} planned</guid>`)
  t.match(reply.body, `/what-changed#d-${first}</link>`)
  t.match(reply.body, '<description>Third is told.</description>')
  t.match((await get('/easy/what-changed.rss')).body, '<description>Third is easy.</description>')
  t.notMatch(reply.body, /abuse|exploit|survivor/i)
  await told('A & B <b>', '2026-10-01')
  t.match((await get('/what-changed.rss')).body, '<description>A &amp; B &lt;b&gt; is told.</description>')
  await told('No\ufffe letter\uffff', '2026-09-20')
  t.match((await get('/what-changed.rss')).body, '<description>No letter is told.</description>', 'still XML')
})

t.test('children read what people spoke of, what is late, and what was not possible long ago', async (t) => {
  await told('Fourth', '2026-05-01', { dueOn: '2026-09-12' })
  for (const title of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']) await told(title, '2026-10-02')
  const { body } = await get('/what-changed/children')
  t.match(text(body), /How it ends [^.]*We said we would do it by September 2026\. We are late\. Fourth is easy\./)
  t.match(body, 'Third is easy.', 'though eight are newer')
  t.equal(body.match(/We are late/g)?.length, 1)
})
