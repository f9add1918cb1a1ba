import t from 'tap'
import { newcombe } from '../../src/summaries/newcombe.ts'
import { wilson } from '../../src/summaries/wilson.ts'

const close = (found: number[], wanted: number[], within: number) =>
  found.every((one, at) => Math.abs(one - wanted[at]!) <= within)

t.test('the interval of a share is the one that R and SciPy give', async (t) => {
  const published: [x: number, n: number, low: number, high: number][] = [
    // R, binom.confint(method = "wilson"), as statsmodels keeps it in tests/results/results_proportion.py.
    [18, 20, 0.6989663547715128, 0.972133518786232],
    [4, 20, 0.0806576625797981, 0.4160174322518935],
    [4, 200, 0.00780442641634947, 0.05028708690582643],
    [190, 200, 0.910421851861224, 0.972617354399236],
    [1, 30, 5.90859e-3, 0.16670391],
    [29, 30, 0.8332961, 0.9940914],
    [0, 30, 0, 0.11351339],
    [30, 30, 0.8864866, 1],
    // R, prop.test(73, 86, correct = FALSE)$conf.int, in statsmodels' tests/test_proportion.py.
    [73, 86, 0.758364348004061, 0.9094787701686766],
    // scipy.stats.binomtest(x, n).proportion_ci(method = 'wilson'): the four of Newcombe's Table I.
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073629, 0.16048724172330803],
    [0, 20, 0, 0.16112515805281935],
    [1, 29, 0.006113214292762667, 0.17175521879320282],
  ]
  for (const [x, n, low, high] of published) t.ok(close(wilson(x, n), [low, high], 1e-6), `${x} of ${n}`)
  // Newcombe 1998 (Stat. Med. 17, 857-872), Table I, method 3, as printed.
  t.ok(close(wilson(81, 263), [0.2553, 0.3662], 5e-5))
})

t.test('nobody and everybody are exact ends, and of nobody nothing is known', async (t) => {
  t.equal(wilson(0, 7)[0], 0)
  t.equal(wilson(7, 7)[1], 1)
  t.same(wilson(0, 0), [0, 1])
  for (const [x, n] of [
    [8, 7],
    [-1, 7],
    [Number.NaN, 7],
    [1, Number.POSITIVE_INFINITY],
  ] as const) {
    t.throws(() => wilson(x, n), RangeError)
  }
})

t.test('the interval of a difference is the one that Newcombe and R give', async (t) => {
  // Newcombe 1998 (Stat. Med. 17, 873-890), Table II, method 10, as printed, to four places.
  const printed: [number, number, number, number, number, number][] = [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
    // A trial that SAS publishes (WUSS 2016, paper 127): NEWCOMBE without correction.
    [84, 101, 89, 105, -0.1177, 0.0851],
    // Fagerland, Lydersen and Laake 2015, the trial of Perondi and others, as R's contingencytables has it.
    [7, 34, 1, 34, 0.0189, 0.3404],
  ]
  for (const [x1, n1, x2, n2, low, high] of printed) {
    t.ok(close(newcombe(x1, n1, x2, n2), [low, high], 6e-5), `${x1} of ${n1} less ${x2} of ${n2}`)
  }
  // The same with all places: R's propint prints the first (its README), statsmodels 0.14 the others
  // (confint_proportions_2indep, method = "newcomb").
  t.ok(close(newcombe(56, 70, 48, 80), [0.05243147, 0.3338727], 1e-6))
  const precise: [number, number, number, number, number, number][] = [
    [56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614],
    [9, 10, 3, 10, 0.1705227239345029, 0.809017973535488],
    [6, 7, 2, 7, 0.05822792748231209, 0.8062496375242278],
    [5, 56, 0, 29, -0.038137147903536936, 0.19256001385511165],
    [0, 10, 0, 20, -0.1611251580528194, 0.27753279986288926],
    [10, 10, 0, 20, 0.6790860371419145, 1],
    [78, 120, 18, 120, 0.3839849701148519, 0.595510158807889],
    [50, 120, 47, 120, -0.0978625529438199, 0.1468070024934973],
  ]
  for (const [x1, n1, x2, n2, low, high] of precise) {
    t.ok(close(newcombe(x1, n1, x2, n2), [low, high], 1e-9), `${x1} of ${n1} less ${x2} of ${n2}`)
  }
})

t.test(
  'turned round, the interval of a difference changes its sign; with an empty group it says nothing',
  async (t) => {
    const [low, high] = newcombe(12, 31, 9, 40)
    const [back, forth] = newcombe(9, 40, 12, 31)
    t.ok(close([low, high], [-forth, -back], 1e-12))
    t.same(newcombe(0, 0, 3, 10), [-1, 1])
    t.same(newcombe(3, 10, 0, 0), [-1, 1])
  },
)
