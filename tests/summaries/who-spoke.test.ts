import t from 'tap'
import { aboutQuestions, addToCounts } from '../../src/feedback/giving/about-you.ts'
import { periodOf } from '../../src/period.ts'
import { aboutNames } from '../../src/summaries/about-words.ts'
import { boardFor } from '../../src/summaries/board.ts'
import { addVoices, openRoom } from '../changes/room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, cast, now } = room
const board = (day: string) => boardFor(db, periodOf(day), now)
const times = async (n: number, work: () => Promise<unknown>) => {
  for (let done = 0; done < n; done++) await work()
}

t.test('the board sees how people came, and a way that few used is told apart from no other', async (t) => {
  await addVoices(room, 30, { on: '2026-07-20' })
  const rows = await db.selectFrom('responses').select('id').where('received_on', '=', '2026-07-20').execute()
  const turn = (from: number, to: number, set: object) =>
    db
      .updateTable('responses')
      .set(set)
      .where(
        'id',
        'in',
        rows.slice(from, to).map(({ id }) => id),
      )
      .execute()
  await turn(0, 12, { channel: 'invitation' })
  await turn(12, 16, { channel: 'paper', helped: true })
  const { whoSpoke } = await board('2026-07-01')
  const by = Object.fromEntries((whoSpoke?.byChannel ?? []).map(({ channel, people }) => [channel, people]))
  t.same(by.invitation, { kind: 'about', n: 10 })
  t.same(by.open, { kind: 'about', n: 15 })
  t.same([by.paper, by.phone], [{ kind: 'band' }, { kind: 'band' }], 'four and nobody look the same')
  t.same(whoSpoke?.helped, { kind: 'band' })
  const page = await (await room.browser(cast.bev)).get('/team/board/2026-07')
  t.match(page.body, 'With an invitation')
})

t.test('everybody by one way is not shown either', async (t) => {
  await addVoices(room, 12, { on: '2026-05-20' })
  const { whoSpoke } = await board('2026-05-01')
  t.ok(whoSpoke?.byChannel.every(({ people }) => people.kind === 'band'))
})

t.test(
  'what people said about themselves is banded, question by question, and only of a period that has ended',
  async (t) => {
    const say = (choices: Record<string, string>, period = '2026-07') =>
      addToCounts(db, { askedOf: '11-17', choices }, period)
    await times(14, () => say({ 'sex-1': 'female', 'ethnic-1': 'pakistani' }))
    await times(6, () => say({ 'sex-1': 'male', 'ethnic-1': 'indian' }))
    await times(9, () => say({ 'condition-1': 'yes' }))
    await times(20, () => say({ 'sex-1': 'male' }, '2026-11'))
    const { whoSpoke } = await board('2026-07-01')
    const groups = (question: string) => whoSpoke?.about.find((one) => one.question === question)?.groups
    t.match(groups('sex-1'), [
      { group: 'female', people: { kind: 'about', n: 15 } },
      { group: 'rather-not-say', people: { kind: 'band' } },
      { group: 'male', people: { kind: 'band' } },
    ])
    t.ok(
      groups('ethnic-1')?.every(({ people }) => people.kind === 'band'),
      'all of them in one group is not shown',
    )
    t.equal(groups('condition-1'), undefined, 'nine answered')
    t.equal((await board('2026-11-01')).whoSpoke, undefined, 'this period still runs')
  },
)

t.test('every question and every group has words for the board', async (t) => {
  for (const { id, options } of aboutQuestions) {
    t.same(
      new Set(Object.keys(aboutNames[id]?.groups ?? {})),
      new Set(options.map(({ reported_as }) => reported_as)),
      id,
    )
  }
})
