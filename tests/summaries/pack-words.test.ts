import t from 'tap'
import { buildPack } from '../../src/summaries/pack/building.ts'
import { definitionOf, howOf } from '../../src/summaries/pack/definitions.ts'
import type { Block, Pack } from '../../src/summaries/pack/pack.ts'
import type { Content, Release } from '../../src/summaries/releases/release.ts'
import { exampleContent, exampleHistory, exampleRelease } from '../fixtures/release.ts'

const packOf = (release: Release, earlier: Release[] = []) =>
  buildPack({ release, earlier, within: [], corrections: [], replacedBy: undefined, quotes: new Map() })
const release = (more: Partial<Content> = {}) =>
  exampleRelease(1, '2026-09', 145, { content: exampleContent(145, { name: 'A period', ...more }) })
/** A group without a figure may have been heard; one that was heard less may have a figure. */
const missing = 'Not heard, or too few'
const section = (pack: Pack, id: string) => JSON.stringify(pack.sections.find((one) => one.id === id)?.blocks)
const first = (pack: Pack, name: string) => {
  const blocks = pack.sections[0]!.blocks
  return blocks.flatMap((one: Block) => (one.kind === 'first' ? one.rows : [])).find((row) => row.name === name)
}
const chart = (pack: Pack, id: string) =>
  pack.sections
    .flatMap(({ blocks }) => blocks.flatMap((one) => (one.kind === 'chart' ? [one.chart] : [])))
    .find((one) => one.id === id)

t.test(
  'a group that was heard less than services saw of it is named wherever it says who is missing, and first',
  (t) => {
    const pack = packOf(release())
    t.match(first(pack, missing)?.text, /^Disabled people \(heard less\); Boys and men\.$/)
    for (const id of ['cover', 'listening', 'children', 'easy']) {
      const said = section(pack, id)
      t.match(said, 'Disabled people', id)
      t.ok(said.indexOf('Disabled people') < said.indexOf('Boys and men'), id)
    }
    t.match(section(pack, 'listening'), '"Who we did not hear, or too few of"')
    const [row] = exampleContent(145).coverage
    const many = ['One', 'Two', 'Three', 'Four'].map((name) => ({ ...row!, name }))
    t.equal(first(packOf(release({ coverage: many })), missing)?.text, 'One; Two; 2 more.')
    t.end()
  },
)

t.test('a theme past its day is overdue, by itself and beside what else is', (t) => {
  t.match(first(packOf(release()), 'Overdue'), { strong: '1 decision, 1 theme, 1 reply', text: '', over: true })
  const ledger = exampleContent(145).ledger.map((line) => ({ ...line, late: 0 }))
  const themes = release({ ledger, challenges: [] })
  t.match(first(packOf(themes), 'Overdue'), { strong: '1 theme', over: true })
  const undecided = themes.content.undecided.map((one) => ({ ...one, dueOn: themes.frozenOn }))
  const none = release({ ledger, challenges: [], undecided })
  t.match(first(packOf(none), 'Overdue'), { strong: 'Nothing', over: false }, 'on its day it is not late')
  const decision = release({ challenges: [], undecided: [] })
  t.match(first(packOf(decision), 'Overdue'), { strong: '1 decision', text: 'Calls while waiting, 9 days late.' })
  t.end()
})

t.test(
  'a chart over time without limits says that nothing was tested, in its headline and to who cannot see it',
  (t) => {
    const of = (heard: number[]) => {
      const all = exampleHistory('2026-09', heard)
      return chart(packOf(all.at(-1)!, all.slice(0, -1)), 'chart-over-time')
    }
    const few = of([120, 125, 110, 120])
    t.equal(few?.headline, '“How support ends” over time: too few to tell a change from chance')
    t.match(few?.described, /^too few to tell a change from chance; /)
    const enough = of([120, 125, 110, 120, 130, 125, 115, 120, 135, 125, 130, 125, 145])
    t.equal(enough?.headline, '“How support ends” over time: no clear change')
    const gap = of([120, 5, 110, 120, 130, 125, 115, 120, 135, 125, 130, 125, 145])
    t.match(gap?.headline, /too few to tell/)
    t.match(enough?.under, 'in each of 13 releases;')
    t.match(gap?.under, 'in 12 of 13 releases; 1 cannot be shown;', 'as many as have a point')
    t.end()
  },
)

t.test('packs after each other follow the same theme, also when another one leads for once', (t) => {
  const all = exampleHistory('2026-09', [120, 125, 110, 120])
  const newest = all.at(-1)!
  const themes = newest.content.tables.find(({ key }) => key === 'themes')!
  themes.rows.find(({ key }) => key === 'choice')!.cells[0] = { kind: 'about', n: 80 }
  t.match(chart(packOf(newest, all.slice(0, -1)), 'chart-over-time')?.headline, 'How support ends')
  t.end()
})

