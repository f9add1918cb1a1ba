import t from 'tap'
import { codePlaces } from '../../src/themes/coding.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { acceptanceByTheme } from '../../src/themes/suggesting/acceptance.ts'
import { makeSuggester } from '../../src/themes/suggesting/learning.ts'
import { readLesson } from '../../src/themes/suggesting/lesson.ts'
import { judgements, listRetired, retireWorse, switchOn } from '../../src/themes/suggesting/retiring.ts'
import { settlePlace, settleSuggestion, suggestFor } from '../../src/themes/suggesting/suggest.ts'
import { openPages } from './pages.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, withdraw, site } = room
const suggester = makeSuggester(db)
const problems: Error[] = []
suggester.start((error) => problems.push(error))
t.teardown(async () => {
  await suggester.stop()
  await room.close()
})

/** Somebody's words, and the one place that is all of them. */
const said = async (words: string) => {
  const { id, ref, wordsId } = await release({ 'should-change': words })
  return { id, ref, words, place: { releasedWordsId: wordsId, start: 0, end: words.length } }
}
const confirm = async (one: Awaited<ReturnType<typeof said>>, codeKey: string) => {
  const work = { responseId: one.id, places: [one.place], codeKey, impact: 'harder', kind: 'concern' }
  t.same(await codePlaces(db, keys, work, people.sam, now), { ok: true })
}
const suggested = async (words: string) => {
  const { place } = await said(words)
  return suggestFor(db, suggester, place, now)
}
const umbrella = (at: number) => `The green umbrella number ${at} was in the hall.`

t.test('with nothing confirmed it starts from the codebook’s own words, with the words that led there', async (t) => {
  await suggester.learnNow()
  t.equal(suggester.problem(), undefined)
  const [first, ...rest] = await suggested('The police officer came with a statement for court.')
  t.equal(first?.codeKey, 'police-and-courts')
  t.ok(
    first?.words.some((word) => /police|court/.test(word)),
    'the words are those of the text',
  )
  t.same(first?.similar, [], 'and there is nothing confirmed to be like')
  t.equal(rest.length, 2, 'three at most')
  const notes = await db.selectFrom('suggestions').select('source').where('shown', '=', true).execute()
  t.ok(notes.every(({ source }) => source === 'codebook'))
})

t.test('nothing is ticked beforehand, and nothing counts until a person has put it on', async (t) => {
  const { ref } = await said('We waited for weeks and weeks.')
  const { server, as } = await openPages(site, suggester)
  const page = await (await as(people.sam)).get(`/team/theming/${ref}`)
  t.match(page.body, 'Suggested by the computer')
  t.match(page.body, 'Waiting and timing')
  t.ok((page.body.match(/name="suggestion"/g) ?? []).length > 0)
  t.notMatch(page.body, /<input[^>]*name="suggestion"[^>]*checked/)
  t.ok((await peopleByTheme(db)).every((theme) => theme.people === 0))
  await server.close()
})

t.test('it learns from what people put on, and shows passages that are like it', async (t) => {
  const before = (await suggested(umbrella(90)))[0]?.codeKey
  t.not(before, 'online')
  for (let at = 0; at < 6; at += 1) await confirm(await said(umbrella(at)), 'online')
  for (let at = 0; at < 6; at += 1) await confirm(await said(`The red kettle number ${at} was loud.`), 'listened-to')
  await suggester.learnNow()
  const [first] = await suggested('Somebody had left a green umbrella there.')
  t.equal(first?.codeKey, 'online')
  t.match(first?.words.join(' '), 'umbrella')
  t.equal(first?.similar.length, 3)
  t.match(first?.similar[0]?.words, 'green umbrella')
})

t.test('what was taken back is not shown at once, and is gone when it has learned anew', async (t) => {
  const there = await db
    .selectFrom('released_words')
    .select(['response_id', 'body'])
    .where('body', 'like', '%umbrella%')
    .execute()
  for (const { response_id } of there) await withdraw(response_id)
  const [still] = await suggested('A green hat.')
  t.same(still?.similar ?? [], [])
  t.notMatch(JSON.stringify(await readLesson(db)), 'umbrella')
  await suggester.learnNow()
  const { place } = await said('umbrella')
  const ranked = await suggestFor(db, suggester, place, now)
  t.not(ranked[0]?.codeKey, 'online', 'the word leads nowhere any more')
  t.same(
    ranked.flatMap(({ words }) => words),
    [],
  )
})

t.test('what is taken back takes its suggestions along, and the log holds no words', async (t) => {
  const one = await said('A purple bicycle, and we waited.')
  t.ok((await suggestFor(db, suggester, one.place, now)).length > 0)
  t.notMatch(JSON.stringify(await db.selectFrom('suggestions').selectAll().execute()), /purple|bicycle|waited/)
  await withdraw(one.id)
  const left = await db
    .selectFrom('suggestions')
    .select('id')
    .where('released_words_id', '=', one.place.releasedWordsId)
    .execute()
  t.same(left, [])
})

