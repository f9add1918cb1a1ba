import { randomUUID } from 'node:crypto'
import t from 'tap'
import { makeReaderKey } from '../../src/seal/reader-key.ts'
import { searchableBefore } from '../../src/themes/searching/corpus.ts'
import { sayable } from '../../src/themes/searching/describing.ts'
import { type Asked, choices } from '../../src/themes/searching/finding-passages.ts'
import {
  forgetOldSearches,
  listSearches,
  openSearch,
  refusedThisMonth,
  search,
} from '../../src/themes/searching/search.ts'
import { chance } from '../fixtures/chance.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, audited } = room
const { sam, lena, ruth } = people
t.teardown(room.close)
await makeReaderKey(db, keys, '2026-01-01')

const nothing: Asked = { words: '', period: '', set: '', service: '', theme: '', impact: '' }
const why = { reason: 'theme' as const, more: '' }
const look = async (asked: Partial<Asked>, { who = sam, at = now } = {}) => {
  const answer = await search(db, keys, { ...nothing, ...asked }, why, who, at)
  await db
    .deleteFrom('searches')
    .where('at', '<', new Date(now.getTime() - 60_000))
    .execute()
  return answer
}
const wordsOf = async (asked: Partial<Asked>, more?: object) => {
  const answer = await look(asked, more)
  return answer === 'too many' || answer.refused ? undefined : answer.found.map(({ words }) => words).sort()
}
const many = async (count: number, words: (index: number) => string, more: object = {}, service?: string) => {
  for (let index = 0; index < count; index += 1) {
    const { id } = await release({ 'should-change': words(index) }, more)
    if (service) await db.updateTable('responses').set({ service }).where('id', '=', id).execute()
  }
}
const clear = async () => {
  await db.deleteFrom('released_words').execute()
  await db.deleteFrom('searches').execute()
}
t.beforeEach(clear)

t.test('what ten people said is found, sentence by sentence, whatever the ending of the word', async (t) => {
  await many(10, (index) => `First this. The waiting was number${index} long. Then that.`)
  const found = await wordsOf({ words: 'waited' })
  t.equal(found?.length, 10)
  t.match(found?.[3], /^The waiting was number\d long\.$/)
})

t.test('words of other languages are found as they stand', async (t) => {
  await many(10, () => 'Czekanie było trudne. الانتظار صعب')
  t.equal((await wordsOf({ words: 'czekanie' }))?.length, 10)
  t.equal((await wordsOf({ words: 'الانتظار' }))?.length, 10)
})

t.test('nine people and nobody are refused alike', async (t) => {
  await many(12, (index) => (index < 9 ? 'A violin lesson.' : 'A guitar lesson.'))
  t.same(await look({ words: 'violin' }), { refused: true })
  t.same(await look({ words: 'trumpet' }), { refused: true })
  t.same(await look({ words: 'A violin lesson' }), { refused: true })
  t.equal((await wordsOf({ words: 'lesson' }))?.length, 12)
  t.equal((await audited('searched released words')).filter(({ detail }) => detail.outcome === 'refused').length, 3)
})

t.test('ten passages of one person are one person', async (t) => {
  await release(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`more-${i}`, 'The harp again.'])))
  await many(12, () => 'Something else.')
  t.same(await look({ words: 'harp' }), { refused: true })
})

t.test('there is no "or", no "not" and no phrase that takes one result from another', async (t) => {
  await many(12, (index) => (index === 0 ? 'A quiet room and a zither.' : 'A quiet room.'))
  const all = await wordsOf({ words: 'quiet' })
  t.same(await look({ words: 'quiet -zither' }), { refused: true })
  t.same(await look({ words: 'quiet !zither' }), { refused: true })
  t.same(await look({ words: 'zither or quiet' }), { refused: true })
  t.same(await look({ words: '"quiet room" | zither' }), { refused: true })
  t.equal(all?.length, 12)
})

