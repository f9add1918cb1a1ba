import t from 'tap'
import { countHeard, notHeard } from '../../src/changes/not-heard.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { addWords } from '../../src/feedback/reading/late-words.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { periodOf } from '../../src/period.ts'
import { getReleased } from '../../src/themes/released.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { comeBack, keyOn } from '../fixtures/giving.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { db, server, cast, keys } = site
t.teardown(site.close)

const sheetOn = (html: string) => /name="sheet" value="([^"]+)"/.exec(html)?.[1] ?? ''
const session = {
  ...{ team: 'evolve', month: '2026-11', about: '11-17', heads: '5-9', language: 'en', checked: 'yes' },
  'w.what-was-asked': 'What should be different when the work ends?',
  'w.statement-1': 'dont just stop ringing',
  'w.statement-2': 'Tell us a month before',
  'w.statement-12': 'we want to meet the next one first',
  'w.left-unsaid': 'Two did not speak.',
  't.words-permission': 'better',
}
const keyInGroup = async (fields: Record<string, string> = session) => {
  const wren = await site.as('wren')
  const form = await wren.get('/team/keying-in/group')
  return wren.post('/team/keying-in/group', { ...fields, sheet: sheetOn(form.body) })
}
const newest = async () => (await db.selectFrom('responses').selectAll().execute()).at(-1)!

t.test('a group is one record: team, month, who, how many, what was said, one key slip', async (t) => {
  const saved = await keyInGroup()
  t.equal(saved.statusCode, 200)
  t.equal(keyOn(saved.body).split(' ').length, 6)
  const row = await newest()
  t.match(row, { question_set_id: 'group.1', channel: 'group', service: 'evolve', checked_with_person: true })
  const [group] = await db.selectFrom('group_sessions').selectAll().execute()
  t.same(group, {
    ...{ response_id: row.id, head_count: '5-9', about_set: '11-17' },
    ...{ service: 'evolve', held_month: '2026-11' },
  })
  const reading = await db.selectFrom('readings').selectAll().executeTakeFirst()
  t.equal(reading?.reason, 'child wrote', 'young people spoke, so it is read as soon as a child’s words')
  const { page } = await comeBack(server, keyOn(saved.body))
  t.equal(page.statusCode, 200)
})

t.test('what a group said is read, released and themed like anybody’s words', async (t) => {
  const now = site.site.now()
  const { ref, id } = await newest()
  const words = await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  t.same(Object.keys(words).sort(), ['left-unsaid', 'statement-1', 'statement-12', 'statement-2', 'what-was-asked'])
  t.equal(words['statement-12'], 'we want to meet the next one first')
  const desk = await (await site.as('ruth')).get(`/team/reading/${ref}`)
  t.match(desk.body, 'In a group')
  t.match(desk.body, '5 to 9 people, in 2026-11')
  t.match(desk.body, 'Checked with who said it')
  await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now)
  await agreeAndRelease(db, keys, ref, cast.imran, now)
  const released = await getReleased(db, id)
  t.equal(released.setName, 'In a group')
  t.same(released.questions.map(({ questionKey }) => questionKey).slice(0, 2), ['what-was-asked', 'statement-1'])
})

t.test('a group counts once on the board, and is no group that we have not heard', async (t) => {
  for (let n = 0; n < 11; n += 1) await keyInGroup({ ...session, 'w.statement-3': `another time ${n}` })
  const { from, until } = periodOf('2026-11-01')
  const heard = await countHeard(db, from, until)
  t.match(heard, { people: 12, byVersion: { group: 12 } })
  t.same(notHeard(heard).versions, ['8-11', '11-17', 'parent', 'survivor'])
  const number = await releaseAsItIs(db, '2026-11')
  site.pass(45 * 24 * 60)
  const page = await (await site.as('bea')).get(`/team/packs/${number}`)
  t.match(page.body, 'a group that spoke together counts once')
})

t.test('a mistake is told beside its field, and nothing that was typed is lost', async (t) => {
  const {
    team,
    month,
    about,
    heads,
    checked,
    'w.statement-1': one,
    'w.statement-2': two,
    'w.statement-12': twelve,
  } = session
  const page = await keyInGroup({ 'w.left-unsaid': 'Nobody <spoke>.', language: 'en' })
  t.equal(page.statusCode, 422)
  for (const name of ['team', 'month', 'about', 'heads', 'checked', 'w.statement-1']) {
    t.match(page.body, `id="${name}-problem"`, name)
  }
  t.match(page.body, 'Nobody &lt;spoke&gt;.')
  const future = await keyInGroup({
    ...{ team, about, heads, checked },
    month: '2030-01',
    'w.statement-1': one,
    language: 'en',
  })
  t.match(future.body, 'id="month-problem"')
  t.match(future.body, 'dont just stop ringing')
  t.ok(month && two && twelve)
})

t.test('the questions for groups are on no public page', async (t) => {
  for (const url of ['/say/group', '/paper/group/normal', '/easy/say/group']) {
    t.equal((await server.inject({ url })).statusCode, 404, url)
  }
})

t.test('taken back, nothing of a group is left', async (t) => {
  const { id } = await newest()
  await withdrawFeedback(db, id, site.site.now())
  t.equal((await db.selectFrom('group_sessions').selectAll().where('response_id', '=', id).execute()).length, 0)
  t.match(await newest(), { service: null, helped: null, checked_with_person: null })
})

t.test('what a group adds later is read as soon as what it said first', async (t) => {
  const done: string[] = ['00000000-0000-4000-8000-000000000000']
  for (const [about, reason] of Object.entries({ '8-11': 'child wrote', '11-17': 'child wrote', adult: 'own words' })) {
    await keyInGroup({ ...session, about, 'w.statement-4': `and ${about}` })
    const { response_id: id } = await db
      .selectFrom('sealed_words')
      .select('response_id')
      .where('question_key', '=', 'statement-4')
      .where('response_id', 'not in', done)
      .executeTakeFirstOrThrow()
    done.push(id)
    const reading = () => db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
    t.equal((await reading()).reason, reason, about)
    await db.updateTable('readings').set({ due_at: null }).where('response_id', '=', id).execute()
    const late = { kind: 'more' as const, words: 'And one thing more.', formMark: newFormMark() }
    await addWords(db, keys, id, late, site.site.now())
    t.equal((await reading()).reason, reason, about)
  }
})
