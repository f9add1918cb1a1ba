import t from 'tap'
import { listOptions } from '../../src/support/directory.ts'
import { MOST } from '../../src/support/plan/plan.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { formsOf } from '../privacy/canary.ts'
import { openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const { db, server } = room
const options = await listOptions(db, '2026-11-23')
const refOf = (slug: string) => options.find((one) => one.slug === slug)!.ref
const [samaritans, shout, evolve] = [refOf('samaritans'), refOf('shout'), refOf('evolve')]
const put = async (fields: Record<string, string | string[]>, prefix = '') => {
  const reply = await postForm(server, `${prefix}/support/plan`, fields)
  return { reply, body: reply.body, words: readable(reply.body), refs: refsIn(reply.body) }
}
const refsIn = (body: string) => [...body.matchAll(/type="hidden" name="ref" value="(\w+)"/g)].map(([, ref]) => ref)

t.test('before anything is on it, the page says how it works and that nothing is kept', async (t) => {
  const { statusCode, body } = await server.inject({ url: '/support/plan' })
  t.equal(statusCode, 200)
  t.match(readable(body), 'We keep nothing, and neither does your phone.')
  t.match(body, 'href="/support#finder"')
})

t.test('an option on it has what one needs to begin, and what is not known', async (t) => {
  const { reply, words, body } = await put({ ref: [shout, evolve] })
  t.equal(reply.statusCode, 203, 'so no browser keeps it behind Back')
  t.match(words, /Shout.*Text SHOUT to 85258 Nobody has tried it yet/)
  t.match(words, 'What happens first You text the word SHOUT to start.')
  t.match(words, 'Not known yet: how to reach them. Ask the Rotherham Multi-Agency Safeguarding Hub (MASH).')
  t.match(words, 'To keep it: print it, take a photo, or write it down. When you leave this page, it is gone.')
  t.match(body, '<title>Heard: my page</title>')
  t.equal(body.match(/<i><\/i>/g)!.length, 3, 'three lines to write on')
  t.match(words, 'If you need someone now')
})

t.test('the names that people may know stand beside the new one', async (t) => {
  t.match((await put({ ref: refOf('hopian-post-cse') })).words, 'Names you may know: Rotherham Rise')
})

t.test('options are moved up and down and taken off with buttons', async (t) => {
  const ref = [samaritans, shout, evolve]
  t.same((await put({ ref })).refs, ref)
  t.same((await put({ ref, do: `up:${evolve}` })).refs, [samaritans, evolve, shout])
  t.same((await put({ ref, do: `down:${samaritans}` })).refs, [shout, samaritans, evolve])
  t.same((await put({ ref, do: `up:${samaritans}` })).refs, ref, 'the first stays first')
  t.same((await put({ ref, do: `off:${shout}` })).refs, [samaritans, evolve])
  const empty = await put({ ref: shout, do: `off:${shout}` })
  t.same(empty.refs, [])
  t.match(empty.words, 'Nothing is on your page yet.')
})

t.test('what is on it goes along to the finder, and comes back with what is added by name', async (t) => {
  const { body } = await put({ ref: [samaritans] })
  t.match(body, 'formaction="/support"')
  const found = await postForm(server, '/support', { ref: [samaritans] })
  t.match(found.body, new RegExp(`name="ref" value="${samaritans}"`))
  t.same((await put({ ref: [samaritans, shout] })).refs, [samaritans, shout], 'a name that was chosen comes last')
  t.same((await put({ ref: [samaritans, ''] })).refs, [samaritans], 'no name was chosen')
  const ordered = await postForm(server, '/support', { ref: [shout, samaritans], need: 'talk_to_someone' })
  t.match(ordered.body, `name="order" value="${shout} ${samaritans}"`)
  const back = await put({ ref: [evolve, samaritans, shout], order: `${shout} ${samaritans}` })
  t.same(back.refs, [shout, samaritans, evolve], 'ticked among results, it keeps the order that it had')
  const select = /<select[\s\S]*<\/select>/.exec(body)![0]
  t.notMatch(select, `value="${samaritans}"`, 'what is on it is not offered again')
  t.equal(select.match(/<option/g)!.length, options.length)
})

t.test('what is no longer listed is said without a name', async (t) => {
  const closed = await db
    .selectFrom('support_options')
    .select(['id', 'name'])
    .where('status', '=', 'closed')
    .executeTakeFirstOrThrow()
  const { words, refs } = await put({ ref: [closed.id.slice(0, 8), samaritans] })
  t.match(words, 'One thing you chose is no longer listed.')
  t.notMatch(words, closed.name)
  t.same(refs, [samaritans])
})

t.test('only what may be shown is on it', async (t) => {
  const hidden = options.flatMap((one) => one.contacts).filter(({ confidence }) => confidence === 'low')
  t.ok(hidden.length > 0)
  for (let at = 0; at < options.length; at += MOST) {
    const { words } = await put({ ref: options.slice(at, at + MOST).map(({ ref }) => ref) })
    for (const { value } of hidden) t.notMatch(words, value)
  }
})

t.test('there is room for twelve; odd and endless forms do no harm', async (t) => {
  const all = options.map(({ ref }) => ref)
  const full = await put({ ref: all })
  t.equal(full.refs.length, MOST)
  t.match(full.words, 'There is room for 12.')
  t.notMatch(full.body, '<select', 'and nothing more is offered by name')
  t.same((await put({ ref: Array.from({ length: 900 }, () => shout) })).refs, [shout], 'the same one often is one')
  const odd = [
    '<script>',
    '../..',
    'samaritans',
    samaritans.slice(0, 6),
    '0'.repeat(5000),
    "' or 1=1",
    '\u202e',
    samaritans,
  ]
  const oddly = await put({ ref: odd, do: `up:<b>` })
  t.same(oddly.refs, [samaritans])
  t.notMatch(oddly.body, '<script>')
  t.same((await put({ ref: [shout, samaritans], do: [`up:${samaritans}`, 'down:ffffffff'] })).refs, [shout, samaritans])
  const endless = await put({ ref: Array.from({ length: 10_000 }, (_, n) => n.toString(16).padStart(8, '0')) })
  t.ok([203, 422].includes(endless.reply.statusCode), `10,000 refs: ${endless.reply.statusCode}`)
})

t.test('nothing of it is anywhere but on the page: no address, no cookie, no row', async (t) => {
  const dump = async () => {
    const tables = (await db.introspection.getTables())
      .filter(({ name }) => !/^support_|^option_/.test(name))
      .map(({ schema, name }) => `${schema}.${name}`)
    const rows = await Promise.all(
      tables.map((name) =>
        db
          .selectFrom(name as 'facts')
          .selectAll()
          .execute(),
      ),
    )
    return Buffer.from(JSON.stringify(rows))
  }
  const before = await dump()
  const { reply, body } = await put({ ref: [shout, evolve] })
  t.ok(before.equals(await dump()), 'not one row differs')
  t.equal(reply.headers['set-cookie'], undefined)
  t.equal(reply.headers.location, undefined)
  const main = /<main[\s\S]*<\/main>/.exec(body)![0]
  for (const { name, bytes } of formsOf(shout)) {
    for (const [, address] of body.matchAll(/(?:href|action|src)="([^"]*)"/g)) {
      t.notOk(address!.includes(bytes.toString()), `no address holds it as ${name}`)
    }
  }
  t.notMatch(main, /href="\/support\/option/, 'nothing leads away from it by mistake')
})

t.test('it is there in every language', async (t) => {
  for (const prefix of ['/easy', '/pl', '/ur', '/pseudo']) {
    const { reply, refs, body } = await put({ ref: [shout, samaritans] }, prefix)
    t.equal(reply.statusCode, 203)
    t.same(refs, [shout, samaritans])
    t.match(body, `action="${prefix}/support/plan"`)
  }
})
