import t from 'tap'
import { claim } from '../../src/feedback/reading/claiming.ts'
import { onDuty, whoTakes } from '../../src/safeguarding/duty/on-duty.ts'
import { nextThere, readingTimes } from '../../src/safeguarding/duty/openings.ts'
import { passOnLate } from '../../src/safeguarding/duty/passing-late.ts'
import { usualTimes } from '../../src/safeguarding/duty-times.ts'
import { clockEntries, openDutyRoom } from './duty-room.ts'

const at = (iso: string) => new Date(iso)
// Wednesday 23 December 2026.
const wednesday = at('2026-12-23T10:00:00Z')
const people = {
  ...{ Ana: ['reader'], Ben: ['reader'], Cleo: ['reader'], Dora: ['reader'], Eli: ['reader'] },
  ...{ Mo: ['duty manager'], Sam: ['themer'] },
}
const room = await openDutyRoom(people as never, wednesday)
const { db, keys, idOf, nameOf, write, reading, turn, away } = room
t.teardown(room.close)
const names = (some: { name: string }[]) => some.map(({ name }) => name)

t.test('without a rota everybody who may handle concerns is asked', async (t) => {
  const { reader, manager } = await onDuty(db, wednesday)
  t.same(names(reader), ['Ana', 'Ben', 'Cleo', 'Dora', 'Eli'])
  t.same(names(manager), names(reader))
  const { next, now, usual } = await readingTimes(db, at('2026-12-24T17:00:00Z'))
  t.same({ next: next.toISOString(), now, usual }, { next: '2026-12-29T09:00:00.000Z', now: false, usual: true })
})

t.test('an empty position is taken by the next; who is away, has left or may not read is left out', async (t) => {
  await turn('Ana', 'reader', ['WE'])
  await turn('Sam', 'reader')
  await turn('Cleo', 'deputy')
  await turn('Dora', 'manager')
  t.same(names((await onDuty(db, wednesday)).reader), ['Ana'])
  t.same(names((await onDuty(db, at('2026-12-24T10:00:00Z'))).reader), ['Cleo'], 'nobody reads on Thursdays')
  t.same(names((await onDuty(db, at('2026-12-23T22:00:00Z'))).reader), ['Cleo'], 'at night: who is there next')
  await away('Cleo', at('2026-12-24T00:00:00Z'), at('2026-12-24T12:00:00Z'), 'pause')
  t.same(names((await onDuty(db, at('2026-12-24T10:00:00Z'))).reader), ['Dora'])
  t.same(names((await onDuty(db, at('2026-12-24T12:00:00Z'))).reader), ['Cleo'], 'back')
  await away('Dora', at('2026-12-24T00:00:00Z'), at('2026-12-25T00:00:00Z'))
  t.same(names((await onDuty(db, at('2026-12-24T10:00:00Z'))).deputy), ['Ana', 'Ben', 'Eli'], 'everybody who is there')
  await db.updateTable('members').set({ left_on: '2026-12-23' }).where('name', '=', 'Eli').execute()
  t.same(names((await onDuty(db, at('2026-12-24T10:00:00Z'))).deputy), ['Ana', 'Ben'])
})

t.test('whoever is kept from a response, or has it, does not take it', async (t) => {
  const id = await write(wednesday, 'own words', 'Evolve')
  t.equal((await whoTakes(db, id, 1, wednesday))?.name, 'Cleo')
  const team = { member_id: idOf('Cleo'), kind: 'team' as const, response_id: null, service: 'Evolve' }
  const none = { made_by: null, made_on: '2026-12-01' }
  await db
    .insertInto('conflicts')
    .values({ id: id.replace(/^.{8}/, '00000000'), ...team, ...none })
    .execute()
  t.equal((await whoTakes(db, id, 1, wednesday))?.name, 'Dora')
  t.equal((await whoTakes(db, id, 1, wednesday, [idOf('Dora')]))?.name, 'Ana', 'nobody is left in the chain')
  await db.deleteFrom('readings').execute()
})

t.test(
  'LE-6: what nobody claims goes to the named deputy, then the manager, and stays late in the queue',
  async (t) => {
    const now = at('2026-12-22T10:00:00Z')
    const id = await write(now, 'child wrote')
    t.match(await reading(id), { due_at: at('2026-12-22T14:00:00Z'), level: 0, with_member: null })
    t.equal(await passOnLate(db, keys, at('2026-12-22T13:59:00Z')), 0)
    t.equal(await passOnLate(db, keys, at('2026-12-22T14:01:00Z')), 1)
    const late = await reading(id)
    t.match(late, { state: 'waiting', due_at: at('2026-12-22T14:00:00Z'), level: 1 })
    t.equal(nameOf(late.with_member), 'Cleo')
    t.equal(late.passes_at?.toISOString(), '2026-12-22T15:01:00.000Z')
    t.equal(await passOnLate(db, keys, at('2026-12-22T14:30:00Z')), 0)
    t.equal(await passOnLate(db, keys, at('2026-12-22T15:02:00Z')), 1)
    t.equal(nameOf((await reading(id)).with_member), 'Dora')
    t.equal(await passOnLate(db, keys, at('2026-12-30T15:00:00Z')), 0, 'nobody comes after')
    t.match(await reading(id), { state: 'waiting', due_at: at('2026-12-22T14:00:00Z'), level: 2, passes_at: null })
    t.same(
      (await clockEntries(db)).map(({ member_id, detail }) => [member_id, detail.level, nameOf(detail.to)]),
      [
        [null, 1, 'Cleo'],
        [null, 2, 'Dora'],
      ],
    )
    await db.deleteFrom('readings').execute()
  },
)

