import t from 'tap'
import { sentenceFor } from '../../src/summaries/afterwards/judging.ts'
import { afterwardsCharts } from '../../src/summaries/pack/charts-of-afterwards.ts'
import { sinceTable, whoAnsweredTable } from '../../src/summaries/pack/since.ts'
import type { LedgerLine } from '../../src/summaries/releases/release.ts'
import { exampleContent, exampleRelease } from '../fixtures/release.ts'
import { ledger } from '../fixtures/release-ledger.ts'

const line = ledger[0]!
const since = line.since!
const releaseOf = (...lines: LedgerLine[]) =>
  exampleRelease(3, '2026-09', 145, { content: exampleContent(145, { ledger: lines }) })
const praised: LedgerLine = {
  ...line,
  hearWay: 'more praise',
  since: { ...since, verdict: 'more', sentence: sentenceFor('more', { said: 20, spoke: 60 }, { said: 60, spoke: 90 }) },
}

t.test('a chart of before and after says what was counted: a concern, or praise, and never only "spoke"', async (t) => {
  const [concern] = afterwardsCharts(releaseOf(line))
  t.equal(concern?.headline, 'Fewer people raised it as a concern after the change')
  t.match(concern?.under, 'People who spoke of “How support ends” and raised it as a concern, of all who were heard.')
  t.match(concern?.title, 'raised it as a concern, before and after')
  t.match(concern?.data.columns, ['When', 'Raised it as a concern', 'Heard'])
  t.match(concern?.data.definition, /raised it as a concern, of all who were heard\. Heard: everybody/)
  t.match(concern?.data.rule, 'at least 50 people')
  const [praise] = afterwardsCharts(releaseOf(praised))
  t.equal(praise?.headline, 'More people praised it after the change')
  t.match(praise?.data.columns, ['When', 'Praised it'])
  t.notMatch(JSON.stringify([concern, praise]), /said it/i)
})

t.test('where only the share moved, the headline says the share, and not the number', async (t) => {
  const sentence = sentenceFor('fewer', { said: 90, spoke: 215 }, { said: 100, spoke: 500 }, 'we heard')
  const [chart] = afterwardsCharts(releaseOf({ ...line, since: { ...since, sentence } }))
  t.equal(chart?.headline, 'A smaller share of the people we heard raised it as a concern after the change')
  const unclear = { ...since, verdict: 'cannot tell' as const, sentence: sentenceFor('cannot tell') }
  const [untold] = afterwardsCharts(releaseOf({ ...line, since: unclear }))
  t.equal(untold?.headline, 'We cannot tell if this changed')
})

t.test('the table says of each change what was counted, in which days, and who answered in them', async (t) => {
  const row = sinceTable(releaseOf(line, praised))?.rows.map((cells) => cells.map(({ text }) => text))
  t.same(row?.[0], [
    ...[line.title, 'raised it as a concern', '90', '215', '70', '225', '-11', '-20', '-2', since.sentence],
    ...['1 September 2025 to 28 February 2026', '1 May 2026 to 31 October 2026'],
  ])
  t.equal(row?.[1]?.[1], 'praised it')
  const near = { ...since, difference: { points: -6, from: -14, to: -0.5 } }
  const end = sinceTable(releaseOf({ ...line, since: near }))?.rows[0]?.[8]
  t.match(end, { text: 'just under 0', n: undefined }, 'what is fewer does not end at 0')
  const who = whoAnsweredTable(releaseOf(line, { ...praised, since: { ...praised.since!, who: null } }))
  t.same(
    who?.rows.map((cells) => cells.map(({ text }) => text)),
    [
      [line.title, 'Children from 8 to 11', 'not shown', 'not shown'],
      [line.title, 'Young people from 11 to 17', '175', '180'],
      [line.title, 'everybody', 'not added up', 'not added up'],
    ],
  )
  const [chart] = afterwardsCharts(releaseOf(line))
  t.match(chart?.under, `other people may have answered: see “${who?.name}”`)
  const early = { ...since, ...{ verdict: 'too early to say' as const, before: null, after: null, difference: null } }
  t.equal(whoAnsweredTable(releaseOf({ ...line, since: early })), undefined)
})
