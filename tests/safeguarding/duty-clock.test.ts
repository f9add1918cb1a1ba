import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Tables } from '../../src/db/tables.ts'
import { leaveUnused } from '../../src/feedback/reading/not-used.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { dutyAt } from '../../src/safeguarding/duty/on-duty.ts'
import { passOnLate } from '../../src/safeguarding/duty/passing-late.ts'
import { dutyTimes } from '../../src/safeguarding/duty-times.ts'
import { afterWorkingMinutes } from '../../src/safeguarding/working-time.ts'
import { dayOf } from '../../src/site.ts'
import { verifyAudit } from '../../src/team/audit.ts'
import { chance } from '../fixtures/chance.ts'
import { clockEntries, openDutyRoom, responseRow, unread } from './duty-room.ts'

// From the Monday before Easter 2027 to the Thursday after: Good Friday and Easter Monday are bank holidays, and the clocks
// change between them.
const start = new Date('2027-03-22T07:00:00Z')
const end = new Date('2027-04-01T18:00:00Z')
const MINUTE = 60_000
const HOW_MANY = 1000

const people = {
  Ana: ['reader'],
  Ben: ['reader'],
  Cleo: ['reader'],
  Dora: ['reader'],
  Eli: ['reader'],
  Sam: ['themer'],
}
const room = await openDutyRoom(people as never, start)
const { db, keys, idOf, turn, away } = room
t.teardown(room.close)
const roll = chance(27)

await turn('Ana', 'reader', ['MO', 'TU', 'WE'])
await turn('Ben', 'reader', ['TH', 'FR'])
await turn('Cleo', 'deputy')
await turn('Dora', 'manager')
// On the rota, and may not read: never counts.
await turn('Sam', 'reader')
const at = (iso: string) => new Date(iso)
await away('Ana', at('2027-03-23T11:00:00Z'), at('2027-03-23T15:00:00Z'), 'pause')
await away('Cleo', at('2027-03-24T00:00:00Z'), at('2027-03-25T00:00:00Z'))
await away('Cleo', at('2027-03-31T10:00:00Z'), at('2027-03-31T12:30:00Z'), 'pause')
await away('Dora', at('2027-03-30T23:00:00Z'), at('2027-04-01T23:00:00Z'))

type Arrival = { id: string; at: Date; reason: Tables['readings']['reason'] }
const reasons = ['unsafe now', 'child wrote', 'own words', 'own words'] as const
const arrivals: Arrival[] = Array.from({ length: HOW_MANY }, () => ({
  id: randomUUID(),
  at: new Date(start.getTime() + roll() * (end.getTime() - start.getTime() - 24 * 60 * MINUTE)),
  reason: reasons[Math.floor(roll() * reasons.length)] ?? 'own words',
})).sort((a, b) => a.at.getTime() - b.at.getTime())

/** How wrong the machine's clock is at a moment of the world. */
function skew(real: Date): number {
  const within = (from: string, to: string) => real >= at(from) && real < at(to)
  if (within('2027-03-23T13:00:00Z', '2027-03-23T14:10:00Z')) return -120 * MINUTE
  if (within('2027-03-25T10:00:00Z', '2027-03-25T10:30:00Z')) return 24 * 60 * MINUTE
  if (within('2027-03-31T14:00:00Z', '2027-03-31T14:20:00Z')) return 24 * 60 * MINUTE
  return 0
}

