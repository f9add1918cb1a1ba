import t from 'tap'
import { barChart } from '../../src/summaries/charts/bar-chart.ts'
import type { Chart } from '../../src/summaries/charts/chart.ts'
import { funnelChart } from '../../src/summaries/charts/funnel-chart.ts'
import { intervalChart } from '../../src/summaries/charts/interval-chart.ts'
import { apart, linear, lines, marksTo, shareMarks } from '../../src/summaries/charts/scale.ts'
import { type Series, xmrChart } from '../../src/summaries/charts/xmr-chart.ts'
import { newcombe } from '../../src/summaries/newcombe.ts'
import { wilson } from '../../src/summaries/wilson.ts'
import { xmr } from '../../src/summaries/xmr.ts'
import { render } from '../../src/web/views.ts'

const steady = [0.4, 0.44, 0.38, 0.42, 0.45, 0.39, 0.41, 0.4, 0.43, 0.38, 0.41, 0.44]
const names = (count: number) => Array.from({ length: count }, (_, at) => `Jan ${2000 + at}`)
const drawn = (values: (number | undefined)[], more: Partial<Series> = {}) =>
  xmrChart({
    names: names(values.length),
    values,
    judged: xmr(
      values.map((one) => one ?? Number.NaN),
      more.rebaseAt ? { rebaseAt: more.rebaseAt } : {},
    ),
    ...more,
  })
const shapes = (chart: ReturnType<typeof xmrChart>) => chart.points.map(({ shape }) => shape)

t.test('an axis begins at nothing, is marked at round steps, and shares end with everybody', async (t) => {
  t.same(marksTo(37, 1), [0, 10, 20, 30, 40])
  t.same(marksTo(3, 1), [0, 1, 2, 3])
  t.same(marksTo(0, 1), [0, 1])
  t.same(shareMarks(0.47), [0, 0.2, 0.4, 0.6])
  t.same(shareMarks(0.97), [0, 0.5, 1])
  t.same(shareMarks(7), [0, 0.5, 1])
  t.same(shareMarks(0.04), [0, 0.05])
  const scale = linear([0, 0.6], [190, 30])
  t.same([scale(0), scale(0.3), scale(0.6)], [190, 110, 30])
  t.equal(linear([3, 3], [10, 20])(3), 10, 'a scale of no width divides by nothing')
})

t.test('words are kept apart, and long ones are broken', async (t) => {
  t.same(apart([50, 52, 49], 13), [62, 75, 49])
  t.same(apart([10, 60], 13), [10, 60])
  t.same(lines('People who were told what happens next', 16), ['People who were', 'told what', 'happens next'])
  t.same(lines('Incomprehensibilities', 5), ['Incomprehensibilities'])
})

t.test('a series lies within its drawing, with limits only where there can be any', async (t) => {
  const chart = drawn(steady)
  t.ok(chart.points.every(({ x, y }) => x >= 34 && x <= 288 && y >= 30 && y <= 194))
  t.same(
    chart.limits.map(({ kind }) => kind),
    ['limit', 'mean', 'limit'],
  )
  t.same(
    chart.words.map(({ words }) => words),
    ['high', 'average', 'low'],
  )
  const [high = 0, average = 0, low = 0] = chart.words.map(({ y }) => y)
  t.ok(average - high >= 13 && low - average >= 13)
  t.ok(chart.below.length <= 4 && chart.axis[0]?.words === '0%')
  const wild = drawn([0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9])
  t.same(
    wild.limits.map(({ kind }) => kind),
    ['mean'],
    'below nobody and above everybody there is no limit',
  )
  const plain = xmrChart({ names: names(3), values: [0.2, 0.3, 0.2] })
  t.same([plain.limits, plain.words, shapes(plain)], [[], [], ['ring', 'ring', 'ring']])
  t.same(xmrChart({ names: [], values: [], judged: [] }).points, [])
  t.same(xmrChart({ names: ['Jan 2026'], values: [0.5] }).runs, [], 'one point is no line')
})

t.test(
  'only a signal that holds the newest point has a shape of its own; which way is better is its tone',
  async (t) => {
    const up = drawn([...steady, 0.7], { better: 'down' })
    t.same(shapes(up), [...Array(12).fill('ring'), 'up'])
    t.equal(up.points.at(-1)?.tone, 'worse')
    t.equal(drawn([...steady, 0.7], { better: 'up' }).points.at(-1)?.tone, 'better')
    t.equal(drawn([...steady, 0.7]).points.at(-1)?.tone, 'new')
    t.same(shapes(drawn([...steady, 0.7, 0.41])), Array(14).fill('ring'), 'it is over')
    t.same(shapes(drawn([...steady, 0.1])), [...Array(12).fill('ring'), 'down'])
    const low = [...steady, 0.33, 0.34, 0.1, 0.34, 0.33, 0.34, 0.33]
    t.same(
      shapes(drawn(low)),
      [...Array(12).fill('ring'), ...Array(7).fill('down')],
      'also one that is outside as well',
    )
    t.same(shapes(drawn([...steady, 0.7, undefined])), Array(13).fill('ring'), 'the newest is not shown')
  },
)

