import t from 'tap'
import { judge } from '../../src/summaries/afterwards/judging.ts'
import { withSince } from '../../src/summaries/afterwards/since.ts'
import type { Told } from '../../src/summaries/afterwards/told-months.ts'
import type { Cell, LedgerLine, Since } from '../../src/summaries/releases/release.ts'
import { ledger } from '../fixtures/release-ledger.ts'

const hidden: Cell = { kind: 'hidden' }
const cell = (n: number | null): Cell => (n === null ? hidden : { kind: 'about', n })

/** What one release shows: everybody heard; of them who spoke of the theme, as a concern, with praise. Null: not shown. */
type Shows = { heard: number | null; people?: number | null; concern?: number | null; praise?: number | null }
const starts = ['2025-09-01', '2025-11-01', '2026-01-01', '2026-03-01', '2026-05-01', '2026-07-01', '2026-09-01']
const ending = [...starts.slice(1), '2026-11-01']

function month(
  place: number,
  { heard, people = null, concern = null, praise = null }: Shows,
  more: Partial<Told> = {},
) {
  const themes = {
    ...({
      key: 'themes',
      name: '',
      of: 'heard',
      rowsAre: 'overlapping',
      columnsAre: 'beside',
      base: cell(heard),
    } as const),
    columns: ['people', 'concern', 'praise'].map((key) => ({ key, name: key })),
    rows: [{ key: 'endings', name: '', cells: [cell(people), cell(concern), cell(praise)] }],
  }
  const days = { from: starts[place]!, until: ending[place]! }
  return { number: place + 1, kind: 'period' as const, ...days, tables: [themes], ...more }
}

/** Three periods before, that of the change, three after it. */
const around = (before: Shows, after: Shows) => starts.map((_, at) => month(at, at <= 3 ? before : after))
const line = { ...ledger[0]!, since: null }
const told = (releases: Told[], more: Partial<LedgerLine> = {}, until = '2026-11-01') =>
  withSince([{ ...line, ...more }], releases, until)[0]!
const since = (...given: Parameters<typeof told>) => told(...given).since as Since

const many = { heard: 150, people: 60, concern: 50, praise: 10 }
const few = { heard: 150, people: 30, concern: 20, praise: 15 }

t.test('before and after is what the releases of those months show, added up', async (t) => {
  const one = told(around(many, few))
  t.equal(one.heard, 'made, and heard as hoped')
  t.match(one.since, {
    ...{
      verdict: 'fewer',
      sentence: 'Fewer people said this after the change. Other things also changed in this time.',
    },
    ...{ before: { said: cell(150), heard: cell(450) }, after: { said: cell(60), heard: cell(450) }, who: null },
    stretches: { before: { from: '2025-09-01', until: '2026-03-01' }, after: { until: '2026-11-01' } },
  })
  const { points, from, to } = one.since!.difference!
  t.same(
    [points, from < -25, to > -15 && to < 0],
    [-20, true, true],
    'the range holds for whatever the figures stand for',
  )
  const praised = told(around(few, { ...few, praise: 60, people: 70 }), { hearWay: 'more praise' })
  t.match(praised, {
    heard: 'made, and heard as hoped',
    since: { before: { said: cell(45) }, after: { said: cell(180) } },
  })
  t.match(since(around(many, few), { madeOn: null }), null)
})

t.test('more or fewer is said only where it is so for everything that the figures can stand for', async (t) => {
  // Ten of sixty, and nineteen of sixty, which is shown as twenty: inside nobody can tell.
  const one = [month(2, { heard: 60, people: 20, concern: 10 }), month(4, { heard: 60, people: 30, concern: 20 })]
  t.equal(judge({ said: 10, spoke: 60 }, { said: 20, spoke: 60 }).verdict, 'more')
  t.match(since(one, {}, '2026-07-01'), { verdict: 'cannot tell', sentence: 'We cannot tell if this changed.' })
  let [tried, sure] = [0, 0]
  for (const heard of [30, 60, 150, 300])
    for (let before = 10; before <= heard; before += 15)
      for (let after = 10; after <= heard; after += 5) {
        const [sooner, later] = [before, after].map((concern) => ({ heard, people: heard, concern }))
        const { verdict } = since([month(2, sooner!), month(4, later!)], {}, '2026-07-01')
        tried += 1
        if (verdict !== 'more' && verdict !== 'fewer') continue
        sure += 1
        const each = everything([before, heard], [after, heard])
        if (each.some((other) => other !== verdict)) t.fail(`${before} and ${after} of ${heard}: ${verdict}`)
      }
  t.ok(tried > 400 && sure > 200, `${sure} of ${tried}`)
})

