import t from 'tap'
import { glossary, hintsIn, pieces } from '../../src/support/words/glossary.ts'
import { openTestSite } from '../fixtures/site.ts'
import { readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const get = async (url: string) => (await site.server.inject({ url })).body
const keys = (text: string) => hintsIn(text).map(({ key }) => key)

t.test(
  'the words that services use are there, each with a plain meaning and, if there is one, what a strategy says',
  async (t) => {
    const terms = glossary.map(({ term }) => term)
    for (const term of [
      'MASH',
      'Evolve',
      'CSE',
      'CCE',
      'NRM',
      'ISVA',
      'SARC',
      'CICA',
      'CAMHS',
      'TRS',
      'Early Help',
      '4 Ps',
    ]) {
      t.ok(terms.includes(term), term)
    }
    t.ok(glossary.length >= 40)
    t.equal(new Set(glossary.map(({ key }) => key)).size, glossary.length)
    for (const { term, definition } of glossary) {
      if (!definition) continue
      t.ok(definition.text.split(/\s+/).length <= 25, `${term}: a short quote`)
      t.match(definition.source, /^Child Exploitation (Priorities 2023-2028|Strategy 2024-29)$/, term)
    }
    const words = readable(await get('/words'))
    t.match(words, 'CSE Somebody uses their power over a child for sex')
    t.match(words, 'The strategy says: “takes advantage of an imbalance of power')
    t.match(readable(await get('/easy/words')), 'The team in Rotherham that you tell if you worry about a child.')
  },
)

t.test('title and address of the words are neutral', async (t) => {
  const html = await get('/words')
  t.match(html, '<title>Heard: words</title>')
  t.match(html, /<h1>What words mean<\/h1>/)
})

t.test('a word is found as it is written, and never inside another word', async (t) => {
  t.same(keys('Tell MASH or Evolve.'), ['evolve', 'mash'])
  t.same(keys('Things evolve, we smash it, and a mash of potatoes. Care Acting.'), [])
  t.same(keys('Child Criminal Exploitation and county lines'), ['cce', 'county-lines'], 'the longer word, in any case')
  t.same(keys('An ISVA. The NRM, (SARC).'), ['isva', 'nrm', 'sarc'])
  t.same(hintsIn(null, undefined, ''), [])
})

t.test('a text is cut at the first place of a word, and nothing of it is lost', async (t) => {
  const text = 'Ask MASH. MASH & <b>Evolve</b> know.'
  const seen = new Set<string>()
  const cut = pieces(text, hintsIn(text), seen)
  t.equal(cut.map((piece) => piece.text).join(''), text)
  t.same(
    cut.filter(({ key }) => key),
    [
      { text: 'MASH', key: 'mash' },
      { text: 'Evolve', key: 'evolve' },
    ],
  )
  t.same(pieces('MASH again', hintsIn(text), seen), [{ text: 'MASH again' }], 'once on a page')
})

t.test('where a word occurs, its meaning stands on the page, and the word leads to it', async (t) => {
  for (const path of ['/guidance/universal', '/guidance/universal/safe', '/easy/guidance/targeted']) {
    const html = await get(path)
    const led = [...html.matchAll(/class="hint" href="#(word-[\w-]+)"/g)].map(([, id]) => id)
    t.ok(led.length > 0, path)
    t.equal(new Set(led).size, led.length, `${path}: each once`)
    for (const id of led) t.ok(html.includes(`id="${id}"`), `${path}: ${id}`)
    t.match(readable(html), 'Words on this page')
  }
  t.match(readable(await get('/support/worried')), 'MASH The Rotherham team that looks at every worry about a child.')
  t.match(readable(await get('/support/worried/work')), 'NRM The way in which the UK decides')
})