t.test('a clock that ran ahead and came back gives nobody more time, and takes nothing down', async (t) => {
  const ahead = at('2027-01-05T10:00:00Z')
  const now = at('2027-01-04T10:00:00Z')
  const id = await write(ahead)
  await passOnLate(db, keys, now)
  t.equal((await reading(id)).due_at?.toISOString(), '2027-01-05T10:00:00.000Z', 'as if it had come now')
  const other = await write(now, 'unsafe now')
  await passOnLate(db, keys, ahead)
  t.match(await reading(other), { level: 1, passes_at: at('2027-01-05T11:00:00Z') })
  await passOnLate(db, keys, now)
  t.match(await reading(other), { level: 1, passes_at: at('2027-01-04T11:30:00Z') })
  await db.deleteFrom('readings').execute()
})

t.test('what a clock that ran ahead kept for one reader is free again, and no pause begins by itself', async (t) => {
  const now = at('2027-01-04T10:00:00Z')
  const [held, fair] = [await write(now), await write(now)]
  const until = (id: string, claimed_until: Date) =>
    db
      .updateTable('readings')
      .set({ with_member: idOf('Ben'), claimed_until })
      .where('response_id', '=', id)
      .execute()
  await until(held, at('2027-12-28T10:30:00Z'))
  await until(fair, at('2027-01-04T10:30:30Z'))
  await away('Cleo', at('2027-12-28T10:00:00Z'), at('2027-12-28T15:00:00Z'), 'pause')
  await away('Dora', at('2027-12-28T10:00:00Z'), at('2027-12-29T00:00:00Z'), 'away')
  await passOnLate(db, keys, now)
  t.ok(await claim(db, held, idOf('Ana'), now), 'another reader can open it')
  t.notOk(await claim(db, fair, idOf('Ana'), now), 'half an hour is kept')
  const left = await db.selectFrom('absences').select('kind').where('starts_at', '>', now).execute()
  t.same(left, [{ kind: 'away' }], 'an absence is arranged ahead, a pause never is')
  await db.deleteFrom('absences').execute()
  await db.deleteFrom('readings').execute()
})

t.test('what waits with somebody who goes away finds other hands, and what is over lets go', async (t) => {
  const now = at('2027-01-06T10:00:00Z')
  const id = await write(now)
  await db
    .updateTable('readings')
    .set({ with_member: idOf('Ben') })
    .where('response_id', '=', id)
    .execute()
  await passOnLate(db, keys, now)
  t.equal(nameOf((await reading(id)).with_member), 'Ben')
  await away('Ben', at('2027-01-06T10:30:00Z'), at('2027-01-06T15:00:00Z'), 'pause')
  await passOnLate(db, keys, at('2027-01-06T10:31:00Z'))
  t.match(await reading(id), { level: 0, with_member: idOf('Ana') }, 'Ana reads on Wednesdays')
  const over = { state: 'read only' as const, due_at: null, level: 2, passes_at: now }
  await db.updateTable('readings').set(over).where('response_id', '=', id).execute()
  await passOnLate(db, keys, at('2027-01-06T10:32:00Z'))
  t.match(await reading(id), { level: 0, with_member: null, passes_at: null })
})

t.test('the next reading is when somebody on duty is there', (t) => {
  const turns = [
    { id: '', position: 'reader' as const, memberId: 'a', weekdays: ['TU'], from_day: '2026-01-01', to_day: null },
  ]
  const gone = (from: string, to: string) => ({
    id: '',
    memberId: 'a',
    kind: 'away' as const,
    startsAt: at(from),
    endsAt: at(to),
  })
  const next = (from: string, absences: ReturnType<typeof gone>[] = []) =>
    nextThere({ turns, absences }, usualTimes, at(from)).toISOString()
  t.equal(next('2026-11-23T10:00:00Z'), '2026-11-24T09:00:00.000Z')
  t.equal(next('2026-11-24T10:00:00Z'), '2026-11-24T10:00:00.000Z', 'now')
  t.equal(
    next('2026-11-23T10:00:00Z', [gone('2026-11-24T00:00:00Z', '2026-11-24T13:00:00Z')]),
    '2026-11-24T13:00:00.000Z',
  )
  t.equal(
    next('2026-11-23T10:00:00Z', [gone('2026-11-23T00:00:00Z', '2026-11-25T00:00:00Z')]),
    '2026-12-01T09:00:00.000Z',
  )
  t.equal(next('2027-03-26T10:00:00Z'), '2027-03-30T08:00:00.000Z', 'in summer time')
  t.equal(
    next('2026-11-23T10:00:00Z', [gone('2026-01-01T00:00:00Z', '2028-01-01T00:00:00Z')]),
    '2026-11-23T10:00:00.000Z',
    'nobody for months: the working days',
  )
  t.end()
})