t.test('of 1,000 texts each has a time, each late one is with the next named person within five minutes', async (t) => {
  const times = await dutyTimes(db)
  const levels = new Map<string, number>()
  const over = new Set<string>()
  let came = 0
  let ticks = 0
  let seenLate = 0
  const wrong: string[] = []
  for (let real = start; real < end; ) {
    const now = new Date(real.getTime() + skew(real))
    const new_ = []
    while (arrivals[came] && (arrivals[came] as Arrival).at <= real) new_.push(arrivals[came++] as Arrival)
    if (new_.length > 0) {
      const rows = new_.map(({ id, at, reason }) => {
        const then = new Date(at.getTime() + skew(at))
        const within = { 'unsafe now': 'readUnsafe', 'child wrote': 'readChild', 'own words': 'readOwn' } as const
        const due_at = afterWorkingMinutes(then, times[within[reason]], times)
        return {
          response: responseRow(id, room.setId, dayOf(then), reason),
          reading: { response_id: id, reason, due_at, ...unread },
        }
      })
      await db
        .insertInto('responses')
        .values(rows.map(({ response }) => response))
        .execute()
      await db
        .insertInto('readings')
        .values(rows.map(({ reading }) => reading))
        .execute()
    }
    // Two processes at once.
    if (ticks++ % 6 === 0) await Promise.all([passOnLate(db, keys, now), passOnLate(db, keys, now)])
    else await passOnLate(db, keys, now)

    const open = await db.selectFrom('readings').selectAll().where('state', 'in', ['waiting', 'first read']).execute()
    const duty = await dutyAt(db, now)
    const there = new Set(duty.there.map(({ id }) => id))
    if (open.length + over.size !== came)
      wrong.push(`${real.toISOString()}: ${came - open.length - over.size} left the queue`)
    for (const row of open) {
      const next = row.passes_at ?? row.due_at
      const say = (what: string) => wrong.push(`${now.toISOString()} ${row.reason} level ${row.level}: ${what}`)
      if (!row.due_at) say('no time')
      if (row.level < 2 && next && next <= now) say('late and not passed on')
      if (row.level < (levels.get(row.response_id) ?? 0)) say('went down')
      if (row.level > 0 && !there.has(row.with_member ?? '')) say('with nobody who is there')
      if (row.level > 0 && row.state === 'first read' && row.with_member === row.first_by) say('with its first reader')
      if (row.level > 0) seenLate += 1
      levels.set(row.response_id, row.level)
    }
    // Somebody reads something now and then, for the first or the second time; what is not read waits on.
    const reader = [...there][Math.floor(roll() * there.size)] ?? ''
    const some = open.slice(0, 60).filter(() => roll() < 0.25)
    const first = some.filter(({ state }) => state === 'waiting').map(({ response_id }) => response_id)
    const second = some
      .filter((row) => row.state === 'first read' && row.first_by !== reader)
      .map((row) => row.response_id)
    const done = { level: 0, passes_at: null, with_member: null }
    if (first.length > 0) {
      const due_at = afterWorkingMinutes(now, times.readOwn, times)
      const set = { state: 'first read' as const, first_by: reader, due_at, ...done }
      await db.updateTable('readings').set(set).where('response_id', 'in', first).execute()
      for (const id of first) levels.set(id, 0)
    }
    if (second.length > 0) {
      const set = { state: 'released' as const, second_by: reader, due_at: null, ...done }
      await db.updateTable('readings').set(set).where('response_id', 'in', second).execute()
      for (const id of second) over.add(id)
    }
    // To the next moment when something is due, at most the five minutes late that are allowed.
    const { next } = await db
      .selectFrom('readings')
      .select((eb) => eb.fn.min(eb.fn.coalesce('passes_at', 'due_at')).as('next'))
      .where('state', 'in', ['waiting', 'first read'])
      .where('level', '<', 2)
      .executeTakeFirstOrThrow()
    const soonest = Math.max(new Date(next ?? 0).getTime() - skew(real), real.getTime())
    const jump = Math.min(soonest + (3 + roll() * 2) * MINUTE, real.getTime() + 90 * MINUTE)
    real = new Date(Math.max(jump, real.getTime() + 3 * MINUTE))
  }
  t.comment(`${ticks} looks`)
  t.equal(came, HOW_MANY)
  t.same(wrong.slice(0, 5), [], `${wrong.length} things wrong in ${ticks} looks`)
  t.ok(seenLate > 300, `${seenLate} times something late was looked at`)

  const entries = await clockEntries(db)
  t.ok(entries.length > 200, `${entries.length} times something was passed on`)
  const twice = entries.filter(({ record_id, detail }, n) => {
    const before = entries.slice(0, n).findLast((one) => one.record_id === record_id)
    return before !== undefined && before.detail.level === 2 && detail.level !== 1
  })
  t.same(twice, [], 'nothing is passed on beyond the manager, or twice')
  t.ok(entries.every(({ detail }) => detail.to !== null && detail.to !== idOf('Sam')))
  t.ok((await verifyAudit(db, keys)).whole)
})

t.test('nothing that waits can be ended by one person', async (t) => {
  const now = at('2027-04-06T10:00:00Z')
  const ana = { id: idOf('Ana'), name: 'Ana', roles: ['reader'] }
  for (let n = 0; n < 20; n++) {
    const id = await room.write(now, reasons[n % 4])
    const { ref } = await db.selectFrom('responses').select('ref').where('id', '=', id).executeTakeFirstOrThrow()
    await t.rejects(agreeAndRelease(db, keys, ref, ana, now), { name: 'NotAllowed' })
    await finishFirstReading(db, keys, ref, { concern: false }, 'English', ana, now)
    await t.rejects(agreeAndRelease(db, keys, ref, ana, now), { name: 'NotAllowed' })
    await t.rejects(leaveUnused(db, keys, ref, 'a joke', ana, now), { name: 'NotAllowed' })
    t.match(await room.reading(id), { state: 'first read', level: 0, with_member: null })
  }
})
