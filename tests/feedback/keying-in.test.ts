import t from 'tap'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { comeBack, keyOn } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { db, server, cast, keys } = site
t.teardown(site.close)

/** As it stood on the paper: spelling, lines and all. */
const written = 'he said he wud ring\n\nhe never did  😕 <b>not once</b>'
const sheetOn = (html: string) => /name="sheet" value="([^"]+)"/.exec(html)?.[1] ?? ''
const filled = {
  ...{ channel: 'paper', language: 'en', team: 'evolve', checked: 'yes', helped: 'no' },
  ...{ 't.had-a-say': 'some', 'w.should-change': written, 't.unsafe-now': 'no', 't.words-permission': 'better' },
}
const responses = () => db.selectFrom('responses').selectAll().execute()
const logged = () => db.selectFrom('audit_entries').selectAll().where('action', '=', 'keyed in').execute()
const escaped = (text: string) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')

t.test('LE-8 a paper form is keyed in as written, sealed, queued, and gives a key slip', async (t) => {
  const wren = await site.as('wren')
  const form = await wren.get('/team/keying-in/11-17')
  t.equal(form.statusCode, 200)
  t.match(form.body, '12 of 12. Can we use your words?', 'numbered like the paper form')
  const sheet = sheetOn(form.body)
  const saved = await wren.post('/team/keying-in/11-17', { ...filled, sheet })
  t.equal(saved.statusCode, 200)
  t.equal(keyOn(saved.body).split(' ').length, 6)
  t.notMatch(saved.body, 'never did', 'the words are not shown again')
  t.match(saved.body, 'I have seen this key, because I typed your words in')
  t.match(saved.body, 'Shred the paper form')

  const [row] = await responses()
  t.match(row, { channel: 'paper', helped: false, checked_with_person: true, service: 'evolve', language: 'en' })
  t.match(row, { words_permission: 'better', unsafe_now: 'no', received_on: '2026-11-23' })
  const reading = await db.selectFrom('readings').selectAll().executeTakeFirst()
  t.match(reading, { response_id: row?.id, reason: 'child wrote', state: 'waiting' })
  const words = await openResponse(db, keys, row!.ref, 'first reading', cast.ruth, site.site.now())
  t.equal(words['should-change'], written, 'to the letter')
  t.equal((await comeBack(server, keyOn(saved.body))).page.statusCode, 200)
})

t.test('saving twice keeps one row and shows the same slip, until it is put away', async (t) => {
  const wren = await site.as('wren')
  const sheet = sheetOn((await wren.get('/team/keying-in/11-17')).body)
  const before = (await responses()).length
  const count = (await logged()).length
  const [one, two] = [
    await wren.post('/team/keying-in/11-17', { ...filled, sheet }),
    await wren.post('/team/keying-in/11-17', { ...filled, sheet }),
  ]
  t.equal(keyOn(one.body), keyOn(two.body))
  t.equal((await responses()).length, before + 1)
  t.equal((await logged()).length, count + 1, 'written down once')
  const kept = await wren.post('/team/keying-in/kept', { sheet, kept: 'yes' })
  t.equal(kept.headers.location, '/team/keying-in?done=1')
  const after = await wren.post('/team/keying-in/11-17', { ...filled, sheet })
  t.equal(keyOn(after.body), '')
  t.match(after.body, 'It cannot be shown again')
  const other = await wren.post('/team/keying-in/11-17', { ...filled, sheet, 'w.should-change': 'Another form.' })
  t.equal(other.statusCode, 422)
  t.match(other.body, 'You saved this page before, with other words')
  t.match(other.body, 'Another form.')
  const again = await wren.post('/team/keying-in/11-17', {
    ...filled,
    sheet: sheetOn(other.body),
    'w.should-change': 'Another form.',
  })
  t.equal(keyOn(again.body).split(' ').length, 6, 'the next form has a key of its own')
})

t.test('LE-8 "checked with the person" has to be chosen; a mistake keeps everything that was typed', async (t) => {
  const wren = await site.as('wren')
  const sheet = sheetOn((await wren.get('/team/keying-in/11-17')).body)
  const { checked, channel, team, ...rest } = filled
  const page = await wren.post('/team/keying-in/11-17', { ...rest, sheet, helped: 'yes' })
  t.equal(page.statusCode, 422)
  for (const name of ['checked', 'channel', 'team']) t.match(page.body, `id="${name}-problem"`, name)
  t.match(page.body, escaped(written))
  t.match(page.body, /name="t.had-a-say" value="some" checked/)
  t.match(page.body, /name="t.words-permission" value="better" checked/)
  t.match(page.body, /name="helped" value="yes" checked/)
  t.equal(sheetOn(page.body), sheet, 'the same page, so that saving stays safe to repeat')
  const empty = await wren.post('/team/keying-in/11-17', {
    sheet,
    checked: 'no',
    channel: 'paper',
    team,
    language: 'en',
  })
  t.match(empty.body, 'There is nothing to save yet')
  site.pass(26 * 60)
  const later = await site.as('wren')
  const old = await later.post('/team/keying-in/11-17', { ...filled, sheet })
  t.equal(old.statusCode, 422)
  t.match(old.body, 'open for more than a day')
  t.match(old.body, escaped(written))
  t.equal((await later.post('/team/keying-in/11-17', { ...filled, sheet: sheetOn(old.body) })).statusCode, 200)
})

t.test('a telephone call in another language is recorded as what it is', async (t) => {
  const ruth = await site.as('ruth')
  const sheet = sheetOn((await ruth.get('/team/keying-in/family')).body)
  const fields = { channel: 'phone', language: 'ur', checked: 'no', helped: 'yes', 'w.what-helped': 'وہ وقت پر آئی' }
  const saved = await ruth.post('/team/keying-in/family', { ...fields, sheet, 't.service': 'police' })
  t.equal(saved.statusCode, 200)
  t.match((await responses()).at(-1), {
    ...{ channel: 'phone', helped: true, checked_with_person: false, language: 'ur' },
    ...{ service: 'police', words_permission: 'none' },
  })
})

t.test('the log counts what somebody keyed in, and names nothing', async (t) => {
  const entries = await logged()
  t.ok(entries.length >= 4)
  t.ok(entries.every(({ record_id, detail }) => record_id === null && Object.keys(detail).length === 0))
})

t.test('workers and readers key in, nobody else', async (t) => {
  for (const name of ['sam', 'leah', 'noor', 'bea', 'dev', 'ada', 'otto'] as const) {
    t.equal((await (await site.as(name)).get('/team/keying-in')).statusCode, 403, name)
  }
  for (const name of ['wren', 'ruth'] as const) {
    const page = await (await site.as(name)).get('/team/keying-in')
    t.equal(page.statusCode, 200, name)
    t.match(page.body, 'word')
  }
  t.equal((await (await site.as('wren')).get('/team/keying-in/nobody')).statusCode, 404)
})
