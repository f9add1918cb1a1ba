import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { publishDecision } from '../../src/changes/publication.ts'
import { agreeQuote, chooseQuote } from '../../src/changes/quote.ts'
import { getDraft } from '../../src/summaries/releases/draft.ts'
import { freeze } from '../../src/summaries/releases/freezing.ts'
import { inProportion, MOST_QUOTES, quotesFor, shareOfConcerns } from '../../src/summaries/releases/quotes.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import type { Cell, ExactTable, ReleasedTable } from '../../src/summaries/releases/release.ts'
import { prepareRelease } from '../../src/summaries/releases/releasing.ts'
import { quotesStanding } from '../../src/summaries/telling/quotes-standing.ts'
import { addVoice, addVoices, goodbye, openRoom } from '../changes/room.ts'
import { chance } from '../fixtures/chance.ts'
import { exampleRelease } from '../fixtures/release.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, cast, now } = room
const { keys } = room.site
const about = (n: number): Cell => ({ kind: 'about', n })
const hidden: Cell = { kind: 'hidden' }
const period = { kind: 'period' as const, key: '2026-09', from: '2026-09-01', until: '2026-11-01' }

/** The themes of a release, with how many spoke of each, as a concern and as praise. */
const themes = (...rows: [key: string, people: Cell, concern: Cell, praise: Cell][]): ReleasedTable[] => [
  {
    ...{ key: 'themes', name: 'Themes', of: 'heard', base: about(60) },
    ...{ rowsAre: 'overlapping' as const, columnsAre: 'beside' as const },
    columns: ['people', 'concern', 'praise'].map((key) => ({ key, name: key })),
    rows: rows.map(([key, ...cells]) => ({ key, name: key, cells })),
  },
]
const line = (tone: 'praise' | 'criticism' | 'idea', n = 0) => ({ decisionId: `${tone} ${n}`, segmentId: `${n}`, tone })

/** Somebody's words beside a published decision, agreed by two people. */
async function quoted(words: string, kind: 'praise' | 'concern' | 'idea', theme = goodbye.themeKey, on = '2026-09-20') {
  const { segmentId, responseId } = await addVoice(room, { words, kind, theme, on })
  const wanted = { ...goodbye, themeKey: theme, title: words, passages: [segmentId] }
  const decided = await decideOnTheme(db, keys, wanted, cast.ruth, now)
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
  await publishDecision(db, keys, decided.id, cast.noor, now)
  const quote = { decisionId: decided.id, segmentId }
  const chosen = await chooseQuote(db, keys, quote, cast.ruth, now)
  if (!chosen.ok) throw new Error(JSON.stringify(chosen.problems))
  await agreeQuote(db, keys, quote, cast.noor, now)
  return { ...quote, responseId }
}

t.test(
  'critical quotes never fall short of the share of concerns by more than one, nor exceed it by more',
  async (t) => {
    const roll = chance(20261122)
    for (let i = 0; i < 2_000; i += 1) {
      const many = () => Math.floor(roll() * 9)
      const lines = [
        ...Array.from({ length: many() }, (_, n) => line('criticism', n)),
        ...Array.from({ length: many() }, (_, n) => line('praise', n)),
        ...Array.from({ length: many() }, (_, n) => line('idea', n)),
      ]
      const share = roll()
      const most = 1 + Math.floor(roll() * 12)
      const kept = inProportion(lines, share, most)
      const critical = kept.filter(({ tone }) => tone === 'criticism').length
      const judging = kept.filter(({ tone }) => tone !== 'idea').length
      if (Math.abs(critical - share * judging) > 1 || kept.length > most) t.fail(JSON.stringify({ lines, share, most }))
    }
    t.pass('in 2,000 made-up lists')
  },
)

t.test('praise alone does not get onto the page of a time in which people were mostly concerned', async (t) => {
  const praise = [0, 1, 2, 3, 4].map((n) => line('praise', n))
  t.equal(inProportion(praise, 0.8, 6).length, 1)
  t.equal(inProportion([...praise, line('criticism', 1), line('criticism', 2)], 0.8, 6).length, 3)
  t.equal(inProportion(praise, 0, 6).length, 5, 'where nobody was concerned, there is nothing to put beside it')
})

/** The same themes as they are counted. */
const counted = (...rows: [people: number, concern: number, praise: number][]): ExactTable[] => [
  { ...themes()[0]!, base: 60, rows: rows.map((counts, at) => ({ key: `t${at}`, name: '', counts })) },
]