t.test('words that may not be used, that were taken back, or that the member is kept from are not found', async (t) => {
  await many(10, () => 'An oboe.')
  await many(3, () => 'An oboe.', { permission: 'none' })
  const { id } = await release({ 'should-change': 'An oboe.' })
  t.equal((await wordsOf({ words: 'oboe' }))?.length, 11)
  const kept = { id: randomUUID(), member_id: sam.id, kind: 'named' as const, response_id: id, service: null }
  await db
    .insertInto('conflicts')
    .values({ ...kept, made_by: null, made_on: '2026-11-21' })
    .execute()
  t.equal((await wordsOf({ words: 'oboe' }))?.length, 10)
  t.equal((await wordsOf({ words: 'oboe' }, { who: lena }))?.length, 11)
  await db.deleteFrom('conflicts').execute()
  await room.withdraw(id)
  t.equal((await wordsOf({ words: 'oboe' }, { who: lena }))?.length, 10)
})

t.test('two looks on neighbouring days differ by ten people or by none', async (t) => {
  await many(12, () => 'The cello.', { released: '2026-08-10' })
  await many(4, () => 'The cello.', { released: '2026-09-10' })
  await many(7, () => 'The cello.', { released: '2026-10-10' })
  await many(1, () => 'The cello.', { released: '2026-11-10' })
  const on = async (day: string) => (await wordsOf({ words: 'cello' }, { at: new Date(`${day}T10:00:00Z`) }))?.length
  t.equal(await searchableBefore(db, '2026-08-31'), undefined)
  t.equal(await on('2026-08-31'), undefined)
  t.equal(await on('2026-09-01'), 12)
  t.equal(await on('2026-10-31'), 12, 'four more wait for others')
  t.equal(await on('2026-11-01'), 23)
  t.equal(await on('2026-11-30'), 23)
  t.equal(await on('2026-12-31'), 23, 'one more waits')
})

t.test('whatever stands beside a sentence is true of ten people, and so is what is left over', async (t) => {
  const next = chance(41)
  for (let round = 0; round < 300; round += 1) {
    const pick = (from: (string | undefined)[]) => from[Math.floor(next() ** 2 * from.length)]
    const crowd = Array.from({ length: 10 + Math.floor(next() * 80) }, (_, id) => ({
      id: String(id),
      values: [pick(['p1', 'p2', 'p3', undefined]), pick(['a', 'b', 'c']), pick(['s1', 's2', 's3', undefined])],
    }))
    const said = sayable(crowd)
    const label = ({ id, values }: (typeof crowd)[number]) => JSON.stringify(values.slice(0, said.get(id)))
    const sizes = Object.entries(Object.groupBy(crowd, label)).map(([, group]) => group?.length ?? 0)
    if (sizes.some((size) => size < 10)) t.fail(`round ${round}: ${sizes}`)
    if (crowd.some((one) => one.values.slice(0, said.get(one.id)).includes(undefined))) t.fail('an unknown is said')
  }
  t.pass('300 crowds')
  t.same([...sayable([{ id: 'x', values: ['p', 'a'] }])], [['x', 0]])
})

t.test(
  'a filter finds only what the page says, and a service of a few can be neither chosen nor guessed',
  async (t) => {
    await many(14, () => 'It was near the church hall.', {}, 'Early Help')
    await many(12, () => 'It was near the church hall.', {}, 'CAMHS')
    await many(3, () => 'It was near the church hall.', {}, 'Evolve')
    const { services, periods, sets } = await choices(db, '2026-11-21')
    t.same(services, ['Early Help'])
    t.same(periods, ['September and October 2026'])
    t.equal(sets.length, 1)
    t.equal((await wordsOf({ words: 'church' }))?.length, 29)
    t.equal((await wordsOf({ words: 'church', service: 'Early Help' }))?.length, 14)
    t.same(await look({ words: 'church', service: 'CAMHS' }), { refused: true })
    t.same(await look({ words: 'church', service: 'Evolve' }), { refused: true })
    t.same(await look({ words: 'church', service: 'No such' }), { refused: true })
    t.same(await look({ words: 'church', period: 'November and December 2026' }), { refused: true })
  },
)