t.test('a figure that is not shown can stand for anything up to its whole', async (t) => {
  const kept = (people: number | null) => since(around({ heard: 150, people: 90, concern: 80 }, { heard: 150, people }))
  t.match(kept(15), { verdict: 'fewer', difference: null, after: { said: hidden, heard: cell(450) } })
  t.equal(kept(80).verdict, 'cannot tell')
  t.equal(kept(null).verdict, 'cannot tell', 'nor is it called few where nobody knows how many spoke of it')
  const oneOfThree = around(many, few).map((one, at) => (at === 5 ? month(5, { ...few, concern: null }) : one))
  t.match(
    since(oneOfThree),
    { verdict: 'fewer', after: { said: hidden }, difference: null },
    'the others are not its sum',
  )
  const unheard = around(many, few).map((one, at) => (at === 5 ? month(5, { ...few, heard: null }) : one))
  t.match(since(unheard), { verdict: 'cannot tell', before: null, after: null })
})

t.test('no figure leaves here that its own month withholds', async (t) => {
  const [before, after] = [month(2, { ...many, heard: 125, people: 20, concern: null }), month(4, few)]
  const one = since([before, after], {}, '2026-07-01')
  t.same([one.before?.said, one.before?.heard, one.difference], [hidden, cell(125), null])
  t.same(one.after, { said: cell(20), heard: cell(150) }, 'and what it shows is the same figure')
})

t.test('a month without a release leaves nothing to add up; a correction stands, and a year does not', async (t) => {
  const all = around(many, few)
  t.match(since(all.filter((_, at) => at !== 5)), { verdict: 'cannot tell', before: null, difference: null })
  const correction = month(5, { ...few, concern: 25 }, { number: 40 })
  const year = { ...month(5, many), number: 41, kind: 'year' as const, from: '2025-01-01', until: '2026-01-01' }
  t.same(since([correction, ...all, year]).after?.said, cell(20 + 25 + 20))
  t.match(
    since(all.slice(2)),
    { before: { heard: cell(150) }, after: { heard: cell(150) } },
    'one before, so one after',
  )
  t.match(since(all.slice(4)), { verdict: 'too few to compare', before: null, stretches: null })
  t.match(since([]), { verdict: 'too early to say', before: null })
  t.equal(since(all, {}, '2026-07-01').after?.heard.kind, 'about')
  t.match(since(all, {}, '2026-05-01'), { verdict: 'too early to say' }, 'no later release is looked into')
})

t.test('it is too early until a release shows that ten spoke of it, or the day has come', async (t) => {
  const silent = around(many, { heard: 150 })
  t.match(told(silent, { heardBy: '2026-12-31' }), { heard: 'made, too early to say', since: { before: null } })
  t.equal(since(silent, { heardBy: '2026-10-31' }).verdict, 'cannot tell', 'silence may be a figure that is not shown')
  t.equal(since(around(many, { heard: 150, people: 15 }), { heardBy: '2026-12-31' }).verdict, 'fewer')
})

t.test('only what people said after it was written down can speak for a change', async (t) => {
  const late = since(around(many, few), { recordedOn: '2026-07-20' })
  t.same([late.stretches?.before.from, late.stretches?.after.from], ['2026-01-01', '2026-09-01'])
  t.match(told(around(many, few), { recordedOn: '2026-10-20' }), { heard: 'made, too early to say' })
})

t.test('where only the share surely moved, the sentence says the share', async (t) => {
  const grown = around({ heard: 100, people: 50, concern: 40 }, { heard: 400, people: 50, concern: 40 })
  t.match(since(grown).sentence, /^A smaller share of the people we heard said this after the change\./)
  t.equal(since(grown).verdict, 'fewer')
})

/** What every pair of counts behind two figures of people would say by itself. */
function everything(before: [number, number], after: [number, number]): string[] {
  const [sooner, later] = [before, after].map(([said, heard]) =>
    near(heard).flatMap((spoke) => near(said).map((one) => ({ said: Math.min(one, spoke), spoke }))),
  )
  return sooner!.flatMap((one) => later!.map((other) => judge(one, other).verdict))
}

function near(n: number): number[] {
  return [-2, -1, 0, 1, 2].map((more) => n + more).filter((one) => one >= 10)
}
