import t from 'tap'
import { heardState, heardStates } from '../../src/changes/heard.ts'
import { judge, sentenceFor, tooEarly } from '../../src/summaries/afterwards/judging.ts'
import { keepsApart, knownFrom, learn, type Stretch, sizeOf } from '../../src/summaries/afterwards/keeping-apart.ts'
import { sinceFor } from '../../src/summaries/afterwards/since.ts'
import { tellable } from '../../src/summaries/afterwards/tellable.ts'
import { windowsAround } from '../../src/summaries/afterwards/windows.ts'
import { definitions } from '../../src/summaries/scorecard/definitions.ts'

const keys = (periods: { key: string }[]) => periods.map(({ key }) => key)

t.test('as many whole periods stand before a change as after it, and its own is in neither', async (t) => {
  const { before, after, ended } = windowsAround('2026-03-16', '2024-01-01', '2026-09-01')
  t.same([keys(before), keys(after), ended], [['2025-11', '2026-01'], ['2026-05', '2026-07'], 2])
  t.same(
    keys(windowsAround('2026-03-16', '2024-01-01', '2026-08-31').after),
    ['2026-05'],
    'one that runs is not counted',
  )
  t.equal(windowsAround('2025-01-05', '2020-01-01', '2026-11-23').after.length, 6, 'a year at most')
  const young = windowsAround('2026-03-16', '2026-01-01', '2026-11-01')
  t.same(
    [keys(young.before), keys(young.after), young.ended],
    [['2026-01'], ['2026-05'], 3],
    'no more than there is before',
  )
  const late = windowsAround('2026-03-16', '2024-01-01', '2026-11-01', '2026-06-30')
  t.same(
    [keys(late.before), keys(late.after)],
    [
      ['2025-11', '2026-01'],
      ['2026-07', '2026-09'],
    ],
    'written down late',
  )
})

t.test('the thresholds of eight and thirty, and the words that may be used', async (t) => {
  t.match(judge({ said: 3, spoke: 7 }, { said: 1, spoke: 90 }), { verdict: 'too few to compare', figures: false })
  t.match(judge({ said: 3, spoke: 8 }, { said: 1, spoke: 90 }), { figures: true, difference: undefined })
  t.match(judge({ said: 20, spoke: 90 }, { said: 1, spoke: 29 }), {
    verdict: 'too few to compare',
    difference: undefined,
  })
  // The example of the design's page: 89 of 215 before, 68 of 225 after.
  const seven = judge({ said: 89, spoke: 215 }, { said: 68, spoke: 225 })
  t.same(seven, { verdict: 'fewer', figures: true, difference: { points: -11, from: -20, to: -2 } })
  t.equal(judge({ said: 68, spoke: 225 }, { said: 89, spoke: 215 }).verdict, 'more')
  t.equal(judge({ said: 12, spoke: 30 }, { said: 9, spoke: 30 }).verdict, 'cannot tell')
  const sentences = (['too early to say', 'too few to compare', 'cannot tell', 'more', 'fewer'] as const).map((one) =>
    sentenceFor(one, { said: 20, spoke: 40 }, { said: one === 'more' ? 30 : 10, spoke: 40 }),
  )
  t.same(sentences, [
    'It is too early to say.',
    'Too few to compare.',
    'We cannot tell if this changed.',
    'More people said this after the change. Other things also changed in this time.',
    'Fewer people said this after the change. Other things also changed in this time.',
  ])
  t.notMatch(sentences.join(' '), /because|proved|significant/i)
  t.match(sentenceFor('fewer', { said: 30, spoke: 60 }, { said: 40, spoke: 200 }), /^A smaller share of the people/)
})

t.test(
  'it is too early until ten have spoken about the theme, or the day has come and eight have spoken at all',
  async (t) => {
    t.ok(tooEarly({ said: 9, spoke: 60 }, 9, false))
    t.notOk(tooEarly({ said: 9, spoke: 60 }, 10, false))
    t.notOk(tooEarly({ said: 0, spoke: 60 }, 0, true), 'silence counts once its day has come')
    t.ok(tooEarly({ said: 0, spoke: 7 }, 7, true))
  },
)

t.test('made stays a claim until what was hoped for is heard, and people may speak otherwise', async (t) => {
  t.equal(heardState('fewer', 'fewer concerns'), 'made, and heard as hoped')
  t.equal(heardState('more', 'more praise'), 'made, and heard as hoped')
  t.equal(heardState('more', 'fewer concerns'), 'made, but heard otherwise')
  t.equal(heardState('too few to compare', 'more praise'), 'made, we cannot tell')
  t.equal(heardState('too early to say', 'more praise'), 'made, too early to say')
  t.equal(heardState('fewer', null), 'made', 'nobody said what should be heard')
  const words = [...heardStates, definitions.confirmed.name, definitions.confirmed.definition].join('; ')
  t.notMatch(words, /people say so|people confirm|more people say/, 'fewer concerns are no yes')
  t.match(words, 'Fewer concerns can also be silence')
})

t.test('what leaves is rounded, and so is everything that follows from it', async (t) => {
  const told = sinceFor({ before: { said: 89, spoke: 214 }, after: { said: 68, spoke: 226 }, early: false }, true)
  t.same(told.before, { said: { kind: 'about', n: 90 }, spoke: { kind: 'about', n: 215 } })
  t.same(told.difference, { points: -11, from: -20, to: -2 }, 'as 90 of 215 and 70 of 225 make it')
  const same = sinceFor({ before: { said: 91, spoke: 216 }, after: { said: 69, spoke: 224 }, early: false }, true)
  t.same(same, told, 'other people behind the same figures are told the same')
  const kept = sinceFor({ before: { said: 89, spoke: 214 }, after: { said: 68, spoke: 226 }, early: false }, false)
  t.match(kept, { verdict: 'fewer', before: null, after: null, difference: null })
  t.match(
    sinceFor({ before: { said: 45, spoke: 49 }, after: { said: 10, spoke: 49 }, early: false }, true).difference,
    { points: -70 },
  )
  t.equal(
    sinceFor({ before: { said: 40, spoke: 45 }, after: { said: 10, spoke: 45 }, early: false }, true).difference,
    null,
  )
  const early = sinceFor({ before: { said: 45, spoke: 49 }, after: { said: 0, spoke: 3 }, early: true }, true)
  t.match(early, { verdict: 'too early to say', before: null })
})