t.test('what a person made of it is noted, and a place is asked about once', async (t) => {
  const one = await said('The officer at court was kind.')
  const [first] = await suggestFor(db, suggester, one.place, now)
  const [again] = await suggestFor(db, suggester, one.place, now)
  t.equal(again?.id, first?.id, 'asked twice, noted once')
  t.equal(await settleSuggestion(db, first!.id, 'rejected', people.sam, now), first?.codeKey)
  t.equal(await settleSuggestion(db, 'not an id', 'rejected', people.sam, now), undefined)
  await confirm(one, 'feeling-safe')
  await settlePlace(db, one.place, ['feeling-safe'], people.sam, now)
  const rows = await db
    .selectFrom('suggestions')
    .innerJoin('codes', 'codes.id', 'suggestions.code_id')
    .select(['codes.key', 'decision', 'decided_by', 'decided_on'])
    .where('released_words_id', '=', one.place.releasedWordsId)
    .execute()
  t.ok(rows.length >= 3)
  for (const row of rows) t.equal(row.decision, row.key === 'feeling-safe' ? 'accepted' : 'another')
  t.ok(rows.every(({ decided_by }) => decided_by === people.sam.id))
  const police = (await acceptanceByTheme(db, now)).find(({ name }) => name === 'Police and courts')
  t.ok(police!.decided > 0)
  t.equal(police!.rate, undefined, 'too few to say a rate')
})

t.test('a source that does worse than the commonest three retires itself, until a person switches it on', async (t) => {
  await db.deleteFrom('suggestions').execute()
  const [right, wrong] = await db.selectFrom('codes').select('id').limit(2).execute()
  const { place } = await said('x'.repeat(400))
  const noteOne = async (at: number) => {
    const both = { released_words_id: place.releasedWordsId, starts: at, ends: at + 1, rank: 1, model: 'learned 12' }
    const decided = { made_on: '2026-11-21', decided_by: people.sam.id, decided_on: '2026-11-21' }
    const id = () => crypto.randomUUID()
    await db
      .insertInto('suggestions')
      .values([
        { ...both, ...decided, id: id(), code_id: wrong!.id, source: 'learned', shown: true, decision: 'another' },
        { ...both, ...decided, id: id(), code_id: right!.id, source: 'commonest', shown: false, decision: 'accepted' },
      ])
      .execute()
  }
  for (let at = 0; at < 99; at += 1) await noteOne(at)
  t.same(await retireWorse(db, keys, now), [], 'not before a hundred places')
  await noteOne(99)
  t.same(await retireWorse(db, keys, now), ['learned'])
  t.same(await retireWorse(db, keys, now), [], 'and once only')
  t.same(await listRetired(db), ['learned'])
  t.match(
    (await judgements(db)).find(({ source }) => source === 'learned'),
    { places: 100, right: 0, commonest: 100, retiredOn: '2026-11-21' },
  )
  t.ok((await suggested('The police came.')).length > 0, 'the codebook’s words still suggest')
  const { server, as } = await openPages(site, suggester)
  const sam = await as(people.sam)
  t.match((await sam.get('/team/theming/suggestions')).body, 'Stopped')
  await sam.post('/team/theming/suggestions', { source: 'learned' })
  t.same(await listRetired(db), [])
  t.same(await retireWorse(db, keys, now), [], 'it is judged by what comes from now on')
  t.match((await sam.get('/team/theming/suggestions')).body, 'Too few places')
  await server.close()
  await switchOn(db, keys, 'codebook', people.sam, now)
  t.equal((await room.audited('switched on a source of suggestions')).length, 1, 'nothing to switch on, nothing noted')
})

for (const [how, file] of [
  ['fails', 'fails-at-once'],
  ['never answers', 'never-answers'],
] as const) {
  t.test(`a thread that ${how} means no suggestions and a sentence; the workbench is whole`, async (t) => {
    const failures: Error[] = []
    const broken = makeSuggester(db, { file: new URL(`./threads/${file}.ts`, import.meta.url), patienceMs: 100 })
    t.match(broken.problem(), 'getting ready')
    broken.start((error) => failures.push(error))
    await broken.learnNow()
    const one = await said('We waited a long time.')
    t.same(await suggestFor(db, broken, one.place, now), [])
    t.match(broken.problem(), 'no suggestions at the moment')
    t.ok(failures.length > 0)
    t.notMatch(failures.map(({ message }) => message).join(), /umbrella|waited/)
    const { server, as } = await openPages(site, broken)
    const page = await (await as(people.sam)).get(`/team/theming/${one.ref}`)
    t.equal(page.statusCode, 200)
    t.match(page.body, 'no suggestions at the moment')
    t.match(page.body, 'Put this code on')
    await server.close()
    await broken.stop()
  })
}

t.test('nothing went wrong in the one that works', async (t) => t.same(problems, []))