t.test('a new group has its own lines, and a change its day', async (t) => {
  const values = [...steady, 0.2, 0.22, 0.19, 0.21, 0.2, 0.18, 0.22]
  const chart = drawn(values, { rebaseAt: [12], trialFrom: 12, whens: [{ at: 12, words: 'Change made, 1 May 2026' }] })
  t.equal(chart.limits.length, 6)
  t.ok(chart.limits[2]!.x2 < chart.limits[3]!.x1)
  t.same(
    chart.words.map(({ words }) => words),
    ['high?', 'average', 'low?'],
  )
  const early = drawn(values, { rebaseAt: [7], trialFrom: undefined })
  t.same(
    early.limits.map(({ kind }) => kind),
    ['mean', 'limit', 'mean', 'limit'],
    'what came before has its average alone where it has fewer than twelve points',
  )
  t.match(chart.whens, [{ anchor: 'end', words: 'Change made, 1 May 2026' }])
  t.ok(chart.whens[0]!.x < chart.points[12]!.x && chart.whens[0]!.x > chart.points[11]!.x)
})

const [low, high] = wilson(14, 40)
const difference = newcombe(9, 41, 14, 40)
const charts: Chart[] = [
  {
    ...{ kind: 'xmr', id: 'one', headline: 'A larger share. Ask why', under: 'Each month.', title: 'Shares' },
    described: 'Twelve points.',
    drawn: drawn([...steady, 0.7], { better: 'down', whens: [{ at: 3, words: 'Change <made>' }] }),
    table: { caption: 'Shares', columns: ['Month', 'Share'], rows: [{ name: 'January', cells: ['40%'] }] },
    key: [
      { shape: 'ring', tone: 'usual', words: 'as usual' },
      { shape: 'up', tone: 'worse', words: 'more than before: ask why' },
    ],
  },
  {
    ...{
      kind: 'interval',
      id: 'two',
      headline: 'We cannot tell if this changed',
      under: 'Six months.',
      title: 'Before',
    },
    described: `From ${difference[0].toFixed(2)} to ${difference[1].toFixed(2)}.`,
    drawn: intervalChart([
      { name: 'Before', words: '14 of 40 people', share: 0.35, low, high },
      { name: 'After', words: '9 of 41 people', share: 9 / 41, low: 0.12, high: 0.37 },
      { name: 'Later', words: 'not shown' },
    ]),
    table: { caption: 'People', columns: ['When', 'People'], rows: [{ name: 'Before', cells: ['14 of 40'] }] },
  },
  {
    ...{ kind: 'bar', id: 'three', headline: 'Most came with an invitation', under: 'One period.', title: 'Ways' },
    described: 'Invitation: about 45. Paper: fewer than 10.',
    drawn: barChart([
      { name: 'With an invitation', words: 'about 45', n: 45 },
      { name: 'On paper', words: 'fewer than 10' },
    ]),
    table: { caption: 'Ways', columns: ['Way', 'People'], rows: [] },
    key: [{ shape: 'dotted', tone: 'usual', words: 'not shown' }],
  },
  {
    ...{ kind: 'funnel', id: 'four', headline: 'Fewer than half opened it', under: 'One period.', title: 'Offered' },
    described: 'Offered about 120, opened about 50.',
    drawn: funnelChart([
      { name: 'Offered', words: 'about 120', n: 120 },
      { name: 'Opened', words: 'about 50', n: 50 },
      { name: 'Answered', words: 'not shown' },
      { name: 'Told', words: 'about 20', n: 20 },
    ]),
    table: { caption: 'Stages', columns: ['Stage', 'People'], rows: [] },
  },
]

t.test('what is not shown has no length: few and everybody look the same', async (t) => {
  const [, bar, , last] = (charts[3]!.drawn as ReturnType<typeof funnelChart>).rows
  t.ok((bar?.long ?? 0) > (last?.long ?? 0))
  t.equal((charts[3]!.drawn as ReturnType<typeof funnelChart>).rows[2]?.long, undefined)
  t.equal((charts[3]!.drawn as ReturnType<typeof funnelChart>).joins.length, 1, 'nothing leads to it or from it')
  t.match(render('summaries/charts/_figure', { chart: charts[2] }), '<rect class="kept"')
})

for (const chart of charts) {
  t.test(`a chart of the kind ${chart.kind} is named, described and has its table behind it`, async (t) => {
    const html = render('summaries/charts/_figure', { chart })
    t.match(html, `<figcaption id="${chart.id}"><h3>${chart.headline}</h3>`)
    t.match(html, `<figure class="chart" aria-labelledby="${chart.id}">`)
    t.match(html, `<svg role="img" direction="ltr" aria-labelledby="${chart.id}-t ${chart.id}-d"`)
    t.match(html, `<title id="${chart.id}-t">${chart.title}</title><desc id="${chart.id}-d">`)
    t.match(html, /<details><summary>See the numbers<\/summary>\s*<table class="stack"><caption>/)
    t.notMatch(html, / style=|NaN|undefined|Infinity|\son\w+=/)
    t.notMatch(html, '<made>')
    t.notMatch(html, /"[^"]*\d\.\d{3,}[^"]*"/, 'no places that no screen shows')
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    t.equal(new Set(ids).size, ids.length)
    const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) ([\d.]+)"/.exec(html) ?? []).map(Number)
    const svg = html.slice(html.indexOf('<svg'), html.indexOf('</svg>'))
    for (const [, x, y] of svg.matchAll(/<(?:text|circle)[^>]*? c?x="([-\d.]+)" c?y="([-\d.]+)"/g)) {
      t.ok(Number(x) >= 0 && Number(x) <= width && Number(y) > 0 && Number(y) <= height, `${x} ${y}`)
    }
  })
}

t.test('a figure takes the heading that its page needs', async (t) => {
  t.match(
    render('summaries/charts/_figure', { chart: charts[2], level: 'h2' }),
    '<h2>Most came with an invitation</h2>',
  )
})
