import t from 'tap'
import { findPeriod, hasEnded, periodBefore, periodName, periodOf } from '../../src/period.ts'
import { allOrNone, differenceShown, shown, shownPart } from '../../src/small-numbers.ts'

t.test('fewer than ten is one band, nobody included', async (t) => {
  for (let count = 0; count < 10; count++) t.same(shown(count), { kind: 'band' }, `${count}`)
})

t.test('everything else goes to the nearest five', async (t) => {
  const expected = [10, 10, 10, 15, 15, 15, 15, 15, 20, 20, 20, 20, 20, 25, 25, 25, 25, 25]
  expected.forEach((n, i) => void t.same(shown(10 + i), { kind: 'about', n }, `${10 + i}`))
})

t.test('nobody and everybody are known, anything between is not', async (t) => {
  t.ok(allOrNone(0, 12))
  t.ok(allOrNone(12, 12))
  t.notOk(allOrNone(1, 12))
  t.notOk(allOrNone(11, 12))
  t.ok(allOrNone(4, 4))
})

t.test('a part of a group is withheld when it is all of it, when it is few, and when the group is few', async (t) => {
  t.same(shownPart(4, 4), { kind: 'band' }, 'a group of four that all said yes')
  t.same(shownPart(14, 14), shownPart(9, 14), 'everybody looks like a few')
  t.same(shownPart(300, 300), { kind: 'band' })
  t.same(shownPart(9, 40), { kind: 'band' })
  t.same(shownPart(0, 40), { kind: 'band' }, 'nobody looks like a few')
  t.same(shownPart(13, 40), { kind: 'about', n: 15 })
})

t.test('a difference is made of what is shown, or not at all', async (t) => {
  t.equal(differenceShown(shown(43), shown(27)), 20)
  t.equal(differenceShown(shown(41), shown(42)), 0)
  t.equal(differenceShown(shown(41), shown(9)), undefined)
  t.equal(differenceShown(shown(0), shown(41)), undefined)
})

t.test('a period is two fixed months', async (t) => {
  t.same(periodOf('2026-09-01'), { key: '2026-09', from: '2026-09-01', until: '2026-11-01' })
  t.same(periodOf('2026-10-31').key, '2026-09')
  t.same(periodOf('2026-02-28').key, '2026-01')
  t.equal(periodName(periodOf('2026-10-01')), 'September and October 2026')
})

t.test('a period keeps to its year at the turn of the year', async (t) => {
  const last = periodOf('2026-12-31')
  t.same(last, { key: '2026-11', from: '2026-11-01', until: '2027-01-01' })
  t.equal(periodOf('2027-01-01').key, '2027-01')
  t.equal(periodBefore(periodOf('2027-01-01')).key, '2026-11')
  t.equal(periodBefore(last).key, '2026-09')
  t.equal(periodName(last), 'November and December 2026')
  t.notOk(hasEnded(last, '2026-12-31'))
  t.ok(hasEnded(last, '2027-01-01'))
})

t.test('only the first month of a period is an address', async (t) => {
  t.same(findPeriod('2026-09'), periodOf('2026-09-01'))
  for (const key of ['2026-10', '2026-13', '2026-9', '1926-09', '2026-09-01', 'now', ''])
    t.equal(findPeriod(key), undefined)
})
