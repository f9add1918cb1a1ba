import t from 'tap'
import { changeIn } from '../../src/summaries/change-in.ts'
import { labels, xmr } from '../../src/summaries/xmr.ts'
import { chance } from '../fixtures/chance.ts'

const said = (values: number[], rebaseAt: number[] = []) => xmr(values, { rebaseAt }).map(({ label }) => label)
const counts = (values: number[], spoke = 100) => values.map((one) => ({ said: one, spoke }))
const close = (one: number | undefined, other: number, within = 1e-6) => Math.abs((one ?? Number.NaN) - other) <= within
const steady = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12]

t.test("limits are those that NHS England's package in Python publishes with its tests", async (t) => {
  // nhs-pycom/nhspy-plotthedots, tests/unittests/test_limits_calculations.py: mean, lpl, upl, nlpl, nupl.
  const published: [number[], number[]][] = [
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [5.5, 2.84, 8.16, 3.7266666666666666, 7.273333333333333],
    ],
    [
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
      [5.5, 2.84, 8.16, 3.7266666666666666, 7.273333333333333],
    ],
    [
      [1, 2, 3, 4, 5, 4, 3, 2, 1, 2],
      [2.7, 0.040000000000000036, 5.36, 0.9266666666666667, 4.473333333333334],
    ],
    [
      [1, 2, 3],
      [2, -0.6600000000000001, 4.66, 0.22666666666666657, 3.7733333333333334],
    ],
    [[...Array(20).keys()], [9.5, 6.84, 12.16, 7.726666666666667, 11.273333333333333]],
    [
      [3, 1, 4, 1, 5, 9, 2],
      [3.5714285714285716, -6.625238095238096, 13.768095238095238, -3.2263492063492065, 10.36920634920635],
    ],
    [
      [1, 2, 3, 2, 1, 2, 3, 4, 5, 6, 7, 4, 3, 2, 1, 2],
      [3, -0.014666666666666828, 6.014666666666667, 0.9902222222222221, 5.009777777777778],
    ],
    [
      [-1, -2, -3, -2, -1, -2, -3, -4, -5, -6, -7, -4, -3, -2, -1, -2],
      [-3, -6.014666666666667, 0.014666666666666828, -5.009777777777778, -0.9902222222222221],
    ],
  ]
  for (const [values, [mean, lpl, upl, nearLower, nearUpper]] of published) {
    const points = xmr(values)
    t.equal(points.length, values.length)
    for (const point of points) {
      t.ok(close(point.mean, mean!) && close(point.lpl, lpl!) && close(point.upl, upl!), values.join())
      t.ok(close(point.nearLower, nearLower!) && close(point.nearUpper, nearUpper!), values.join())
    }
  }
})

t.test('limits without screening are those of NHSRplotthedots', async (t) => {
  // nhs-r-community/NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md: set.seed(123), rnorm(20), with
  // screen_outliers = FALSE and the fifteenth value set to 10. As drawn, screening leaves every range in.
  const drawn = [
    ...[-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123],
    ...[-0.68685285, -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314],
    ...[0.49785048, -1.96661716, 0.7013559, -0.47279141],
  ]
  const [asDrawn] = xmr(drawn)
  t.ok(close(asDrawn?.mean, 0.1416238) && close(asDrawn?.lpl, -3.01138) && close(asDrawn?.upl, 3.294627))
  const [changed] = xmr(drawn.with(14, 10))
  t.ok(close(changed?.mean, 0.6694159) && close(changed?.lpl, -4.596625) && close(changed?.upl, 5.935457))
  t.same(
    said(drawn),
    drawn.map(() => 'common'),
  )
})

t.test("NHS England's own example of a spreadsheet has one point outside and nothing else", async (t) => {
  // england.nhs.uk/statistical-process-control-tool, as nhspy-plotthedots tests it: mean 76.67, limits about 57 and 96.
  const values = [89, 86, 75, 77, 81, 74, 72, 78, 76, 82, 77, 54, 66, 77, 86]
  const [first] = xmr(values)
  t.ok(close(first?.mean, 76.67, 0.005) && close(first?.lpl, 57, 0.5) && close(first?.upl, 96, 0.5))
  t.same(said(values), Array(15).fill('common').with(11, 'Below LCL'))
})

t.test('seven that rise are a trend, a tie ends it, and all seven are marked', async (t) => {
  t.same(said([...steady, 9, 9.5, 10, 10.5, 11, 11.5, 12]).slice(-8), [
    'common',
    ...Array(7).fill('7 Point Trend (Increasing)'),
  ])
  t.notOk(said([...steady, 9, 9.5, 10, 10, 11, 11.5, 12]).some((label) => label.includes('Trend')))
  t.same(said([...steady, 13, 12.5, 12, 11.5, 11, 10.5, 10]).slice(-7), Array(7).fill('7 Point Trend (Decreasing)'))
  t.notOk(
    said([...steady, 9, 9.5, 10, 10.5, 11, 11.5]).some((label) => label.includes('Trend')),
    'six are none',
  )
  const peak = said([...Array(6).fill(0), 9, 9.5, 10, 10.5, 11, 11.5, 12, 11.5, 11, 10.5, 10, 9.5, 9, 20, 0, 20])
  t.equal(peak[11], '7 Point Trend (Increasing)')
  t.equal(peak[12], '7 Point Trend (Decreasing)', 'a point between two trends is of the second')
})