t.test('the proportion comes from what was received, also where no figure is shown', async (t) => {
  t.equal(shareOfConcerns(counted([40, 30, 10], [20, 10, 0])), 0.8)
  const oneSided = counted([32, 31, 1], [20, 9, 11])
  t.equal(shareOfConcerns(oneSided), 40 / 50, 'a theme of which nearly everybody complained counts too')
  t.equal(shareOfConcerns(counted([12, 12, 0])), 10 / 15)
  const few = [0, 1, 4, 9].map((praise) => shareOfConcerns(counted([40, 30, praise])))
  t.same(few, Array(4).fill(30 / 35), 'and whether anybody praised tells nothing of a few people')
  t.equal(shareOfConcerns(counted([9, 9, 9])), undefined)
  t.equal(shareOfConcerns([]), undefined)
  t.same(
    inProportion([line('praise'), line('criticism'), line('idea')], undefined, 6),
    [line('idea')],
    'without a proportion nothing that praises or criticises stands',
  )
})

t.test('a release names quotes on themes that have a figure in it, from people who spoke by its end', async (t) => {
  await addVoices(room, 10, { on: '2026-09-10' })
  await addVoices(room, 10, { on: '2026-09-10', theme: 'online' })
  const critical = await quoted('Nobody told me.', 'concern')
  const praise = await quoted('She rang every Friday.', 'praise')
  const idea = await quoted('A card with a number.', 'idea')
  await quoted('Nobody answers there.', 'concern', 'online')
  await quoted('Said this month.', 'concern', goodbye.themeKey, '2026-11-03')
  const tables = themes([goodbye.themeKey, about(15), about(10), about(10)], ['online', hidden, hidden, hidden])
  const named = await quotesFor(db, { ...period, tables }, 0.5)
  t.same(
    new Map(named.map(({ decisionId, tone }) => [decisionId, tone])),
    new Map([
      [critical.decisionId, 'criticism'],
      [praise.decisionId, 'praise'],
      [idea.decisionId, 'idea'],
    ]),
  )
  t.same(await quotesFor(db, { ...period, tables: [] }, 0.5), [], 'no figure, no quote')
  t.ok(named.length <= MOST_QUOTES.period)

  const release = exampleRelease(1, '2026-09', 60, {
    content: { ...exampleRelease(1, '2026-09').content, tables, quotes: named },
  })
  const standing = () => readReleased(db, (released) => quotesStanding(released, [release]))
  t.match((await standing()).get(critical.decisionId), { words: 'Nobody told me.' })
  t.equal((await standing()).size, 3)
  await db.updateTable('responses').set({ words_permission: 'none' }).where('id', '=', praise.responseId).execute()
  t.notOk((await standing()).has(praise.decisionId), 'a permission taken back counts at once, whatever was frozen')
  const other = await addVoice(room, { words: 'Other words.', on: '2026-09-11' })
  const instead = { decisionId: idea.decisionId, segmentId: other.segmentId }
  await chooseQuote(db, keys, instead, cast.ruth, now)
  await agreeQuote(db, keys, instead, cast.noor, now)
  t.notOk(
    (await standing()).has(idea.decisionId),
    'other words than those that the release names wait for the next one',
  )
  const small = {
    ...release,
    content: { ...release.content, tables: themes([goodbye.themeKey, hidden, hidden, hidden]) },
  }
  t.same(await readReleased(db, (released) => quotesStanding(released, [small])), new Map())
})

t.test('a release whose figures are withheld keeps the proportion all the same', async (t) => {
  for (const more of [{}, { theme: 'online' }]) await addVoices(room, 18, { on: '2026-07-10', ...more })
  for (const words of ['She rang.', 'He waited for me.']) await quoted(words, 'praise', goodbye.themeKey, '2026-07-12')
  const prepared = await prepareRelease(db, keys, { key: '2026-07' }, cast.ruth, now)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
  t.match(await freeze(db, prepared.draftId, now), { state: 'ready' })
  const { content } = await getDraft(db, prepared.draftId)
  const cells = content?.tables
    .find(({ key }) => key === 'themes')
    ?.rows.find(({ key }) => key === goodbye.themeKey)?.cells
  t.same(cells, [about(20), hidden, hidden])
  t.same(
    content?.quotes.map(({ tone }) => tone),
    ['praise'],
    'one of the two, where eighteen of twenty complained',
  )
})
