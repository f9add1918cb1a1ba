import t from 'tap'
import { dayOf } from '../../src/site.ts'
import { listOptions } from '../../src/support/directory.ts'
import { forReader, type Group, groupByNeed, places, readers } from '../../src/support/place.ts'
import { linksOf } from '../crawl/pages.ts'
import { tellingIn } from '../crawl/words.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const options = await listOptions(room.db, dayOf(room.site.now()))
const get = async (address: string) => (await room.server.inject({ url: `/support/place/${address}` })).body
const choose = (address: string, reader: string, prefix = '') =>
  postForm(room.server, `${prefix}/support/place/${address}`, { for: reader })
const refsOn = (html: string) => [...html.matchAll(/href="\/support\/option\/([^"]+)"/g)].map(([, ref]) => ref)

t.test('each option says for whom it is, what kind of help, and how it can be reached', async (t) => {
  const words = readable(await get('steady'))
  t.match(words, /Samaritans .*?For all who need it\. By phone/)
  t.match(words, /GROW.*?For young people and adults\. For people who were hurt\..*?Not known yet: how to reach them/)
  t.match(words, /Specialist help: ask them who can come\./)
  for (const { tier, name } of options) t.ok(tier, `${name} has a level`)
})

t.test('the list at the top leads to each need, with how many there are, and no address says which', async (t) => {
  for (const { address, phase } of places) {
    const html = await get(address)
    const hashes = linksOf(html).flatMap(({ path, hash }) => (path === '' && hash !== 'main' ? [hash] : []))
    t.ok(hashes.length > 0, address)
    for (const hash of hashes) {
      t.ok(html.includes(`<h2 id="${hash}">`), `${address}#${hash} is there`)
      t.match(hash, /^n\d+$/, 'an anchor ends up in the history of a browser')
    }
    const top = readable(/<section class="noprint"[\s\S]*?<\/section>/.exec(html)?.[0] ?? '')
    const counted = [...top.matchAll(/(\d+) options?/g)].reduce((sum, [, count]) => sum + Number(count), 0)
    t.equal(counted, options.filter(({ phases }) => phases.includes(phase)).length, address)
  }
})

t.test('a place shows only what is for somebody, and says whom it shows', async (t) => {
  for (const { address, phase } of places) {
    for (const [reader, audiences] of Object.entries(readers)) {
      const { statusCode, body, headers } = await choose(address, reader)
      t.equal(statusCode, 200)
      const fitting = options.filter(
        (one) => one.phases.includes(phase) && audiences.some((each) => one.audiences.includes(each)),
      )
      const shown = refsOn(body)
      const more = [...readable(body).matchAll(/(\d+) more helps? with this/g)]
      const hidden = more.reduce((sum, [, count]) => sum + Number(count), 0)
      t.equal(shown.length + hidden, fitting.length, `${address} for ${reader}`)
      t.ok(shown.every((ref) => fitting.some((one) => one.ref === ref)))
      t.match(body, new RegExp(`<button class="btn" name="for" value="${reader}" aria-current="true">`))
      t.match(body, '<details open>')
      t.equal(headers.location, undefined)
      t.equal(headers['set-cookie'], undefined)
    }
  }
})

t.test('for whom somebody looks is in no address, title or link of the answer', async (t) => {
  for (const prefix of ['', '/easy', '/pseudo']) {
    const { body } = await choose('steady', 'friend', prefix)
    t.match(body, `action="${prefix}/support/place/steady" method="post"`)
    for (const [, href = ''] of body.matchAll(/(?:href|action)="([^"]*)"/g)) t.notMatch(href, /friend|^\/.*\?/)
    t.same(tellingIn(/<title[^>]*>([^<]*)/.exec(body)?.[1] ?? 'harm'), [])
    t.notMatch(body, />(undefined|null|NaN)</)
  }
  const byAddress = (await room.server.inject({ url: '/support/place/steady?for=friend' })).body
  t.match(byAddress, '<button class="btn" name="for" value="" aria-current="true">', 'it is taken from a form only')
  for (const odd of ['nonsense', '__proto__', 'constructor', '']) {
    const { statusCode, body } = await choose('steady', odd)
    t.equal(statusCode, 200)
    t.equal(readable(body), readable(byAddress), `“${odd}” shows everything`)
  }
  t.equal((await choose('elsewhere', 'friend')).statusCode, 404)
})

t.test('where nothing is for somebody, the page says so and leads on', async (t) => {
  const group: Group<(typeof options)[number]> = { need: 'danger_now', more: 0, options: [] }
  t.same(forReader([group], undefined), [])
  const only = options.filter(({ audiences }) => `${audiences}` === 'adult_survivor')
  t.ok(only.length > 0)
  t.same(forReader([{ ...group, options: only }], 'young'), [])
})

t.test('of five thousand, twelve are shown under each need, and a line leads to the rest', async (t) => {
  const place = places[1]!
  const here = options.filter(({ phases }) => phases.includes(place.phase))
  const many = Array.from({ length: 5_000 }, (_, index) => here[index % here.length]!)
  const groups = forReader(groupByNeed(place, many), undefined)
  t.ok(groups.every((group) => group.options.length <= 12))
  t.equal(
    groups.reduce((sum, group) => sum + group.options.length + group.more, 0),
    5_000,
  )
  const talk = options.filter(({ needs }) => needs.includes('talk_to_someone'))
  const html = await get('steady')
  t.ok(talk.length > 12)
  t.match(readable(html), /\d+ more helps? with this\. Say what would help, and we show what fits/)
  t.match(html, /href="\/support#finder">\d+ more/)
})
