import { sql } from 'kysely'
import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { publishDecision, retractDecision } from '../../src/changes/publication.ts'
import { agreeQuote, chooseQuote } from '../../src/changes/quote.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import { addVoice, addVoices, goodbye, openRoom } from '../changes/room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, cast, now } = room
const { keys } = room.site
const decide = async (more: object = {}) => {
  const answer = await decideOnTheme(db, keys, { ...goodbye, ...more }, cast.ruth, now)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  await publishDecision(db, keys, answer.id, cast.noor, now)
  return answer.id
}
const told = () => readReleased(db, (released) => released.selectFrom('released.told').selectAll().execute())
const takenOff = () => readReleased(db, (released) => released.selectFrom('released.taken_off').selectAll().execute())
const quotes = () => readReleased(db, (released) => released.selectFrom('released.quotes').selectAll().execute())

t.test('whoever reads as the released role is refused every other table by the database itself', async (t) => {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db)
  t.ok(rows.length > 60)
  const open: string[] = []
  for (const { name } of rows) {
    await readReleased(db, (released) => sql`select 1 from ${sql.table(name)} limit 1`.execute(released)).then(
      () => open.push(name),
      (error) => t.match(error.message, /permission denied/, name),
    )
  }
  t.same(open, [])
  await t.rejects(
    readReleased(db, (released) => sql`update released.releases set why = 'x'`.execute(released)),
    { message: /permission denied/ },
  )
})

t.test('after a look as that role the connection may read as before', async (t) => {
  await told()
  t.equal((await db.selectFrom('members').select('id').execute()).length, 4)
})

t.test('a decision is told while it is published, and not once a later one has settled it', async (t) => {
  const id = await decide()
  t.match(await told(), [{ id, theme_key: goodbye.themeKey, outcome: 'planned', due_on: '2027-01-31', made_on: null }])
  const settling = await decide({ settles: id, title: 'Another way' })
  t.same(
    (await told()).map((one) => one.id),
    [settling],
  )
  t.same(await takenOff(), [], 'what is settled was not taken back')
  await retractDecision(db, keys, settling, cast.noor, now)
  t.same(await takenOff(), [{ id: settling }])
  t.same(
    (await told()).map((one) => one.id),
    [id],
  )
})

t.test('a quote is there as long as two people, its person and its theme say so', async (t) => {
  await addVoices(room, 10, { on: '2026-10-01' })
  const words = 'A card 💛 with her name.'
  const { responseId, segmentId } = await addVoice(room, { words, on: '2026-10-01' })
  const decisionId = await decide({ passages: [segmentId] })
  await chooseQuote(db, keys, { decisionId, segmentId }, cast.ruth, now)
  t.same(await quotes(), [], 'one person is not enough')
  await agreeQuote(db, keys, { decisionId, segmentId }, cast.noor, now)
  t.match(await quotes(), [{ decision_id: decisionId, words, theme_key: goodbye.themeKey }])
  await db.updateTable('responses').set({ words_permission: 'better' }).where('id', '=', responseId).execute()
  t.same(await quotes(), [], 'permission is asked again at every look')
  await db.updateTable('responses').set({ words_permission: 'report' }).where('id', '=', responseId).execute()
  t.equal((await quotes()).length, 1)
  await withdrawFeedback(db, responseId, now)
  t.same(await quotes(), [])
})

t.test('places in words are counted as the workbench counts them', async (t) => {
  for (const body of ['Well. I was 💛 heard.', 'é́ 👨‍👩‍👧 x', '', 'a\nb c']) {
    for (const [starts, ends] of [
      [0, body.length],
      [3, 9],
      [6, 14],
    ] as const) {
      const { rows } = await sql<{ words: string }>`
        select released.words_at(${body}, ${starts}, ${Math.min(ends, body.length)}) as words`.execute(db)
      const whole = body.slice(starts, Math.min(ends, body.length))
      // Half of a pair is no letter, and nothing that a person marks.
      if (whole.isWellFormed()) t.equal(rows[0]?.words, whole, `${JSON.stringify(body)} from ${starts} to ${ends}`)
    }
  }
})
