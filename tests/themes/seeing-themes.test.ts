import t from 'tap'
import { NotFound } from '../../src/refusals.ts'
import { applyCode } from '../../src/themes/coding.ts'
import { countPeople, peopleByTheme } from '../../src/themes/counting.ts'
import { labelled } from '../../src/themes/labels.ts'
import { markSegment } from '../../src/themes/segment.ts'
import { getTheme, listThemes, passagesOf } from '../../src/themes/theme.ts'
import { sixMonths } from '../../src/themes/wording.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, withdraw } = room
t.teardown(room.close)

const say = async (body: string, codes: string[], options: Parameters<typeof release>[1] = {}, impact = 'harder') => {
  const given = await release({ 'should-change': body }, options)
  const marked = await markSegment(db, keys, { releasedWordsId: given.wordsId, sentences: [0] }, people.sam, now)
  if (!marked.ok) throw new Error('not marked')
  for (const codeKey of codes) {
    const { segmentId } = marked
    await applyCode(db, keys, { segmentId, codeKey, impact, kind: 'concern' }, people.sam, now)
  }
  return { ...given, segmentId: marked.segmentId }
}
const counted = async (key: string, period = {}) => (await peopleByTheme(db, period)).find((one) => one.key === key)

t.test('a person counts once in a theme, however often they speak of it', async (t) => {
  const given = await say('We waited. And waited.', ['waiting-and-timing'])
  const again = await markSegment(db, keys, { releasedWordsId: given.wordsId, sentences: [1] }, people.sam, now)
  if (!again.ok) throw new Error('not marked')
  const { segmentId } = again
  await applyCode(
    db,
    keys,
    { segmentId, codeKey: 'waiting-and-timing', impact: 'helped', kind: 'praise' },
    people.sam,
    now,
  )
  t.match(await counted('waiting-and-timing'), {
    people: 1,
    helped: 1,
    harder: 1,
    noDifference: 0,
    praise: 1,
    concern: 1,
    idea: 0,
  })
  t.equal(await countPeople(db), 1)
})

t.test('only the days of the period count, the first and the last included', async (t) => {
  await say('Too long.', ['online'], { received: '2026-06-01' })
  await say('Too long.', ['online'], { received: '2026-06-30' })
  await say('Too long.', ['online'], { received: '2026-07-01' })
  t.equal((await counted('online'))?.people, 3)
  t.equal((await counted('online', { from: '2026-06-01', to: '2026-06-30' }))?.people, 2)
  t.equal((await counted('online', { from: '2026-06-02' }))?.people, 2)
  t.equal((await counted('online', { to: '2026-05-31' }))?.people, 0)
  t.equal(await countPeople(db, { to: '2026-06-30' }), 2)
  t.match(sixMonths('2026-11-21'), { from: '2026-06-01', to: '2026-11-21', words: 'June 2026 to November 2026' })
  t.match(sixMonths('2026-03-31'), { from: '2025-10-01' })
})

t.test('a withdrawn piece of feedback leaves every theme', async (t) => {
  const given = await say('Nobody said goodbye.', ['continuity-and-endings', 'listened-to'])
  t.equal((await counted('continuity-and-endings'))?.people, 1)
  t.equal((await passagesOf(db, 'listened-to', 10)).length, 1)
  await withdraw(given.id)
  t.equal((await counted('continuity-and-endings'))?.people, 0)
  t.equal((await counted('listened-to'))?.people, 0)
  t.same(await passagesOf(db, 'listened-to', 10), [])
})

t.test('marked as withdrawn is enough, before its words are gone', async (t) => {
  const given = await say('Nobody said goodbye.', ['feeling-safe'])
  await db.updateTable('responses').set({ withdrawn_on: '2026-11-21' }).where('id', '=', given.id).execute()
  t.equal((await counted('feeling-safe'))?.people, 0)
  t.same(await passagesOf(db, 'feeling-safe', 10), [])
})

t.test('a passage comes with its month, version, permission and codes, and nothing around it', async (t) => {
  const options = { received: '2026-09-09', permission: 'better' as const }
  const given = await say(
    'Court was moved twice. My cousin Bo came.',
    ['police-and-courts', 'waiting-and-timing'],
    options,
  )
  const [passage] = await passagesOf(db, 'police-and-courts', 10)
  t.match(passage, { ref: given.ref, permission: 'better', words: 'Court was moved twice.' })
  t.same(passage?.codes.map(({ key }) => key).sort(), ['police-and-courts', 'waiting-and-timing'])
  t.notMatch(JSON.stringify(passage), /Bo|2026-09/)
})

t.test('words that may not be used are not shown, though their person counts', async (t) => {
  await say('Ask us first.', ['choice-and-control'], { permission: 'none' })
  t.same(await passagesOf(db, 'choice-and-control', 10), [])
  t.equal((await counted('choice-and-control'))?.people, 1)
})

t.test('the newest comes first, and no more than asked for', async (t) => {
  for (const received of ['2026-01-10', '2026-08-10', '2026-04-10'])
    await say(`At my school in ${received}.`, ['school-and-community'], { received })
  const found = await passagesOf(db, 'school-and-community', 2)
  t.same(
    found.map(({ words }) => words),
    ['At my school in 2026-08-10.', 'At my school in 2026-04-10.'],
  )
})

t.test('two months and a set of questions stand beside words only where ten people share them', async (t) => {
  const now = '2026-11-23'
  const few = await labelled(db, await passagesOf(db, 'school-and-community', 10), now)
  t.same(
    few.map(({ labels }) => labels),
    [[], [], []],
  )
  t.notOk(few.some((one) => 'responseId' in one))
  for (let left = 10; left > 0; left -= 1)
    await say('We meet at my school.', ['school-and-community'], { received: '2026-08-11' })
  // Ten or more whose months are not said: fewer would be known by what they are not.
  for (const received of ['2026-01-12', '2026-02-12', '2026-03-12', '2026-04-12'])
    for (let left = 2; left > 0; left -= 1) await release({ 'should-change': 'Of something else.' }, { received })
  const many = await labelled(db, await passagesOf(db, 'school-and-community', 20), now)
  t.equal(many.filter(({ labels }) => labels[0] === 'July and August 2026').length, 11)
  t.equal(many.filter(({ labels }) => labels.length === 0).length, 2, 'the others are not told apart')
})

t.test('every theme has a name that a child can read', async (t) => {
  const themes = await listThemes(db)
  t.equal(themes.length, 16)
  t.equal((await getTheme(db, 'continuity-and-endings')).plainName, 'How it ends')
  t.ok(themes.every(({ plainName }) => plainName.split(' ').length <= 7))
  await t.rejects(getTheme(db, 'no-such-theme'), NotFound)
})
