import { randomUUID } from 'node:crypto'
import t from 'tap'
import { NotFound } from '../../src/refusals.ts'
import { listCodes } from '../../src/themes/code.ts'
import { applyCode, codePlaces } from '../../src/themes/coding.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { loadCodebook } from '../../src/themes/loading.ts'
import { getReleased, getResponseId } from '../../src/themes/released.ts'
import { markSegment, removeBareSegment } from '../../src/themes/segment.ts'
import { keepStep, lastStep, undoLast } from '../../src/themes/steps.ts'
import { takeOffCoding } from '../../src/themes/taking-off.ts'
import { finishTheming, reopenTheming } from '../../src/themes/theming.ts'
import { listThemed, listToTheme } from '../../src/themes/waiting.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, withdraw, audited } = room
const { sam, priya } = people
t.teardown(room.close)

const ending = { codeKey: 'continuity-and-endings', impact: 'harder', kind: 'concern' }
const said = 'She was brilliant. Then she left and nobody told me. I rang. 😢'

const mark = async (wordsId: string, sentences: number[], member = sam) => {
  const marked = await markSegment(db, keys, { releasedWordsId: wordsId, sentences }, member, now)
  if (!marked.ok) throw new Error('not marked')
  return marked.segmentId
}
const waitingList = () => listToTheme(db, { limit: 500 }, priya.id, now)
const codingOn = async (segmentId: string, codeKey = ending.codeKey) => {
  const row = await db
    .selectFrom('segment_codes')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .select('segment_codes.id')
    .where('segment_id', '=', segmentId)
    .where('codes.key', '=', codeKey)
    .executeTakeFirst()
  return row?.id ?? ''
}
const rows = async () => {
  const [segments, codes, log] = await Promise.all([
    db.selectFrom('segments').selectAll().orderBy('id').execute(),
    db.selectFrom('segment_codes').selectAll().orderBy('id').execute(),
    db.selectFrom('audit_entries').select('number').execute(),
  ])
  return { segments, codes, log: log.length }
}
const peopleIn = async (key: string) => (await peopleByTheme(db)).find((theme) => theme.key === key)?.people

t.test('the codebook loads twice without harm: 16 themes, 16 codes, each with what it is not', async (t) => {
  await loadCodebook(db)
  const codes = await listCodes(db)
  t.equal(codes.length, 16)
  t.ok(codes.every(({ definition, whatItIsNot, examples }) => definition && whatItIsNot && examples.length >= 2))
  t.equal((await peopleByTheme(db)).length, 16)
})

t.test('a passage counts only once a person has put a code on it', async (t) => {
  const { wordsId } = await release({ 'should-change': said })
  const segmentId = await mark(wordsId, [1])
  t.equal(await peopleIn('continuity-and-endings'), 0)
  t.ok((await applyCode(db, keys, { segmentId, ...ending }, sam, now)).ok)
  t.equal(await peopleIn('continuity-and-endings'), 1)
})

t.test('who marked, coded and undid is written down, without the words', async (t) => {
  const { wordsId } = await release({ 'should-change': said })
  const segmentId = await mark(wordsId, [0])
  await applyCode(db, keys, { segmentId, ...ending }, sam, now)
  await takeOffCoding(db, keys, { codingId: await codingOn(segmentId) }, sam, now)
  for (const action of [
    'marked a passage',
    'put a code on a passage',
    'took a code off a passage',
    'took a passage away',
  ]) {
    const [entry] = (await audited(action)).filter(({ record_id }) => record_id === segmentId)
    t.equal(entry?.member_id, sam.id, action)
  }
  const all = await db.selectFrom('audit_entries').selectAll().execute()
  t.notMatch(JSON.stringify(all), /brilliant/)
})

t.test('a change that fails leaves no line in the log, and a line that fails leaves no change', async (t) => {
  const { wordsId } = await release({ 'should-change': said })
  const before = await rows()
  const broken = { ...keys, desk: undefined }
  await t.rejects(markSegment(db, broken, { releasedWordsId: wordsId, sentences: [0] }, sam, now))
  t.same(await rows(), before)
})

t.test('two people marking the same sentence at once lose nothing', async (t) => {
  const { id, wordsId } = await release({ 'should-change': said })
  const both = await Promise.all([mark(wordsId, [1], sam), mark(wordsId, [1], priya)])
  t.equal(both[0], both[1])
  const coded = await Promise.all([
    applyCode(db, keys, { segmentId: both[0], ...ending }, sam, now),
    applyCode(db, keys, { segmentId: both[1], ...ending }, priya, now),
    applyCode(db, keys, { segmentId: both[1], ...ending, codeKey: 'listened-to' }, priya, now),
  ])
  t.ok(coded.every(({ ok }) => ok))
  const { questions } = await getReleased(db, id)
  t.same(questions[0]?.passages[0]?.codes.map(({ key }) => key).sort(), ['continuity-and-endings', 'listened-to'])
})

