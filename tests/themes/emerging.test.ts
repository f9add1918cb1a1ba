import { randomUUID } from 'node:crypto'
import t from 'tap'
import { changeIn, FEWEST_POINTS } from '../../src/summaries/change-in.ts'
import { codesOverTime, hideFew } from '../../src/themes/emerging/changing.ts'
import { changeInWords } from '../../src/themes/emerging/emerging-routes.ts'
import { groupAlike } from '../../src/themes/emerging/grouping.ts'
import { listUnfitting } from '../../src/themes/emerging/unfitting.ts'
import { codedTwice, drawn } from '../fixtures/twice.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, people, release } = room
const { sam, priya } = people
t.teardown(room.close)

const today = '2026-11-21'
const ending = { key: 'continuity-and-endings', impact: 'harder' as const, kind: 'concern' as const }
const listened = { ...ending, key: 'listened-to' }
const coded = async (code: typeof ending, received: string, count: number) => {
  for (let number = 0; number < count; number += 1) {
    const { id } = await release({ 'stay-the-same': 'x' }, { received })
    await drawn(db, { responseId: id, body: 'Some words.', marker: sam, first: [code] }, now)
  }
}
/** Months before October 2026, 'YYYY-MM-15'. */
const back = (months: number) => new Date(Date.UTC(2026, 9 - months, 15)).toISOString().slice(0, 10)
const clear = async () => {
  await db.deleteFrom('released_words').execute()
  await db.deleteFrom('themings').execute()
}
t.beforeEach(clear)

t.test('few are not shown, and a figure that would tell them neither', async (t) => {
  t.same(hideFew([8, 3, 12, 6]), [8, undefined, 12, undefined])
  t.same(hideFew([8, 0, 12, 4]), [8, undefined, 12, undefined])
  t.same(hideFew([8, 12]), [8, 12])
  t.same(hideFew([3]), [undefined])
})

t.test('a short or thin series says so, and only what has ended counts', async (t) => {
  await coded(ending, '2026-09-10', 6)
  await coded(listened, '2026-10-10', 7)
  await coded(ending, '2026-11-10', 9)
  const { each, stretches, rows } = await codesOverTime(db, today, changeIn)
  t.equal(each, 'two months')
  t.same(stretches, [{ name: 'September and October 2026', spoke: 13 }])
  const row = rows.find(({ key }) => key === ending.key)!
  t.same(row.cells, [6])
  t.equal(changeInWords(row.change), 'Too short a time to tell a change from chance')
})

t.test(
  'where twenty people speak in every month, months are judged, and a leap in the newest one stands out',
  async (t) => {
    for (let month = 0; month < FEWEST_POINTS + 1; month += 1) {
      const leap = month === 0
      await coded(ending, back(month), leap ? 17 : 5 + (month % 2))
      await coded(listened, back(month), leap ? 4 : 15 - (month % 2))
    }
    const { each, stretches, rows } = await codesOverTime(db, today, changeIn)
    t.equal(each, 'month')
    t.equal(stretches.at(-1)?.name, 'October 2026')
    t.match(rows.find(({ key }) => key === ending.key)?.change, { judged: true, signal: 'up', label: 'Above UCL' })
    t.match(rows.find(({ key }) => key === listened.key)?.change, { judged: true, signal: 'down' })
    t.match(changeInWords({ judged: true, signal: 'up', label: 'Above UCL' }), /may have changed: ask why/)
    t.equal(
      changeInWords(rows.find(({ key }) => key === 'feeling-safe')!.change),
      'Too few people to tell a change from chance',
    )
    t.same(
      rows.map(({ key }) => key),
      (await codesOverTime(db, '2024-01-01', changeIn)).rows.map(({ key }) => key),
      'always in the order of the codebook',
    )
  },
)

t.test(
  'what fits no code: passages without one, finished texts without a passage, and what a second coder says',
  async (t) => {
    const finish = (id: string) =>
      db.insertInto('themings').values({ response_id: id, finished_by: sam.id, finished_on: today }).execute()
    const bare = await release({ 'should-change': 'The bus was late. Yes.' })
    const at = { starts: 0, ends: 17, marked_by: sam.id, marked_on: today }
    await db
      .insertInto('segments')
      .values({ id: randomUUID(), released_words_id: bare.wordsId, ...at })
      .execute()
    await finish(bare.id)
    await finish((await release({ 'should-change': 'The taxi never came.' })).id)
    await release({ 'should-change': 'Not finished.' })
    await finish((await release({ 'should-change': 'Not at all.' }, { permission: 'none' })).id)
    const fits = await release({ 'stay-the-same': 'x' })
    await drawn(db, { responseId: fits.id, body: 'It fits.', marker: sam, first: [ending] }, now)
    const doubted = await release({ 'stay-the-same': 'x' })
    const twice = await drawn(db, { responseId: doubted.id, body: 'It is doubted.', marker: sam, first: [ending] }, now)
    await codedTwice(db, twice.id, priya, [ending], [], now)
    const { all } = await listUnfitting(db, sam.id)
    t.same(all.map(({ words }) => words).sort(), ['It is doubted.', 'The bus was late.', 'The taxi never came.'])
  },
)

t.test('words are grouped when five people share them, never when one person says them five times', async (t) => {
  const bus = ['The bus fare is too dear', 'I cannot pay the bus fare', 'Bus fares to get here cost a lot']
  const more = ['Help with the bus fare please', 'My mum pays my bus fare']
  const others = ['The biscuits were nice', 'A dog lives next door', 'Rain came through my roof', 'I like purple']
  const of = (words: string[], who: (index: number) => string) =>
    words.map((one, index) => ({ responseId: who(index), words: one }))
  const rest = of(others, (index) => `other ${index}`)
  const five = groupAlike([...of([...bus, ...more], (index) => `person ${index}`), ...rest])
  t.equal(five.groups.length, 1)
  t.match(five.groups[0], { people: 5 })
  t.same(five.groups[0]?.shared.slice(0, 2).sort(), ['bus', 'fare'])
  t.equal(five.groups[0]?.some.length, 4)
  t.equal(five.alone, 4)
  t.same(groupAlike([...of([...bus, ...more], () => 'one person'), ...rest]).groups, [])
  t.same(groupAlike([...of([...bus, more[0]!, bus[0]!], (index) => `person ${index % 4}`), ...rest]).groups, [])
})

t.test('a rare word of one person is not what a group is called', async (t) => {
  const all = Array.from({ length: 6 }, (_, index) => ({
    responseId: `person ${index}`,
    words: `The swimming pool was closed ${index === 0 ? 'Xylophonia' : ''}`,
  }))
  const { groups } = groupAlike([...all, { responseId: 'other', words: 'Nice biscuits' }])
  t.equal(groups.length, 1)
  t.notOk(groups[0]?.shared.includes('xylophonia'))
})

t.test('five hundred texts are grouped in a moment', async (t) => {
  const word = (n: number) => `word${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + ((n * 7) % 26))}`
  const all = Array.from({ length: 500 }, (_, index) => ({
    responseId: `person ${index}`,
    words: Array.from({ length: 30 }, (_, at) => word(index * 13 + at * (index % 11))).join(' '),
  }))
  const start = performance.now()
  groupAlike(all)
  t.ok(performance.now() - start < 2_000, `${performance.now() - start} ms`)
})