t.test('a chart of the newest releases says of how many', (t) => {
  const under = (heard: number[]) => {
    const all = exampleHistory('2026-09', heard)
    return chart(packOf(all.at(-1)!, all.slice(0, -1)), 'chart-heard')?.under
  }
  t.equal(under([120, 125, 110]), '3 releases, each frozen on its own day.')
  t.equal(under([120, 125, 110, 120, 130, 125, 115, 120]), 'The newest 7 of 8 releases, each frozen on its own day.')
  t.end()
})

t.test('where nearly everybody spoke of the same things, nothing says that few did', (t) => {
  const tables = exampleContent(145).tables.map((table) =>
    table.key === 'themes'
      ? {
          ...table,
          rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(() => ({ kind: 'hidden' as const })) })),
        }
      : table,
  )
  const pack = packOf(release({ tables }))
  t.equal(first(pack, 'They said')?.text, 'No theme has a number that can be shown.')
  t.notMatch(JSON.stringify(pack), /too few (people )?spoke/i)
  t.end()
})

t.test('the pack leads to a chart of invitations only where there is one', (t) => {
  const sentence = 'What became of invitations is in a chart.'
  const pack = packOf(release())
  t.match(section(pack, 'listening'), sentence)
  t.match(section(pack, 'listening'), 'Invitations given out: 120.')
  t.equal(chart(pack, 'chart-funnel')?.headline, 'Invitations: about 120 offered, about 50 answered')
  t.equal(
    chart(pack, 'chart-funnel')?.described,
    'Offered: about 120; Opened: about 75; Answered: about 50; Told what came of it: about 40',
  )
  const without = (...keys: string[]) =>
    packOf(release({ tables: exampleContent(145).tables.filter(({ key }) => !keys.includes(key)) }))
  t.match(
    chart(without('opened'), 'chart-funnel')?.described,
    'Opened: not shown',
    'a stage that is kept is drawn as such',
  )
  for (const [keys, said] of [
    [['channels'], 'about 120 offered, about 75 opened'],
    [['channels', 'opened'], 'about 120 offered'],
    [['invited'], 'about 75 opened, about 50 answered'],
  ] as const)
    t.equal(chart(without(...keys), 'chart-funnel')?.headline, `Invitations: ${said}`, 'only stages with a figure')
  const kept = without('opened', 'channels', 'told')
  t.equal(chart(kept, 'chart-funnel'), undefined)
  t.notMatch(section(kept, 'listening'), sentence)
  t.match(section(kept, 'listening'), 'Invitations given out: 120.')
  t.end()
})

t.test('whatever leads to a definition finds it, also where a release has no figures to compare', (t) => {
  const ledger = exampleContent(145).ledger.map((line) =>
    line.since ? { ...line, since: { ...line.since, before: null, after: null, difference: null } } : line,
  )
  for (const one of [release(), release({ ledger }), release({ tables: [] })]) {
    const pack = packOf(one)
    const ids = new Set(
      pack.sections.flatMap(({ id, blocks }) => [
        id,
        ...blocks.flatMap((block) => {
          if (block.kind === 'heading') return block.id ? [block.id] : []
          if (block.kind === 'facts') return block.rows.flatMap((row) => (row.id ? [row.id] : []))
          return block.kind === 'table' && block.annex ? [`table-${block.table.key.replace(/[^a-z0-9]+/gi, '-')}`] : []
        }),
      ]),
    )
    const hows = [...JSON.stringify(pack.sections).matchAll(/"how":"([^"]+)"/g)].map(([, how]) => how!)
    t.same(
      [...new Set(hows)].filter((how) => !ids.has(how)),
      [],
    )
  }
  t.end()
})

t.test('definitions say what is true beside their tables', (t) => {
  t.match(definitionOf('unmet').rule, 'Every need is listed, also those that nobody named.')
  t.notMatch(definitionOf('unmet').rule, 'is not listed')
  t.match(definitionOf('about-parents:sex-1').definition, 'parents and carers')
  t.equal(howOf('about-parents:sex-1'), howOf('about-parents:ethnic-1'))
  t.end()
})

t.test('a definition that ends in a full stop of its own gets no second one', (t) => {
  const [measure] = exampleContent(145).measures
  const pack = packOf(release({ measures: [{ ...measure!, period: 'On the day of freezing.' }] }))
  t.match(section(pack, 'how'), 'Period: On the day of freezing. Small numbers:')
  t.notMatch(section(pack, 'how'), '..')
  t.end()
})
