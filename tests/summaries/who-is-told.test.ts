import { randomUUID } from 'node:crypto'
import t from 'tap'
import { sentenceFor } from '../../src/summaries/afterwards/judging.ts'
import { stretchesOf } from '../../src/summaries/afterwards/told-months.ts'
import { withWhoAnswered } from '../../src/summaries/afterwards/who-is-told.ts'
import { windowsAround } from '../../src/summaries/afterwards/windows.ts'
import { contentOf } from '../../src/summaries/releases/content.ts'
import type { Cell, Release } from '../../src/summaries/releases/release.ts'
import { aroundIt } from '../../src/what-became.ts'
import { exampleContent, exampleHistory, exampleRelease, publishExample } from '../fixtures/release.ts'
import { ledger } from '../fixtures/release-ledger.ts'
import { openTestSite } from '../fixtures/site.ts'

const { stretches } = ledger[0]!.since!
const line = { ...ledger[0]!, since: { ...ledger[0]!.since!, who: null } }
const about = (n: number): Cell => ({ kind: 'about', n })

/** A release in which so many young people and parents answered. */
function told(release: Release, young: Cell, parents: Cell) {
  const tables = release.content.tables.map((table) =>
    table.key === 'versions'
      ? { ...table, rows: table.rows.map((row) => ({ ...row, cells: [row.key === '11-17' ? young : parents] })) }
      : table,
  )
  return { ...release, tables }
}

// Seven, from September 2025 to October 2026.
const history = exampleHistory('2026-09', Array(7).fill(145))
const all = history.map((release, at) => told(release, about(10 + at * 5), at === 2 ? { kind: 'hidden' } : about(20)))
const days = { before: { from: '2025-11-01', until: '2026-03-01' }, after: { from: '2026-05-01', until: '2026-09-01' } }
const compared = { ...line, since: { ...line.since, stretches: days } }
const who = (releases: typeof all) => withWhoAnswered([compared], releases)[0]?.since?.who

t.test('who answered before and after a change is what the releases of those months say, added up', async (t) => {
  const young = who(all)?.find(({ key }) => key === '11-17')
  t.same(young, { key: '11-17', name: 'Young people from 11 to 17', before: about(15 + 20), after: about(30 + 35) })
  const parents = who(all)?.find(({ key }) => key === 'parent')
  t.same(parents?.before, { kind: 'hidden' }, 'what one release withholds is withheld in the sum')
  t.same(parents?.after, about(40))
})

t.test('a correction stands for what it replaces, and a year for nothing', async (t) => {
  const correction = told(exampleRelease(30, '2026-05', 145, { replaces: 5 }), about(50), about(20))
  const year = told(exampleRelease(31, '2025', 700), about(500), about(100))
  const young = who([correction, ...all, year])?.find(({ key }) => key === '11-17')
  t.same([young?.before, young?.after], [about(35), about(85)])
})

t.test('where a month has no release, or it is too early, nothing is said of who answered', async (t) => {
  t.equal(who(all.filter(({ key }) => key !== '2026-07')), null)
  const early = { ...compared, since: { ...compared.since, verdict: 'too early to say' as const } }
  t.equal(withWhoAnswered([early], all)[0]?.since?.who, null)
  t.same(withWhoAnswered([{ ...line, since: null }], all), [{ ...line, since: null }])
})

t.test('the days that are compared are those of the windows', async (t) => {
  t.same(stretchesOf(windowsAround('2026-04-10', '2025-01-01', '2026-11-01')), {
    before: { from: '2025-09-01', until: '2026-03-01' },
    after: stretches!.after,
  })
  t.equal(stretchesOf({ before: [], after: [] }), null)
})

const room = await openTestSite()
t.teardown(room.close)

t.test('a release that is frozen says it, its own period among the months', async (t) => {
  const [earlier, last] = [history.slice(0, -1), history.at(-1)!]
  const words = { ledger: [{ ...line, since: null }], undecided: [], challenges: [] }
  const made = await contentOf(room.db, last, last.content.tables, words, new Date('2026-11-10T10:00:00Z'), {
    ...{ earlier: [...exampleHistory('2025-07', [145, 145]), ...earlier], rules: {}, share: undefined },
  })
  const young = made.ledger[0]?.since?.who?.find(({ key }) => key === '11-17')
  t.same([young?.before, young?.after], [about(180), about(180)], 'three releases of 60 on either side')
  const since = { said: about(90), heard: about(435) }
  t.match(made.ledger[0], { heard: 'made, we cannot tell', since: { before: since, after: since } })
  const confirmed = made.measures.find(({ key }) => key === 'confirmed')
  t.equal(confirmed?.value, '0 of 1 made', 'the scorecard goes by the same figures')
})

t.test('to a person it is not said that fewer people said it where only the share fell', async (t) => {
  const share = sentenceFor('fewer', { said: 90, spoke: 215 }, { said: 100, spoke: 500 })
  const other = { ...line, id: randomUUID(), since: { ...line.since, sentence: share } }
  const content = exampleContent(145, { ledger: [line, other] })
  await publishExample(room.db, exampleRelease(1, '2026-09', 145, { content }))
  const decisions = [line, other].map(({ id }) => ({ id }))
  const around = await aroundIt(room.site)(randomUUID(), { themeKeys: [], decisions } as never)
  t.same(around.afterwards, ['fewer', 'cannot_tell'])
})
