import t from 'tap'
import { currentDirectory } from '../../src/support/directory.ts'
import { listCards, tiers } from '../../src/support/guidance/card.ts'
import { leadOn, leads } from '../../src/support/guidance/leading.ts'
import { places } from '../../src/support/place.ts'
import { hintsIn } from '../../src/support/words/glossary.ts'
import { openTestSite } from '../fixtures/site.ts'
import { readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const get = async (url: string) => (await site.server.inject({ url })).body
const directory = await currentDirectory(site.db, '2026-11-23')
const lineOf = (html: string, text: string) =>
  [...html.matchAll(/<li>([\s\S]*?)<\/li>/g)].find(([, line = '']) => readable(line).includes(text))?.[1] ?? ''

t.test('every name under "Refer" leads to an entry that the directory shows, or to a page that is there', async (t) => {
  for (const { words, slug, path } of leads) {
    t.ok(slug ? directory.byRef.has(slug) : path, words.join())
    if (path) t.equal((await site.server.inject({ url: path })).statusCode, 200, path)
  }
  const lines = (await listCards(site.db)).flatMap(({ content }) => content.refer.map(({ text }) => text))
  for (const { words } of leads.filter(({ slug }) => slug !== 'childline')) {
    t.ok(
      words.some((one) => lines.some((line) => line.includes(one))),
      `${words.join()} is named on a card`,
    )
  }
})

t.test('a school nurse who is to refer a child comes from the card to the entry in one step', async (t) => {
  const refOf = (slug: string) => directory.byRef.get(slug)?.ref
  const html = await get('/guidance/universal/safe')
  t.match(lineOf(html, 'the same day, through'), `<a href="/support/option/${refOf('mash')}">MASH</a>`)
  t.match(lineOf(html, 'An adult at risk'), `href="/support/option/${refOf('adult-social-care-front-door')}"`)
  t.equal((await get(`/support/option/${refOf('mash')}`)).includes('MASH'), true)
  const through = await get('/guidance/universal/work')
  for (const slug of ['grow-post-cse', 'rothacs', 'hopian-post-cse', 'trauma-resilience-service']) {
    t.match(lineOf(through, slug.startsWith('trauma') ? 'Stuck?' : 'GROW'), `/support/option/${refOf(slug)}"`)
  }
  t.match(lineOf(await get('/easy/guidance/community/beside'), 'two routes'), 'href="/easy/support/worried/work"')
})

t.test('no name that leads to an entry leads to a meaning only', async (t) => {
  const names = leads.flatMap(({ words, slug }) => (slug ? words : []))
  for (const tier of tiers) {
    const html = await get(`/guidance/${tier}`)
    for (const [, list = ''] of html.matchAll(/<h3>Refer<\/h3>\s*<ul[^>]*>([\s\S]*?)<\/ul>/g)) {
      for (const [, word = ''] of list.matchAll(/class="hint"[^>]*>([^<]*)/g)) t.notOk(names.includes(word), word)
      t.notMatch(list, />(undefined|null)</)
    }
  }
})

t.test('nothing of a line is lost, and what the directory does not show has no link', async (t) => {
  const line = 'Ask MASH, or the adult social care front door. SMASH and CEOPs are others.'
  const cut = leadOn(line, directory, hintsIn(line), new Set())
  t.equal(cut.map(({ text }) => text).join(''), line)
  t.same(
    cut.filter(({ path }) => path).map(({ text }) => text),
    ['MASH', 'adult social care front door'],
  )
  const without = leadOn(line, { byRef: new Map() }, hintsIn(line), new Set())
  t.same(
    without.filter(({ path }) => path),
    [],
  )
  t.ok(
    without.some(({ key }) => key === 'mash'),
    'its meaning is still there',
  )
})

t.test('whom to ask when stuck stands before the cards, and one card is open on the page of all', async (t) => {
  for (const path of [...tiers, ...places.map(({ address }) => `targeted/${address}`)]) {
    const html = await get(`/guidance/${path}`)
    const stuck = html.indexOf('id="stuck"')
    t.ok(stuck > 0 && stuck < html.indexOf('<h3>Do</h3>'), path)
    t.equal(html.split('id="stuck"').length, 2, 'once')
  }
  const html = await get('/guidance/universal')
  t.equal(html.match(/<details open>/g)?.length, 1)
  for (const { address } of places) {
    t.match(html, `href="#${address}"`)
    t.match(
      html,
      new RegExp(`<h2 id="${address}">[^<]*</h2>\\s*<details`),
      'a jump ends where nothing has to open first',
    )
  }
})
