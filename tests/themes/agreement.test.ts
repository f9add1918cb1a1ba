import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { PutCode } from '../../src/db/tables.ts'
import { NotFound } from '../../src/refusals.ts'
import { audit } from '../../src/team/audit.ts'
import { drawForSecondCoding } from '../../src/themes/agreement/drawing.ts'
import { measureAgreement } from '../../src/themes/agreement/measure.ts'
import { codeBlind, codesOn, getBlind, listWaiting } from '../../src/themes/agreement/second-coding.ts'
import { getDisagreement, listOpen, settle } from '../../src/themes/agreement/settling.ts'
import { listCodes } from '../../src/themes/code.ts'
import { finishTheming } from '../../src/themes/theming.ts'
import { codedTwice, drawn } from '../fixtures/twice.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, audited } = room
const { sam, priya, lena, ruth } = people
t.teardown(room.close)

const ending: PutCode = { key: 'continuity-and-endings', impact: 'harder', kind: 'concern' }
const listened: PutCode = { key: 'listened-to', impact: 'harder', kind: 'concern' }
const body = 'She left and nobody told me. It was sudden.'
const twice = async (first: PutCode[] = [ending], marker = sam) => {
  const { id } = await release({ 'stay-the-same': 'Nothing.' })
  return { responseId: id, ...(await drawn(db, { responseId: id, body, marker, first }, now)) }
}
const waits = async (who: { id: string }) => (await listWaiting(db, who.id, 500)).ids
const clear = async () => {
  await db.deleteFrom('released_words').execute()
  await db.deleteFrom('themings').execute()
}

t.test('about one passage in ten is drawn, never fewer, and finishing again draws the same', async (t) => {
  for (const size of [3, 9, 10, 25, 400]) {
    await clear()
    const { id, wordsId } = await release({ 'should-change': 'a'.repeat(1_000) })
    const place = (starts: number) => ({ starts, ends: starts + 1, marked_by: sam.id, marked_on: '2026-11-21' })
    await db
      .insertInto('segments')
      .values(Array.from({ length: size }, (_, at) => ({ id: randomUUID(), released_words_id: wordsId, ...place(at) })))
      .execute()
    await db
      .insertInto('themings')
      .values({ response_id: id, finished_by: sam.id, finished_on: '2026-11-21' })
      .execute()
    const ids = async () =>
      (await db.selectFrom('second_codings').select('segment_id').orderBy('segment_id').execute()).map(
        (r) => r.segment_id,
      )
    await drawForSecondCoding(db, keys, id, now)
    const first = await ids()
    t.ok(first.length >= Math.floor(size / 10), `${first.length} of ${size}`)
    t.ok(first.length <= size * 0.1 + 6 + 3 * Math.sqrt(size * 0.09), `${first.length} of ${size}`)
    await drawForSecondCoding(db, keys, id, now)
    t.same(await ids(), first)
  }
  await clear()
})

t.test('many small pieces of feedback have their one in ten as well', async (t) => {
  for (let number = 0; number < 40; number += 1) {
    const { id, wordsId } = await release({ 'should-change': body })
    const at = { starts: 0, ends: 4, marked_by: sam.id, marked_on: '2026-11-21' }
    await db
      .insertInto('segments')
      .values({ id: randomUUID(), released_words_id: wordsId, ...at })
      .execute()
    await db
      .insertInto('themings')
      .values({ response_id: id, finished_by: sam.id, finished_on: '2026-11-21' })
      .execute()
    await drawForSecondCoding(db, keys, id, now)
    const { count } = await db
      .selectFrom('second_codings')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    t.ok(Number(count) >= Math.floor((number + 1) / 10), `${count} of ${number + 1}`)
  }
  await clear()
})

