import t from 'tap'
import { applyCode } from '../../src/themes/coding.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { markSegment } from '../../src/themes/segment.ts'
import { openPages } from './pages.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, audited, site } = room
const { server, as } = await openPages(site)
t.teardown(async () => {
  await server.close()
  await room.close()
})

const body = 'She was <b>brilliant</b>. Then she left. Nobody told me.'
const ending = { code: 'continuity-and-endings', impact: 'harder', kind: 'concern' }

t.test('Sam may theme, Ruth the reader may not', async (t) => {
  const { ref } = await release({ 'should-change': body })
  for (const url of ['/team/theming', `/team/theming/${ref}`]) {
    t.equal((await (await as(people.sam)).get(url)).statusCode, 200)
    t.equal((await (await as(people.ruth)).get(url)).statusCode, 403)
    t.equal((await (await as(people.noor)).get(url)).statusCode, 403)
    t.equal((await server.inject(url)).statusCode, 303)
  }
  const ruth = await as(people.ruth)
  for (const way of ['', '/undo', '/finish', '/reopen']) {
    t.equal((await ruth.post(`/team/theming/${ref}${way}`, ending)).statusCode, 403)
  }
  t.same(await db.selectFrom('segments').selectAll().execute(), [])
})

t.test('themes are for those who may see them, and only a lead is asked to decide', async (t) => {
  for (const url of ['/team/themes', '/team/themes/online']) {
    for (const person of [people.sam, people.lena, people.noor])
      t.equal((await (await as(person)).get(url)).statusCode, 200)
    for (const person of [people.ruth, people.bea]) t.equal((await (await as(person)).get(url)).statusCode, 403)
  }
  t.match((await (await as(people.lena)).get('/team/themes/online')).body, /\/team\/changes\/new\?theme=online/)
  t.notMatch((await (await as(people.noor)).get('/team/themes/online')).body, /Decide on this theme/)
  t.equal((await (await as(people.sam)).get('/team/themes/no-such-theme')).statusCode, 404)
})

t.test('the list holds refs and no words; the page holds the words, and the look is written down', async (t) => {
  const { id, ref } = await release({ 'should-change': body })
  const sam = await as(people.sam)
  const list = (await sam.get('/team/theming')).body
  t.match(list, ref)
  t.notMatch(list, /brilliant/)
  const page = (await sam.get(`/team/theming/${ref}`)).body
  t.match(page, 'She was &lt;b&gt;brilliant&lt;/b&gt;.')
  t.match(page, /value="should-change\.1"/)
  const looks = await audited('looked at released words')
  t.match(looks.at(-1), { member_id: people.sam.id, record_id: id })
})

t.test('Sam chooses sentences, a code, how it was and what it is, and finishes, without scripts', async (t) => {
  const { ref } = await release({ 'should-change': body })
  const sam = await as(people.sam)
  const url = `/team/theming/${ref}`
  const added = await sam.post(url, { ...ending, sentence: ['should-change.1', 'should-change.2'] })
  t.equal(added.statusCode, 303)
  const page = (await sam.get(String(added.headers.location))).body
  t.match(page, '<span class="seg">Then she left.</span>')
  t.match(page, '“Then she left. Nobody told me.”')
  t.match(page, 'Put on by Sam A.')
  t.equal((await sam.post(`${url}/finish`)).headers.location, '/team/theming')
  t.match((await sam.get(url)).body, 'Finished by Sam A. on 21 November 2026')
  t.equal((await sam.post(`${url}/reopen`)).headers.location, url)
  t.match((await sam.get(url)).body, 'Finish this one')
})

t.test('with scripts the same address answers with the part that changes', async (t) => {
  const { ref } = await release({ 'should-change': body })
  const sam = await as(people.sam)
  const sent = { ...ending, sentence: 'should-change.0' }
  const part = await sam.post(`/team/theming/${ref}`, sent, { 'hx-request': 'true' })
  t.equal(part.statusCode, 200)
  t.match(part.headers.vary, /hx-request/)
  t.match(part.body.trim(), new RegExp(`^<div class="desk even" id="passages-${ref}" data-keys>`))
  t.notMatch(part.body, '<html')
  t.match(part.body, 'Added.')
})

t.test('a part of a sentence can be taken word for word', async (t) => {
  const { ref } = await release({
    'should-change': 'I waited and I waited. Good though.',
    'stay-the-same': 'I waited.',
  })
  const sam = await as(people.sam)
  const url = `/team/theming/${ref}`
  const once = await sam.post(url, { ...ending, only: 'and I waited' })
  t.equal(once.statusCode, 303)
  t.match((await sam.get(url)).body, '“and I waited”')
  const twice = await sam.post(url, { ...ending, only: 'I waited' })
  t.equal(twice.statusCode, 422)
  t.match(twice.body, 'more than once')
  t.match(twice.body, 'value="I waited"')
  t.equal((await sam.post(url, { ...ending, only: 'I waited', sentence: 'stay-the-same.0' })).statusCode, 303)
  t.match((await sam.post(url, { ...ending, only: 'I never said this' })).body, 'Copy them from it exactly.')
})

