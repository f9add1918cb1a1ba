import t from 'tap'
import { endInWords, heardState, heardStates } from '../../src/changes/heard.ts'
import { judge, sentenceFor, tooEarly } from '../../src/summaries/afterwards/judging.ts'
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
  const near = judge({ said: 25, spoke: 150 }, { said: 30, spoke: 300 })
  t.same(near, { verdict: 'fewer', figures: true, difference: { points: -7, from: -14, to: -0.5 } })
  t.same(
    [-14, near.difference!.to, 0.5, 0].map((end) => endInWords(end)),
    [...['-14', 'just under 0', 'just over 0', '0']],
  )
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