t.test('finishing a theming draws', async (t) => {
  const { id, wordsId } = await release({ 'should-change': 'a'.repeat(20) })
  const place = (starts: number) => ({ starts, ends: starts + 1, marked_by: sam.id, marked_on: '2026-11-21' })
  await db
    .insertInto('segments')
    .values(Array.from({ length: 20 }, (_, at) => ({ id: randomUUID(), released_words_id: wordsId, ...place(at) })))
    .execute()
  t.same(await waits(priya), [])
  await finishTheming(db, keys, id, sam, now)
  t.ok((await waits(priya)).length >= 2)
  t.same(await waits(sam), [])
  await clear()
})

t.test(
  'it waits for somebody who did not mark, code or finish it, has not seen the codes, and may read it',
  async (t) => {
    const { id, responseId, segmentId } = await twice()
    t.notOk((await waits(sam)).includes(id))
    t.ok((await waits(priya)).includes(id))
    await t.rejects(getBlind(db, id, sam.id), NotFound)
    const blind = await getBlind(db, id, priya.id)
    t.equal(blind.body.slice(blind.start, blind.end), body)
    t.notMatch(JSON.stringify(blind), /ending|harder|concern|Sam/)

    await db.updateTable('segment_codes').set({ applied_by: lena.id }).where('segment_id', '=', segmentId).execute()
    t.notOk((await waits(lena)).includes(id), 'who put a code on')
    await db.updateTable('themings').set({ finished_by: ruth.id }).where('response_id', '=', responseId).execute()
    t.notOk((await waits(ruth)).includes(id), 'who finished')
    const kept = {
      id: randomUUID(),
      member_id: priya.id,
      kind: 'named' as const,
      response_id: responseId,
      service: null,
    }
    await db
      .insertInto('conflicts')
      .values({ ...kept, made_by: null, made_on: '2026-11-21' })
      .execute()
    t.notOk((await waits(priya)).includes(id), 'who is kept from it')
    await db.deleteFrom('conflicts').execute()
    const look = { memberId: priya.id, action: 'looked at released words', record: 'feedback', recordId: responseId }
    t.ok((await waits(priya)).includes(id))
    await db.transaction().execute((trx) => audit(trx, keys, look, now))
    t.notOk((await waits(priya)).includes(id), 'who saw the codes at the workbench')
    const again = await twice()
    await db.deleteFrom('themings').where('response_id', '=', again.responseId).execute()
    t.notOk((await waits(priya)).includes(again.id), 'it was put back')
  },
)

t.test('what the second says changes no code; two who agree are done', async (t) => {
  const same = await twice()
  t.same(await codeBlind(db, keys, { id: same.id, codes: [ending] }, priya, now), { ok: true, agreed: true })
  await t.rejects(getDisagreement(db, same.id, priya), NotFound)
  const other = await twice()
  t.same(await codeBlind(db, keys, { id: other.id, codes: [] }, priya, now), { ok: true, agreed: false })
  t.same(await codesOn(db, other.segmentId), [ending])
  await t.rejects(codeBlind(db, keys, { id: other.id, codes: [ending] }, lena, now), NotFound, 'only one second')
  const one = await getDisagreement(db, other.id, lena)
  t.match(one, { words: body, first: { by: sam.name, codes: [ending] }, second: { by: priya.name, codes: [] } })
  t.equal((await audited('coded a passage as the second')).length, 2)
  t.notMatch(JSON.stringify(await db.selectFrom('audit_entries').selectAll().execute()), /sudden/)
})

t.test('two second coders at once: one is heard', async (t) => {
  const { id } = await twice()
  const both = await Promise.allSettled([
    codeBlind(db, keys, { id, codes: [ending] }, priya, now),
    codeBlind(db, keys, { id, codes: [] }, lena, now),
  ])
  t.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
})