t.test('who changes what is not for them finds nothing until words come in again', async (t) => {
  const entry = { member_id: sam.id, made_by: sam.id, made_on: '2026-11-03', response_id: null }
  const team = { ...entry, id: randomUUID(), kind: 'team' as const, service: 'camhs' }
  await many(12, () => 'A tuba.', { released: '2026-10-20' })
  await many(2, () => 'A tuba.', { released: '2026-10-20' }, 'camhs')
  t.equal((await wordsOf({ words: 'tuba' }))?.length, 14)
  await db.insertInto('conflicts').values(team).execute()
  t.same(await look({ words: 'tuba' }), { refused: true }, 'not the two that are of it')
  t.equal((await wordsOf({ words: 'tuba' }, { who: lena }))?.length, 14)
  const later = { at: new Date('2026-12-02T10:00:00Z') }
  t.same(await look({ words: 'tuba' }, later), { refused: true }, 'no words have come in since')
  await many(10, () => 'A tuba.', { released: '2026-11-20' })
  t.equal((await wordsOf({ words: 'tuba' }, later))?.length, 22)
  await db.updateTable('conflicts').set({ ended_on: '2026-12-01' }).where('id', '=', team.id).execute()
  t.same(await look({ words: 'tuba' }, later), { refused: true }, 'nor when it ends')
  await db.deleteFrom('conflicts').execute()
  const { id } = await release({ 'should-change': 'A tuba.' }, { released: '2026-10-20' })
  const named = { ...team, made_by: null, made_on: '2026-12-01', kind: 'named' as const, service: null }
  await db
    .insertInto('conflicts')
    .values({ ...named, response_id: id })
    .execute()
  t.equal((await wordsOf({ words: 'tuba' }, later))?.length, 24, 'nobody is told that something names them')
  await db.deleteFrom('conflicts').execute()
})

t.test('thirty searches an hour, also when all are sent at once', async (t) => {
  await many(1, () => 'x')
  const asked = { ...nothing, words: 'x' }
  const all = await Promise.all(Array.from({ length: 40 }, () => search(db, keys, asked, why, ruth, now)))
  t.equal(all.filter((answer) => answer !== 'too many').length, 30)
})

t.test('thirty searches an hour, and then a sentence', async (t) => {
  await many(1, () => 'x')
  for (let number = 0; number < 30; number += 1) await search(db, keys, { ...nothing, words: 'x' }, why, ruth, now)
  t.equal(await search(db, keys, { ...nothing, words: 'x' }, why, ruth, now), 'too many')
  t.not(await search(db, keys, { ...nothing, words: 'x' }, why, lena, now), 'too many')
  const later = new Date(now.getTime() + 3_601_000)
  t.not(await search(db, keys, { ...nothing, words: 'x' }, why, ruth, later), 'too many')
})

t.test('what was typed is sealed; who looks into it can open it, and that is in the log', async (t) => {
  await search(db, keys, { ...nothing, words: 'Kaylee Brankovic' }, { reason: 'other', more: 'Just so' }, sam, now)
  t.same(await refusedThisMonth(db, now), { refused: 1, members: 1 })
  const kept = JSON.stringify([
    await db.selectFrom('searches').selectAll().execute(),
    await db.selectFrom('audit_entries').selectAll().execute(),
  ])
  t.notMatch(kept, /Brankovic|Just so/)
  t.notMatch(kept, Buffer.from('Brankovic').toString('hex'))
  const { searches } = await listSearches(db, 0, 50)
  t.match(searches, [{ by: sam.name, reason: 'Something else', outcome: 'refused' }])
  const opened = await openSearch(db, keys, searches[0]!.id, 'complaint', ruth, now)
  t.match(opened, { words: 'Kaylee Brankovic', more: 'Just so' })
  t.equal((await audited('opened what somebody searched for'))[0]?.member_id, ruth.id)
  t.equal(await forgetOldSearches(db, new Date('2027-11-20T10:00:00Z')), 0)
  t.equal(await forgetOldSearches(db, new Date('2027-11-22T10:00:00Z')), 1)
})