t.test('a mistake comes back with what was chosen and a sentence beside each place', async (t) => {
  const { ref } = await release({ 'should-change': body })
  const sam = await as(people.sam)
  const url = `/team/theming/${ref}`
  const nothing = await sam.post(url, {})
  t.equal(nothing.statusCode, 422)
  t.match(nothing.body, 'Choose at least one sentence.')
  const half = await sam.post(url, { sentence: 'should-change.2', code: 'made-up', impact: 'helped', kind: '' })
  t.equal(half.statusCode, 422)
  t.match(half.body, 'Choose a code from the list.')
  t.match(half.body, 'Choose what it is')
  t.match(half.body, /value="should-change\.2" checked/)
  t.match(half.body, /value="helped" checked/)
  for (const sentence of ['should-change.99', 'should-change.-1', 'should-change.x', 'other.0', '', 'should-change']) {
    t.equal((await sam.post(url, { ...ending, sentence })).statusCode, 422, sentence)
  }
  t.equal((await db.selectFrom('segments').selectAll().where('marked_by', '=', people.priya.id).execute()).length, 0)
})

t.test('Undo takes it away; a passage of other feedback cannot be undone from here', async (t) => {
  const mine = await release({ 'should-change': body })
  const other = await release({ 'should-change': body })
  const sam = await as(people.sam)
  const idOf = async ({ wordsId }: { wordsId: string }) => {
    const row = await db
      .selectFrom('segment_codes')
      .innerJoin('segments', 'segments.id', 'segment_codes.segment_id')
      .select('segment_codes.id')
      .where('released_words_id', '=', wordsId)
      .executeTakeFirst()
    return row?.id
  }
  for (const { ref } of [mine, other])
    await sam.post(`/team/theming/${ref}`, { ...ending, sentence: 'should-change.0' })
  const foreign = { coding: (await idOf(other)) ?? '' }
  const refused = await sam.post(`/team/theming/${mine.ref}/undo`, foreign)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'That passage is not there any more.')
  t.ok(await idOf(other))
  const own = { coding: (await idOf(mine)) ?? '' }
  t.equal((await sam.post(`/team/theming/${mine.ref}/undo`, own)).statusCode, 303)
  t.notOk(await idOf(mine))
  t.equal((await sam.post(`/team/theming/${mine.ref}/undo`, own)).statusCode, 422)
})

t.test('a text and its English stand beside each other, either can be coded, and the person counts once', async (t) => {
  const { ref } = await release({ 'should-change': 'Nikt nie słuchał.', 'should-change~en': 'Nobody listened.' })
  const sam = await as(people.sam)
  const page = (await sam.get(`/team/theming/${ref}`)).body
  t.match(page, /value="should-change~en\.0" checked autofocus/)
  t.notMatch(page, /value="should-change\.0" checked/)
  const listened = async () => (await peopleByTheme(db)).find(({ key }) => key === 'listened-to')?.people ?? 0
  const before = await listened()
  const both = { sentence: ['should-change.0', 'should-change~en.0'], code: 'listened-to', impact: 'harder' }
  t.equal((await sam.post(`/team/theming/${ref}`, { ...both, kind: 'concern' })).statusCode, 303)
  t.equal(await listened(), before + 1)
})

t.test('a long text is listed in parts of twenty sentences', async (t) => {
  const story = Array.from({ length: 45 }, (_, at) => `I waited for word ${at + 1}.`).join(' ')
  const { ref } = await release({ 'should-change': story })
  const page = (await (await as(people.sam)).get(`/team/theming/${ref}`)).body
  t.match(page, 'part 3 of 3')
  t.match(page, 'href="#should-change-3"')
  t.equal(page.match(/name="sentence"/g)?.length, 45)
})

t.test('feedback that was taken back reads as not there', async (t) => {
  const { id, ref } = await release({ 'should-change': body })
  await room.withdraw(id)
  const sam = await as(people.sam)
  for (const url of [`/team/theming/${ref}`, '/team/theming/F-NONE']) t.equal((await sam.get(url)).statusCode, 404)
  t.equal((await sam.post(`/team/theming/${ref}`, { ...ending, sentence: 'should-change.0' })).statusCode, 404)
})

t.test('fewer than 5 people are never a number, and their words are not laid side by side', async (t) => {
  const say = async () => {
    const { wordsId } = await release({ 'should-change': 'Adult services said no.' })
    const marked = await markSegment(db, keys, { releasedWordsId: wordsId, sentences: [0] }, people.sam, now)
    if (!marked.ok) throw new Error('not marked')
    const coding = { codeKey: 'moving-to-adult-services', impact: 'harder', kind: 'concern' }
    await applyCode(db, keys, { segmentId: marked.segmentId, ...coding }, people.sam, now)
  }
  const lena = await as(people.lena)
  for (let people = 1; people <= 4; people += 1) await say()
  const few = (await lena.get('/team/themes/moving-to-adult-services')).body
  t.notMatch(few, 'Adult services said no.')
  t.notMatch(few, /<dd>[0-9]/)
  t.match(few, 'fewer than 5')
  await say()
  const enough = (await lena.get('/team/themes/moving-to-adult-services')).body
  t.match(enough, '“Adult services said no.”')
  t.match(enough, '<dd>5</dd>')
  t.match(enough, 'October 2026')
  t.notMatch(enough, /14 October|2026-10-14/)
  t.match((await audited('looked at passages')).at(-1), {
    member_id: people.lena.id,
    record_id: 'moving-to-adult-services',
  })
  t.match((await lena.get('/team/themes')).body, /Moving to adult services[\s\S]*?data-label="People">5</)
})