t.test('one of the two or a lead settles it, with a reason, and then those are the codes', async (t) => {
  const { id, segmentId } = await twice()
  const helped: PutCode = { ...ending, impact: 'helped' }
  await codeBlind(db, keys, { id, codes: [helped, listened] }, priya, now)
  const why = 'The definition says endings that came suddenly.'
  await t.rejects(settle(db, keys, { id, codes: [helped], why }, ruth, now), NotFound, 'not one of them')
  const bad = await settle(db, keys, { id, codes: [{ ...ending, key: 'no-such-code' }], why }, lena, now)
  t.notOk(bad.ok)
  t.same(await codesOn(db, segmentId), [ending], 'nothing of it is kept')
  t.same(await settle(db, keys, { id, codes: [helped, listened], why }, lena, now), { ok: true })
  t.same(await codesOn(db, segmentId), [helped, listened])
  t.match((await getDisagreement(db, id, sam)).settled, { by: lena.name, why })
  await t.rejects(settle(db, keys, { id, codes: [], why }, sam, now), NotFound, 'once')
  t.equal((await audited('settled what two coders saw differently')).length, 1)

  const none = await twice()
  await codeBlind(db, keys, { id: none.id, codes: [] }, priya, now)
  t.same(await settle(db, keys, { id: none.id, codes: [], why }, sam, now), { ok: true })
  t.same(await codesOn(db, none.segmentId), [])
  t.ok(await db.selectFrom('segments').select('id').where('id', '=', none.segmentId).executeTakeFirst())
})

t.test('agreement is measured from before the settling, and below ten passages nothing is said', async (t) => {
  await clear()
  const codes = await listCodes(db)
  const measured = async () => measureAgreement(db, codes)
  const pair = async (first: PutCode[], second: PutCode[]) => {
    const { id } = await twice(first)
    await codedTwice(db, id, priya, first, second, now)
    return id
  }
  for (let number = 0; number < 9; number += 1) await pair([ending], [ending])
  t.ok([...(await measured()).together, ...(await measured()).each].every(({ verdict }) => verdict === 'too few'))
  for (let number = 0; number < 11; number += 1) await pair([listened], number < 8 ? [listened] : [ending])
  const { passages, together, each } = await measured()
  t.equal(passages, 20)
  const code = each.find(({ key }) => key === ending.key)!
  // By hand: 40 judgements, 21 on and 19 off, 3 units differ: 1 - (6 / 40) / (2 * 21 * 19 / (40 * 39)).
  t.equal(code.alpha?.toFixed(4), (1 - 6 / 40 / ((2 * 21 * 19) / (40 * 39))).toFixed(4))
  t.match(code, { passages: 12, verdict: 'tentative' })
  t.ok(code.from! < code.alpha! && code.alpha! < code.to!)
  t.equal(together[0]?.alpha?.toFixed(4), code.alpha?.toFixed(4), 'with one code each, sets are like one code')
  const { open } = await listOpen(db, sam, 50)
  for (const { id } of open) await settle(db, keys, { id, codes: [listened], why: 'Because.' }, sam, now)
  t.equal((await measured()).each.find(({ key }) => key === ending.key)?.alpha, code.alpha)
  t.equal((await listOpen(db, sam, 50)).open.length, 0)
})

t.test('two who never agree on a code are told to look at its definition', async (t) => {
  await clear()
  for (let number = 0; number < 24; number += 1) {
    const { id } = await twice([number % 2 ? ending : listened])
    await codedTwice(db, id, priya, [number % 2 ? ending : listened], [number % 3 ? ending : listened], now)
  }
  const { each } = await measureAgreement(db, await listCodes(db))
  t.equal(each.find(({ key }) => key === ending.key)?.verdict, 'low')
})

t.test('feedback that was taken back is in no list and no figure', async (t) => {
  const { id, responseId } = await twice()
  const before = (await measureAgreement(db, [])).passages
  await codeBlind(db, keys, { id, codes: [] }, priya, now)
  t.equal((await measureAgreement(db, [])).passages, before + 1)
  await room.withdraw(responseId)
  t.equal((await measureAgreement(db, [])).passages, before)
  await t.rejects(getDisagreement(db, id, sam), NotFound)
  t.equal(await db.selectFrom('second_codings').select('id').where('id', '=', id).executeTakeFirst(), undefined)
})