t.test('a figure that is withheld leads to a verdict only where it could be anything it stands for', async (t) => {
  const few = (said: number) =>
    sinceFor({ before: { said: 60, spoke: 100 }, after: { said, spoke: 100 }, early: false }, true)
  t.match(few(1), { verdict: 'fewer', difference: null, after: { said: { kind: 'band' } } })
  t.same(few(9), few(1))
  t.same(few(0), few(1))
  const edge = (said: number) =>
    sinceFor({ before: { said: 16, spoke: 100 }, after: { said, spoke: 100 }, early: false }, true)
  t.same([edge(0).verdict, edge(9).verdict], ['cannot tell', 'cannot tell'])
  const all = sinceFor({ before: { said: 60, spoke: 100 }, after: { said: 40, spoke: 40 }, early: false }, true)
  t.match(
    all,
    { verdict: 'cannot tell', after: { said: { kind: 'band' } } },
    'everybody is not told, and not called few',
  )
  const nearly = sinceFor({ before: { said: 60, spoke: 100 }, after: { said: 39, spoke: 41 }, early: false }, true)
  t.same(nearly, all, 'all but one to four people neither: they would be who is left over')
})

t.test('sums of neighbouring periods: what can be worked out is found exactly', async (t) => {
  // One person between two periods of ten, and the sum of all three: 18 to 22 less twice 10 to 12 leaves none to two.
  const safe = (counts: number[], ...told: Stretch[]) => keepsApart(knowing(counts, told), counts)
  t.ok(safe([10, 1, 10]))
  t.same(sizeOf(knowing([10, 1, 10], [{ from: 0, until: 3 }]), { from: 1, until: 2 }), { least: 0, most: 2 })
  t.notOk(safe([10, 1, 10], { from: 0, until: 3 }))
  t.ok(safe([20, 7, 20], { from: 0, until: 3 }))
  const roll = dice(7)
  for (let round = 0; round < 200; round += 1) {
    const counts = [0, 1, 2].map(() => Math.floor(roll() * 16))
    const told: Stretch[] = [
      { from: 0, until: 3 },
      { from: 0, until: 2 },
      { from: 1, until: 3 },
    ].filter(() => roll() < 0.6)
    const [known, tried] = [knowing(counts, told), byTrying(counts, told)]
    for (const [from, until] of stretches) {
      if (JSON.stringify(sizeOf(known, { from, until })) !== JSON.stringify(tried(from, until)))
        t.fail(`${counts} ${told}`)
    }
  }
  t.pass('two hundred small series agree with trying everything')
})

t.test('a comparison that would tell of a small group is withheld, also because of what was told before', async (t) => {
  const concern = [30, 30, 10, 1, 10, 30, 30, 30]
  const months = ['2025-01', '2025-03', '2025-05', '2025-07', '2025-09', '2025-11', '2026-01', '2026-03']
  const countIn = async ({ key }: { key: string }) => {
    const people = concern[months.indexOf(key)] ?? 0
    return { people, concern: people, praise: 0, spoke: 100 }
  }
  const made = (id: string, madeOn: string) => ({
    id,
    themeKey: 'waiting',
    madeOn,
    recordedOn: madeOn,
    hearWay: null,
    heardBy: null,
  })
  const may = async (...decisions: ReturnType<typeof made>[]) => [
    ...(await tellable(countIn, decisions, '2025-01-01', '2026-05-01')),
  ]
  t.same(await may(made('a', '2025-11-12')), [], 'ten, one and ten before it, beside the two sums before')
  t.same(await may(made('b', '2026-01-12')), ['b'])
})

const stretches = [0, 1, 2].flatMap((from) =>
  [1, 2, 3].filter((until) => until > from).map((until) => [from, until] as const),
)

const knowing = (counts: number[], told: Stretch[]) =>
  told.reduce((known, stretch) => learn(known, counts, stretch), knownFrom(counts))

/** Tries every series of three counts under 25 against what is told. */
function byTrying(counts: number[], told: Stretch[]) {
  const look = (n: number) => (n < 10 ? 'band' : Math.round(n / 5) * 5)
  const sum = (series: number[], { from, until }: Stretch) => series.slice(from, until).reduce((a, b) => a + b, 0)
  const known = [...[0, 1, 2].map((from) => ({ from, until: from + 1 })), ...told]
  const fits = (series: number[]) => known.every((one) => look(sum(series, one)) === look(sum(counts, one)))
  const all: number[][] = []
  const ends = counts.map((count) => (count < 10 ? [0, 9] : [Math.max(10, count - 4), count + 4]) as [number, number])
  for (let a = ends[0]![0]; a <= ends[0]![1]; a += 1)
    for (let b = ends[1]![0]; b <= ends[1]![1]; b += 1)
      for (let c = ends[2]![0]; c <= ends[2]![1]; c += 1) if (fits([a, b, c])) all.push([a, b, c])
  return (from: number, until: number) => {
    const sums = all.map((series) => sum(series, { from, until }))
    return { least: Math.min(...sums), most: Math.max(...sums) }
  }
}

/** The same numbers every time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
}
