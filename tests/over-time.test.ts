import t from 'tap'
import { changeIn, xmr } from '../src/over-time.ts'
import { chance } from './fixtures/chance.ts'

const kinds = (values: number[]) => xmr(values).points.map(({ kind }) => kind)
const counts = (said: number[], spoke = 100) => said.map((one) => ({ said: one, spoke }))
const near = (value: number, wanted: number) => Math.abs(value - wanted) < 0.001

t.test('limits are the mean and 2.66 average moving ranges, and nothing is screened away', async (t) => {
  const { mean, upper, lower, range, points } = xmr([4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 5])
  t.ok(near(mean, 5) && near(range, 3 / 13) && near(upper, 5 + (2.66 * 3) / 13) && near(lower, 5 - (2.66 * 3) / 13))
  t.equal(points.filter(({ kind }) => kind === 'outside').length, 12)
  t.equal(points.at(-1)?.kind, 'common')
  t.match(changeIn(counts([4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 5])), { judged: true, signal: undefined })
})

t.test('seven that rise are a trend, and a tie ends it', async (t) => {
  const steady = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12]
  t.same(kinds([...steady, 9, 9.5, 10, 10.5, 11, 11.5, 12]).slice(-7), Array(7).fill('trend'))
  t.notOk(kinds([...steady, 9, 9.5, 10, 10, 11, 11.5, 12]).includes('trend'))
  const falling = xmr([...steady, 13, 12.5, 12, 11.5, 11, 10.5, 10]).points.slice(-7)
  t.ok(falling.every(({ kind, high }) => kind === 'trend' && !high))
})

t.test('seven on one side are a shift, and a point on the mean ends it', async (t) => {
  const shifted = [4, 8, 4, 8, 4, 8, 4, 9, 7, 9, 7, 9, 7, 9]
  t.same(kinds(shifted).slice(-7), Array(7).fill('shift'))
  const broken = [1, 3, 1, 3, 2, 1, 3, 1, 3, 2, 3, 1]
  t.notOk(kinds(broken).includes('shift'))
})

t.test('two of three near a limit: only those that are near', async (t) => {
  const base = [10, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10, 9, 10]
  const values = [...base, 12.6, 10.7, 12.6]
  const { mean, upper } = xmr(values)
  const nearLimit = mean + (2 / 3) * (upper - mean)
  t.ok(12.6 > nearLimit && 12.6 < upper && 10.7 > mean, `${mean} ${nearLimit} ${upper}`)
  t.same(kinds(values).slice(-3), ['two of three', 'common', 'two of three'])
})

t.test('outside comes before trend, trend before two of three, two of three before shift', async (t) => {
  const rising = [10, 12, 10, 12, 10, 12, 10, 12, 10, 11, 12, 13, 14, 15, 40]
  t.equal(kinds(rising).at(-1), 'outside')
  t.equal(kinds(rising).at(-2), 'trend')
})

t.test('too short, too few or never moving gives no limits', async (t) => {
  t.same(changeIn(counts(Array(11).fill(9))), { judged: false, why: 'too short' })
  t.same(changeIn(counts([9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0])), { judged: false, why: 'too few' })
  t.same(changeIn(counts(Array(14).fill(8))), { judged: false, why: 'never moves' })
  t.match(changeIn(counts([...Array(6).fill(8), ...Array(6).fill(9), 30])), { judged: true, signal: 'up' })
  t.match(changeIn(counts([30, ...Array(6).fill(30), ...Array(6).fill(31), 5])), { judged: true, signal: 'down' })
})

t.test('a signal that does not involve the newest point is none', async (t) => {
  const past = [14, 8, 14, 8, 14, 42, 14, 8, 14, 8, 14, 8, 14]
  t.ok(kinds(past).includes('outside'))
  t.match(changeIn(counts(past)), { judged: true, signal: undefined })
})

t.test('steady series raise an alarm as seldom as was measured, and far less often for the newest point', async (t) => {
  const next = chance(20261122)
  const poisson = (mean: number) => {
    let [k, p] = [0, next()]
    for (const limit = Math.exp(-mean); p > limit; k += 1) p *= next()
    return k
  }
  for (const [mean, wanted] of [
    [8, 0.16],
    [20, 0.18],
  ] as const) {
    const series = Array.from({ length: 500 }, () => Array.from({ length: 24 }, () => poisson(mean)))
    const any = series.filter((values) => kinds(values).some((kind) => kind !== 'common')).length / series.length
    const latest = series.filter((values) => {
      const change = changeIn(counts(values))
      return change.judged && change.signal
    }).length
    t.ok(Math.abs(any - wanted) < 0.08, `mean ${mean}: ${any}`)
    t.ok(latest / series.length < 0.06, `newest point, mean ${mean}: ${latest / series.length}`)
  }
})
