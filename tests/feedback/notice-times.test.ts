import t from 'tap'
import { readMobile, readWish } from '../../src/feedback/notices/notice-form.ts'
import { isSafeTime, nextSafeTime, noticeTimes, whenToSend } from '../../src/feedback/notices/notice-times.ts'
import { dayOf } from '../../src/site.ts'

const at = (text: string) => new Date(text)
const half = () => 0.5

t.test('a message is sent only in hours that are safe, winter and summer', (t) => {
  const yes = {
    any: ['2026-11-23T08:00:00Z', '2026-11-22T20:59:00Z', '2027-06-20T07:00:00Z'],
    daytime: ['2026-11-23T09:00:00Z', '2026-11-27T14:59:00Z', '2027-06-21T08:00:00Z'],
    evenings: ['2026-11-23T18:00:00Z', '2026-11-22T20:00:00Z', '2027-06-21T19:59:00Z'],
    weekends: ['2026-11-22T10:00:00Z', '2026-11-28T17:59:00Z', '2027-06-20T16:59:00Z'],
  }
  const no = {
    any: ['2026-11-23T07:59:00Z', '2026-11-23T21:00:00Z', '2027-06-20T20:00:00Z', '2026-11-23T03:00:00Z'],
    daytime: ['2026-11-23T15:00:00Z', '2026-11-22T11:00:00Z', '2026-12-25T11:00:00Z', '2027-06-21T07:59:00Z'],
    evenings: ['2026-11-23T17:59:00Z', '2026-11-23T21:00:00Z', '2027-06-21T20:00:00Z'],
    weekends: ['2026-11-23T12:00:00Z', '2026-11-22T09:59:00Z', '2026-11-28T18:00:00Z'],
  }
  for (const times of noticeTimes) {
    for (const moment of yes[times]) t.ok(isSafeTime(times, at(moment)), `${times} ${moment}`)
    for (const moment of no[times]) t.notOk(isSafeTime(times, at(moment)), `${times} ${moment}`)
  }
  t.end()
})

t.test('what is found now goes out on another day, at an hour that nobody can foresee', (t) => {
  const seen = new Set<string>()
  for (let n = 0; n < 2_000; n++) {
    const times = noticeTimes[n % noticeTimes.length]!
    const found = at(new Date(Date.UTC(2026, 10, 23) + ((n * 7_919_000) % (400 * 24 * 3_600_000))).toISOString())
    const when = whenToSend(times, found, Math.random)
    if (!isSafeTime(times, when)) t.fail(`${times} ${when.toISOString()} is not safe`)
    if (dayOf(when) <= dayOf(found)) t.fail(`${when.toISOString()} is not after ${found.toISOString()}`)
    if (when.getTime() - found.getTime() > 9 * 24 * 3_600_000) t.fail(`${times} waits too long`)
    seen.add(when.toISOString().slice(11, 16))
  }
  t.ok(seen.size > 400, `${seen.size} different minutes of the day`)
  t.same(nextSafeTime('weekends', at('2026-11-23T12:00:00Z'), half), at('2026-11-28T14:00:00Z'))
  t.end()
})

t.test('a number can be written in many ways, and only a British mobile number is one', (t) => {
  const right = [
    '07700900123',
    '07700 900 123',
    '+44 7700 900123',
    '0044 7700900123',
    '+44 (0)7700 900-123',
    '٠٧٧٠٠٩٠٠١٢٣',
    '۰۷۷۰۰۹۰۰۱۲۳',
  ]
  for (const typed of right) t.equal(readMobile(typed), '07700900123', typed)
  for (const typed of ['01709 382121', '7700900123', '0770090012', '077009001234', '+1 555 0100', 'maya', '']) {
    t.equal(readMobile(typed), undefined, typed)
  }
  t.end()
})

t.test('only a clear yes to safe is a yes', (t) => {
  const typed = { way: 'text', address: '07700 900123', safe: 'yes', times: 'any' }
  t.same(readWish(typed, ['email', 'text']), { ok: true, wish: { way: 'text', address: '07700900123', times: 'any' } })
  for (const safe of ['no', '', 'YES', 'maybe']) {
    t.match(readWish({ ...typed, safe }, ['email', 'text']), { ok: false, problems: [{ field: 'safe' }] }, safe)
  }
  t.match(readWish({ ...typed, times: 'night' }, ['email', 'text']), { problems: [{ field: 'times' }] })
  t.match(readWish({ ...typed, way: 'letter' }, ['email', 'text']), { problems: [{ field: 'way' }] })
  t.match(
    readWish({ ...typed, way: 'text' }, ['email']),
    { problems: [{ key: 'notices.problem_email' }] },
    'not offered',
  )
  t.match(readWish({ ...typed, way: '', address: 'a@b.example' }, ['email']), { ok: true, wish: { way: 'email' } })
  t.end()
})