t.test('one person undoing while another codes ends one way or the other, never in a fault', async (t) => {
  const { id, wordsId } = await release({ 'should-change': said })
  const segmentId = await mark(wordsId, [0])
  await applyCode(db, keys, { segmentId, ...ending }, sam, now)
  const codingId = await codingOn(segmentId)
  const [undone, coded] = await Promise.all([
    takeOffCoding(db, keys, { codingId }, sam, now),
    applyCode(db, keys, { segmentId, ...ending, codeKey: 'listened-to' }, priya, now),
  ])
  t.ok(undone.ok)
  const left = (await getReleased(db, id)).questions[0]?.passages.flatMap(({ codes }) => codes.map(({ key }) => key))
  t.same(left, coded.ok ? ['listened-to'] : [])
})

t.test('the same code with another answer is refused, so that nobody is overruled unseen', async (t) => {
  const { wordsId } = await release({ 'should-change': said })
  const segmentId = await mark(wordsId, [0])
  await applyCode(db, keys, { segmentId, ...ending }, sam, now)
  const again = await applyCode(db, keys, { segmentId, ...ending, impact: 'helped' }, priya, now)
  t.match(again, { ok: false, problems: { code: /already/ } })
})

t.test('whatever a form claims gets a sentence and changes nothing', async (t) => {
  const mine = await release({ 'should-change': said })
  const other = await release({ 'should-change': said })
  const segmentId = await mark(mine.wordsId, [0])
  const foreign = await mark(other.wordsId, [0])
  const before = await rows()
  const at = (place: object) =>
    markSegment(db, keys, { releasedWordsId: mine.wordsId, responseId: mine.id, ...place } as never, sam, now)
  const code = (coding: object) =>
    applyCode(db, keys, { segmentId, responseId: mine.id, ...ending, ...coding } as never, sam, now)
  const refused = [
    await at({ start: 9, end: 3 }),
    await at({ start: 0, end: 10_000 }),
    await at({ start: -4, end: 3 }),
    await at({ start: 0, end: said.length - 1 }),
    await at({ start: Number.NaN, end: Number.NaN }),
    await at({ sentences: [] }),
    await at({ sentences: [99] }),
    await at({ sentences: [0, 2] }),
    await at({ releasedWordsId: other.wordsId, sentences: [1] }),
    await code({ codeKey: 'no-such-code' }),
    await code({ codeKey: '' }),
    await code({ impact: 'constructor' }),
    await code({ kind: 'complaint' }),
    await code({ segmentId: foreign }),
    await code({ segmentId: randomUUID() }),
    await code({ segmentId: "' or 1=1" }),
    await removeBareSegment(db, keys, { segmentId: foreign, responseId: mine.id }, sam, now),
    await takeOffCoding(db, keys, { codingId: 'x' }, sam, now),
  ]
  for (const [index, answer] of refused.entries()) {
    t.ok(
      !answer.ok && Object.values(answer.problems).every((sentence) => /^[A-Z].*\.$/.test(sentence)),
      `claim ${index}`,
    )
  }
  await t.rejects(at({ releasedWordsId: 'x', sentences: [0] }), NotFound)
  t.same(await rows(), before)
})

t.test('several passages are coded together or not at all', async (t) => {
  const { id, wordsId } = await release({ 'should-change': said })
  const before = await rows()
  const places = [
    { releasedWordsId: wordsId, start: 0, end: 18 },
    { releasedWordsId: wordsId, start: 5, end: 2 },
  ]
  const done = await codePlaces(db, keys, { responseId: id, places, ...ending }, sam, now)
  t.notOk(done.ok)
  t.same(await rows(), before)
})

t.test('people who mark several answers at once, in any order, do not stop each other', async (t) => {
  for (let round = 0; round < 10; round += 1) {
    const { id, ids } = await release({ 'should-change': said, 'stay-the-same': said })
    const places = Object.values(ids).map((releasedWordsId) => ({ releasedWordsId, start: 0, end: 18 }))
    const all = await Promise.all([
      codePlaces(db, keys, { responseId: id, places, ...ending }, sam, now),
      codePlaces(db, keys, { responseId: id, places: places.toReversed(), ...ending }, priya, now),
      finishTheming(db, keys, id, sam, now),
    ])
    t.ok(all[0].ok && all[1].ok)
    t.equal((await getReleased(db, id)).questions.flatMap(({ passages }) => passages).length, 2)
    await db.deleteFrom('themings').execute()
  }
})

