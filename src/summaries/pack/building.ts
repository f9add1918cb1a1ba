import type { Quote } from '../../changes/quote.ts'
import type { Release } from '../releases/release.ts'
import { annex, annexTables } from './annex.ts'
import { challenges, measuresTable, overdue } from './answering.ts'
import { charts, chartsOf } from './charts.ts'
import { cover, firstFacts } from './cover.ts'
import { periodInDays } from './definitions.ts'
import { type Correction, corrections, definitions, limits } from './limits.ts'
import { listening } from './listening.ts'
import type { Block, Pack, Section } from './pack.ts'
import { childrenPage, easyPage } from './simple.ts'
import { themes } from './themes.ts'

/** All that a pack is made of. Quotes are those that may be shown at this moment, by decision. */
export type Ingredients = {
  release: Release
  /** Releases of the same kind that stand, of the times before, oldest first. */
  earlier: Release[]
  /** For a whole year: the two-month releases in it. */
  within: Release[]
  corrections: Correction[]
  replacedBy: number | undefined
  quotes: Map<string, Quote>
  /** Decisions that were taken off the public page, by whatever day. */
  takenOff?: Set<string>
}

/** The pack of one release, from published releases only: it counts nothing itself. */
export function buildPack(given: Ingredients): Pack {
  const { earlier } = given
  const release = withoutTakenOff(given)
  const before = earlier.at(-1)
  const tables = annexTables(release)
  const drawn = chartsOf(release, release.kind === 'year' ? given.within : [...earlier, release])
  return {
    number: release.number,
    name: release.content.name,
    title: `What people told us: ${release.content.name}`,
    subtitle: `${release.kind === 'year' ? 'The year’s pack' : 'The two months’ pack'} for the Delivery Group and the board. ${periodInDays(release)}.`,
    language: 'en-GB',
    sections: [
      withNews(firstFacts(release, before), given),
      cover(release),
      listening(release),
      themes(release),
      overdue(release),
      charts(drawn),
      quoted(given),
      challenges(release),
      scorecard(release),
      limits(),
      corrections(given.corrections, given.replacedBy),
      childrenPage(release),
      easyPage(release),
      annex(tables),
      definitions(tables, release),
    ],
    tables: [...tables, ...drawn.map(({ data }) => data)],
  }
}

/** The frozen release, where what was taken off the public page counts as not told: nobody is told it again. */
function withoutTakenOff({ release, takenOff }: Ingredients): Release {
  const ledger = release.content.ledger.map((line) => (takenOff?.has(line.id) ? { ...line, told: false } : line))
  return { ...release, content: { ...release.content, ledger } }
}

/** Whoever opens a pack that was corrected reads so first. */
function withNews(section: Section, { corrections: all, replacedBy }: Ingredients): Section {
  if (all.length === 0 && !replacedBy) return section
  const text = replacedBy ? `Replaced by release number ${replacedBy}.` : 'Corrected since it was frozen.'
  return { ...section, blocks: [...section.blocks, { kind: 'words', text, how: 'corrections' }] }
}

/** People's own words beside what was decided, as far as each still agrees at this moment. */
function quoted({ release, quotes }: Ingredients): Section {
  const blocks = release.content.quotes.flatMap(({ decisionId }): Block[] => {
    const quote = quotes.get(decisionId)
    const line = release.content.ledger.find(({ id }) => id === decisionId)
    return quote && line ? [{ kind: 'quote', ...quote, beside: line.title }] : []
  })
  const about =
    'Shown with the person’s permission, looked at again each time this page is opened; two members agreed to each. Critical quotes are at most one more or one fewer than their share of what people said, counted to the nearest five.'
  const none: Block = { kind: 'words', text: 'No quote may be shown at this moment.' }
  return {
    id: 'quotes',
    title: 'In people’s own words',
    blocks: blocks.length > 0 ? [...blocks, { kind: 'words', text: about, quiet: true }] : [none],
  }
}

function scorecard(release: Release): Section {
  const table = measuresTable(release)
  const none: Block = { kind: 'words', text: 'This release has no scorecard.' }
  return {
    id: 'scorecard',
    title: 'Scorecard',
    blocks: table ? [{ kind: 'table', table, annex: false, show: 3 }] : [none],
  }
}