t.test('seven on one side are a shift, and a point on the mean ends it', async (t) => {
  const shifted = [4, 8, 4, 8, 4, 8, 4, 9, 7, 9, 7, 9, 7, 9]
  t.same(said(shifted).slice(-7), Array(7).fill('7 Points Above CL'))
  t.same(said(shifted.map((value) => -value)).slice(-7), Array(7).fill('7 Points Below CL'))
  t.notOk(said([1, 3, 1, 3, 2, 1, 3, 1, 3, 2, 3, 1]).some((label) => label !== 'common'))
  const around = [-4, 4, -4, 4, -4, 2, 3, 2, 0, 3, 2, 3, -6, -5]
  t.same(said(around), Array(14).fill('common'), 'the fourth of seven lies on the mean')
  t.ok(said(around.with(8, 0.5).with(12, -6.5)).includes('7 Points Above CL'))
})

t.test('two of three near a limit: only those that are near, and only on one side', async (t) => {
  const base = [10, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10, 9, 10]
  t.same(said([...base, 12.6, 10.7, 12.6]).slice(-3), ['2 in 3 Above CL', 'common', '2 in 3 Above CL'])
  t.same(said([...base, 7.4, 9.3, 7.4]).slice(-3), ['2 in 3 Below CL', 'common', '2 in 3 Below CL'])
  t.same(said([...base, 12.6, 9.9, 12.6]).slice(-3), Array(3).fill('common'), 'the one between lies below')
  // NHSRplotthedots, test-ptd_spc_standard.R: two near limits on opposite sides are nothing.
  const opposite = [...Array.from({ length: 14 }, (_, at) => (at % 2 ? -1 : 1)), 5.5, -5.5]
  t.same(said(opposite).slice(-2), ['common', 'common'])
})

t.test(
  'outside comes before trend, trend before two of three, two of three before shift; all kinds occur',
  async (t) => {
    const rising = said([10, 12, 10, 12, 10, 12, 10, 12, 10, 11, 12, 13, 14, 15, 40])
    t.same(rising.slice(-2), ['7 Point Trend (Increasing)', 'Above UCL'])
    const both = said([5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 7.05, 7.1, 7.15, 7.2, 7.25, 7.3, 7.35])
    t.same(both.slice(-6), Array(6).fill('7 Point Trend (Increasing)'), 'not two of three')
    const near = said([10, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10, 9, 10, 10.9, 10.8, 10.9, 10.8, 12.6, 10.8, 12.6])
    t.same(near.slice(-7), [
      ...Array(4).fill('7 Points Above CL'),
      '2 in 3 Above CL',
      '7 Points Above CL',
      '2 in 3 Above CL',
    ])
    const next = chance(20261123)
    const seen = new Set<string>()
    for (let series = 0; series < 400; series += 1) {
      const values = Array.from({ length: 30 }, (_, at) => (at > 12 && series % 2 ? 2 : 0) + 3 * next())
      for (const label of said(values)) seen.add(label)
      const falling = Array.from({ length: 20 }, (_, at) => (at < 12 ? next() * 9 : 20 - at))
      for (const label of [...said(falling), ...said(falling.map((value) => -value))]) seen.add(label)
    }
    t.same([...seen].sort(), [...labels].sort())
  },
)

t.test('a new group has its own mean and limits, and no rule reaches across', async (t) => {
  const values = [4, 8, 4, 8, 4, 8, 4, 9, 7, 9, 7, 9, 7, 9]
  const whole = xmr(values, { rebaseAt: [7] })
  t.same(whole.slice(0, 7), xmr(values.slice(0, 7)))
  t.same(whole.slice(7), xmr(values.slice(7)))
  t.ok(
    whole.every(({ label }) => label === 'common'),
    'what was a shift is the new normal',
  )
  t.same(said([1, 2, 3, 4, 5, 6, 7, 8, 9], [4]), Array(9).fill('common'), 'a trend is cut')
  t.same(xmr(values, { rebaseAt: [0, 7, 7, 99, -1] }), whole, 'what is no position is passed over')
  t.same(xmr([]), [])
  t.same(
    xmr([3]).map(({ mean, label }) => ({ mean, label })),
    [{ mean: 3, label: 'common' }],
  )
  t.same(said(Array(9).fill(0.1)), Array(9).fill('common'), 'what never moves lies on its mean')
})

t.test('nothing is screened away, so limits keep a width', async (t) => {
  const values = [4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 5]
  const [{ mean, upl } = { mean: 0, upl: 0 }] = xmr(values)
  t.ok(close(mean, 5) && close(upl, 5 + (2.66 * 3) / 13))
  t.equal(said(values).filter((label) => /CL$/.test(label) && !/Points|in 3/.test(label)).length, 12)
  t.match(changeIn(counts(values)), { judged: true, signal: undefined })
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
  t.ok(said(past).includes('Above UCL'))
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
    const any = series.filter((values) => said(values).some((label) => label !== 'common')).length / series.length
    const latest = series.filter((values) => {
      const change = changeIn(counts(values))
      return change.judged && change.signal
    }).length
    t.ok(Math.abs(any - wanted) < 0.08, `mean ${mean}: ${any}`)
    t.ok(latest / series.length < 0.06, `newest point, mean ${mean}: ${latest / series.length}`)
  }
})
