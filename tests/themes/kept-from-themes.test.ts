import { randomUUID } from 'node:crypto'
import t from 'tap'
import { proposeChange } from '../../src/themes/codebook/proposing.ts'
import { splitCode } from '../../src/themes/codebook/splitting.ts'
import { codePlaces } from '../../src/themes/coding.ts'
import { lastStep } from '../../src/themes/steps.ts'
import { suggestFor } from '../../src/themes/suggesting/suggest.ts'
import { noSuggester } from '../../src/themes/suggesting/suggester.ts'
import { finishTheming } from '../../src/themes/theming.ts'
import { countToTheme } from '../../src/themes/waiting.ts'
import { openPages } from './pages.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, site } = room
const { sam, priya, lena } = people
const { server, as } = await openPages(site)
t.teardown(async () => {
  await server.close()
  await room.close()
})

const NAMES = 'Sam never rang back.'
const code = { codeKey: 'listened-to', impact: 'harder', kind: 'concern' }
const said = async (words: string, by = priya) => {
  const { id, ref, wordsId } = await release({ 'should-change': words })
  const place = { releasedWordsId: wordsId, start: 0, end: words.length }
  await codePlaces(db, keys, { responseId: id, places: [place], ...code }, by, now)
  return { id, ref, wordsId, place }
}
for (let at = 0; at < 5; at += 1) await said(`Nobody asked me, number ${at}.`)
const kept = await said(NAMES, sam)
// Pages show a few passages in the order of random ids: this one is among them.
const passages = await db.selectFrom('segments').selectAll().orderBy('id').execute()
const [low, own] = [passages[0]!, passages.find((one) => one.released_words_id === kept.wordsId)!]
const change = (id: string, { released_words_id, starts, ends }: typeof low) =>
  db.updateTable('segments').set({ released_words_id, starts, ends }).where('id', '=', id).execute()
if (low.id !== own.id) {
  // No two may be of the same place, not for a moment.
  await change(own.id, { ...own, ends: own.ends - 1 })
  await change(low.id, own)
  await change(own.id, low)
}
const keep = async () => {
  const row = { id: randomUUID(), member_id: sam.id, kind: 'named' as const, response_id: kept.id, service: null }
  await db
    .insertInto('conflicts')
    .values({ ...row, made_by: null, made_on: '2026-11-21' })
    .execute()
}
await keep()

/** A page as the one who is kept from it sees it, and as a colleague does. */
const both = async (url: string, body?: Record<string, string>) => {
  const [one, other] = [await as(sam), await as(lena)]
  const get = async (who: typeof one) => (body ? who.post(url, body) : who.get(url))
  return { named: (await get(one)).body, colleague: (await get(other)).body }
}

t.test('no page of theming holds words that name the member, or their ref, or counts them', async (t) => {
  const list = await both('/team/theming')
  t.match(list.colleague, kept.ref)
  t.notMatch(list.named, kept.ref)
  t.match(await countToTheme(db, lena.id), [{ waiting: 6 }])
  t.match(await countToTheme(db, sam.id), [{ waiting: 5 }])
  const theme = await db
    .selectFrom('themes')
    .innerJoin('codes', 'codes.theme_id', 'themes.id')
    .select('themes.key')
    .where('codes.key', '=', code.codeKey)
    .executeTakeFirstOrThrow()
  const wording = { into: 'choice-and-control' }
  for (const [url, body] of [
    [`/team/themes/${theme.key}`],
    [`/team/codebook/${code.codeKey}/split`],
    [`/team/codebook/${code.codeKey}/merge`, wording],
  ] as const) {
    const page = await both(url, body)
    t.match(page.colleague, NAMES, `${url}, seen by a colleague`)
    t.notMatch(page.named, NAMES, url)
    t.match(page.named, 'Nobody asked me', url)
  }
})

t.test('nothing is opened or undone there, whatever is sent', async (t) => {
  const one = await as(sam)
  t.equal((await one.get(`/team/theming/${kept.ref}`)).statusCode, 404)
  for (const way of ['', '/undo', '/finish', '/reopen'])
    t.equal((await one.post(`/team/theming/${kept.ref}${way}`, {})).statusCode, 404, way)
  t.equal(await lastStep(db, sam.id), undefined, 'what they did there is not offered')
  const undone = await one.post('/team/theming/undo', { step: 'none', at: kept.ref })
  t.equal(undone.statusCode, 404)
  t.notMatch(undone.body, NAMES)
})

t.test('the next one is another, and after the last there is none', async (t) => {
  const one = await as(sam)
  for (let at = 0; at < 5; at += 1) {
    const next = String((await one.post('/team/theming/next', {})).headers.location)
    t.match(next, /theming\/F-/)
    t.notMatch(next, kept.ref)
    const row = db.selectFrom('responses').select('id').where('ref', '=', next.split('/').at(-1)!)
    await finishTheming(db, keys, (await row.executeTakeFirstOrThrow()).id, priya, now)
  }
  t.equal((await one.post('/team/theming/next', {})).headers.location, '/team/theming')
  await finishTheming(db, keys, kept.id, priya, now)
  const list = await both('/team/theming')
  t.match(list.colleague, kept.ref)
  t.notMatch(list.named, kept.ref, 'nor among the finished ones')
})

t.test('passages like a place are shown without them', async (t) => {
  const [segment] = await db.selectFrom('segments').select('id').where('released_words_id', '=', kept.wordsId).execute()
  const ranked = [{ codeKey: 'choice-and-control', words: [], similar: [segment!.id] }]
  const suggester = { ...noSuggester, rank: async () => ({ source: 'codebook' as const, model: 'a', ranked }) }
  const { place } = await release({ 'should-change': 'Rang.' }).then(({ wordsId }) => ({
    place: { releasedWordsId: wordsId, start: 0, end: 5 },
  }))
  const similar = async (who: { id: string }) =>
    (await suggestFor(db, suggester as never, place, now, who.id)).flatMap((one) => one.similar)
  t.match(await similar(lena), [{ words: NAMES }])
  t.same(await similar(sam), [])
})

t.test('what waits for a second person, or to be decided, holds nothing of them', async (t) => {
  const change = { kind: 'merge' as const, into: 'choice-and-control' }
  t.ok((await proposeChange(db, keys, code.codeKey, change, 'One thing.', priya, now)).ok)
  const asked = await both('/team/codebook')
  t.match(asked.colleague, NAMES)
  t.notMatch(asked.named, NAMES)
  const half = (name: string) => ({
    ...{ name, theme: 'online', definition: `What ${name} is.`, whatItIsNot: 'Else.', examples: ['One.', 'Two.'] },
    ...{ parts: ['Protect'], measures: ['protect-feedback'] },
  })
  const split = await splitCode(db, keys, code.codeKey, [half('Here'), half('There')], 'Two.', { by: priya }, now)
  t.ok(split.ok)
  const waiting = await both('/team/codebook/waiting')
  t.match(waiting.colleague, NAMES)
  t.notMatch(waiting.named, new RegExp(`${NAMES}|${kept.ref}`))
  const row = db.selectFrom('recodings').innerJoin('segments', 'segments.id', 'recodings.segment_id')
  const { id } = await row
    .select('recodings.id')
    .where('segments.released_words_id', '=', kept.wordsId)
    .executeTakeFirstOrThrow()
  const sent = await (await as(sam)).post('/team/codebook/waiting', { passage: id, [`choice-${id}`]: 'here' })
  t.equal(sent.statusCode, 422)
  t.notMatch(sent.body, NAMES)
})