t.test('undo takes the last code and its mark away, and a second undo is harmless', async (t) => {
  const { id, wordsId } = await release({ 'should-change': said })
  const segmentId = await mark(wordsId, [0])
  await applyCode(db, keys, { segmentId, ...ending }, sam, now)
  await applyCode(db, keys, { segmentId, ...ending, codeKey: 'listened-to' }, sam, now)
  const [first, second] = [await codingOn(segmentId, 'listened-to'), await codingOn(segmentId)]
  t.ok((await takeOffCoding(db, keys, { codingId: first }, sam, now)).ok)
  t.equal((await getReleased(db, id)).questions[0]?.passages.length, 1)
  t.ok((await takeOffCoding(db, keys, { codingId: second }, sam, now)).ok)
  t.equal((await getReleased(db, id)).questions[0]?.passages.length, 0)
  t.notOk((await takeOffCoding(db, keys, { codingId: second }, sam, now)).ok)
})

t.test('what is released waits oldest first, until somebody finishes it, and again after reopening', async (t) => {
  const later = await release({ 'should-change': said }, { released: '2026-11-02' })
  const older = await release({ 'should-change': said, 'stay-the-same': said }, { released: '2026-09-02' })
  const waiting = (await waitingList()).map(({ ref }) => ref)
  t.equal(waiting[0], older.ref)
  t.ok(waiting.indexOf(later.ref) > 0)
  t.equal(waiting.filter((ref) => ref === older.ref).length, 1)
  t.notMatch(JSON.stringify(await waitingList()), /brilliant/)

  await Promise.all([finishTheming(db, keys, older.id, sam, now), finishTheming(db, keys, older.id, priya, now)])
  t.notOk((await waitingList()).some(({ ref }) => ref === older.ref))
  t.equal((await audited('finished theming')).filter(({ record_id }) => record_id === older.id).length, 1)
  t.equal((await listThemed(db, sam.id, 5))[0]?.ref, older.ref)
  await reopenTheming(db, keys, older.id, sam, now)
  t.ok((await waitingList()).some(({ ref }) => ref === older.ref))
})

t.test('undo never takes back what somebody else finished', async (t) => {
  const { id } = await release({ 'should-change': said })
  await finishTheming(db, keys, id, sam, now)
  const before = await lastStep(db, sam.id)
  t.equal(before?.says, 'finished it')
  await reopenTheming(db, keys, id, priya, now)
  t.not((await lastStep(db, sam.id))?.id, before?.id, 'there is nothing left to take back')
  await finishTheming(db, keys, id, priya, now)
  t.notOk((await undoLast(db, keys, before!.id, sam, now)).ok)
  // A step from before this was kept apart.
  await keepStep(db, sam, { responseId: id, what: 'finished', detail: {} })
  t.notOk((await undoLast(db, keys, (await lastStep(db, sam.id))!.id, sam, now)).ok)
  const left = await db.selectFrom('themings').select('finished_by').where('response_id', '=', id).execute()
  t.same(left, [{ finished_by: priya.id }])
  t.ok((await undoLast(db, keys, (await lastStep(db, priya.id))!.id, priya, now)).ok, 'their own they do')
})

t.test('questions come in the order they were asked', async (t) => {
  const { id } = await release({ 'should-change': said, 'stay-the-same': said })
  const { questions, setName, month } = await getReleased(db, id)
  t.same(
    questions.map(({ questionKey }) => questionKey),
    ['stay-the-same', 'should-change'],
  )
  t.match(questions[0]?.ask, /stay the same/)
  t.equal(month, '2026-10')
  t.ok(setName)
})

t.test('feedback that was taken back cannot be found, marked, coded or finished', async (t) => {
  const { id, ref, wordsId } = await release({ 'should-change': said })
  const segmentId = await mark(wordsId, [0])
  await db.updateTable('responses').set({ withdrawn_on: '2026-11-20' }).where('id', '=', id).execute()
  const before = await rows()
  await t.rejects(getResponseId(db, ref, sam.id), NotFound)
  await t.rejects(getReleased(db, id), NotFound)
  await t.rejects(mark(wordsId, [1]), NotFound)
  await t.rejects(applyCode(db, keys, { segmentId, ...ending }, sam, now), NotFound)
  await t.rejects(removeBareSegment(db, keys, { segmentId }, sam, now), NotFound)
  await t.rejects(finishTheming(db, keys, id, sam, now), NotFound)
  t.notOk((await waitingList()).some((one) => one.ref === ref))
  t.same(await rows(), before)
  await withdraw(id)
  t.notOk((await rows()).segments.some((one) => one.id === segmentId))
})
