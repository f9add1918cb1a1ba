import t from 'tap'
import holidays from '../../src/bank-holidays.json' with { type: 'json' }
import {
  afterWorkingMinutes,
  atLondon,
  isWorkingDay,
  isWorkingTime,
  nextReading,
} from '../../src/safeguarding/working-time.ts'

const after = (from: string, minutes: number) => afterWorkingMinutes(new Date(from), minutes).toISOString()

t.test('the clock runs from nine to five on working days', async (t) => {
  t.equal(after('2026-11-23T10:00:00Z', 240), '2026-11-23T14:00:00.000Z')
  t.equal(after('2026-11-23T15:00:00Z', 240), '2026-11-24T11:00:00.000Z', 'over night')
  t.equal(after('2026-11-20T16:30:00Z', 480), '2026-11-23T16:30:00.000Z', 'over a weekend')
  t.equal(after('2026-11-21T12:00:00Z', 30), '2026-11-23T09:30:00.000Z', 'written on a Saturday')
  t.equal(after('2026-11-23T03:00:00Z', 30), '2026-11-23T09:30:00.000Z', 'written at night')
})

t.test('bank holidays in England are not working days', async (t) => {
  t.equal(after('2026-12-24T16:00:00Z', 120), '2026-12-29T10:00:00.000Z', 'Christmas, a weekend and the substitute day')
  t.equal(after('2027-03-25T16:00:00Z', 120), '2027-03-30T09:00:00.000Z', 'Easter, with the clocks changed meanwhile')
  t.notOk(isWorkingDay('2026-08-31'))
  t.ok(isWorkingDay('2026-09-01'))
})

t.test('the list of bank holidays reaches a year ahead: else take the new days from gov.uk', async (t) => {
  const ahead = new Date(holidays.until).getTime() - Date.now()
  t.ok(ahead > 365 * 24 * 3_600_000, holidays.until)
})

t.test('nine o’clock is nine o’clock in Rotherham, in summer too', async (t) => {
  t.equal(atLondon('2026-07-01', 540).toISOString(), '2026-07-01T08:00:00.000Z')
  t.equal(atLondon('2026-01-05', 540).toISOString(), '2026-01-05T09:00:00.000Z')
  t.equal(atLondon('2026-03-30', 540).toISOString(), '2026-03-30T08:00:00.000Z', 'the day after the clocks change')
  t.equal(atLondon('2026-10-26', 540).toISOString(), '2026-10-26T09:00:00.000Z')
  t.equal(after('2026-06-30T15:59:00Z', 2), '2026-07-01T08:01:00.000Z')
})

t.test('a deadline is always in working time and never before it was asked for', async (t) => {
  for (let hour = 0; hour < 24 * 366; hour += 7) {
    const from = new Date(Date.UTC(2026, 0, 1, hour, 13))
    for (const minutes of [30, 240, 480]) {
      const due = afterWorkingMinutes(from, minutes)
      if (due < from || !isWorkingDay(due.toISOString().slice(0, 10))) t.fail(`${from.toISOString()} ${minutes}`)
    }
  }
  t.ok(isWorkingTime(new Date('2026-11-23T10:00:00Z')))
  t.notOk(isWorkingTime(new Date('2026-11-23T18:00:00Z')))
  t.equal(nextReading(new Date('2026-11-20T18:00:00Z')).toISOString(), '2026-11-23T09:00:00.000Z')
})
