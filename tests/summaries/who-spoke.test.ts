import t from 'tap'
import { aboutQuestions, addToCounts } from '../../src/feedback/giving/about-you.ts'
import { aboutNames } from '../../src/summaries/about-words.ts'
import { gatherTables } from '../../src/summaries/releases/gathering.ts'
import { protect } from '../../src/summaries/releases/protecting.ts'
import { addVoices, openRoom } from '../changes/room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db } = room
const july = { kind: 'period' as const, key: '2026-07', from: '2026-07-01', until: '2026-09-01' }
const shownTables = async () => {
  const made = protect(await gatherTables(db, july), july, [])
  if (!made.ok) throw new Error(made.why)
  return made.tables
}
const rowsOf = async (key: string) => {
  const table = (await shownTables()).find((one) => one.key === key)
  return Object.fromEntries((table?.rows ?? []).map((row) => [row.key, row.cells[0]]))
}

t.test('a release tells how people came, and a way that few used is told apart from no other', async (t) => {
  await addVoices(room, 34, { on: '2026-07-20' })
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
  const ways = await rowsOf('channels')
  for (const key of ['paper', 'phone']) t.not(ways[key]?.kind, 'about', key)
  t.same(ways.paper, ways.phone, 'four and nobody look the same')
})

t.test('what people said about themselves is banded, question by question', async (t) => {
  const say = async (n: number, choices: Record<string, string>) => {
    for (let done = 0; done < n; done++) await addToCounts(db, { askedOf: '11-17', choices }, '2026-07')
  }
  await say(14, { 'sex-1': 'female', 'ethnic-1': 'pakistani' })
  await say(6, { 'sex-1': 'male', 'ethnic-1': 'indian' })
  const sexes = await rowsOf('about:sex-1')
  t.not(sexes.male?.kind, 'about', 'six')
  const groups = Object.values(await rowsOf('about:ethnic-1'))
  t.notOk(
    groups.some((cell) => cell?.kind === 'about'),
    'all of them in one group is not shown',
  )
})

t.test('every question and every group has words for the board', async (t) => {
  for (const { id, options } of aboutQuestions) {
    t.same(
      new Set(Object.keys(aboutNames[id]?.groups ?? {})),
      new Set(options.map(({ reported_as }) => reported_as)),
      id,
    )
  }
})
