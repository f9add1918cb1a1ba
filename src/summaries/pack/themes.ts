import type { LedgerLine, Release } from '../releases/release.ts'
import { tableOf } from '../releases/standing.ts'
import { byPeople } from './cells.ts'
import { howOf, inDays } from './definitions.ts'
import type { Block, PackTable, Section } from './pack.ts'

const parts = ['Prepare', 'Prevent', 'Protect', 'Pursue']

/** What people said, what was decided and done, and what people said since: by the strategy's four parts. */
export function themes(release: Release): Section {
  const { ledger } = release.content
  const other = ledger.filter(({ part }) => !parts.includes(part))
  const groups = [...parts.map((part) => ({ part, lines: ledger.filter((line) => line.part === part) }))]
  if (other.length > 0) groups.push({ part: 'Other', lines: other })
  const blocks: Block[] = groups.flatMap(({ part, lines }) => [
    { kind: 'heading' as const, text: part },
    ...(lines.length === 0 ? [{ kind: 'words' as const, text: 'Nothing was decided in this part.', quiet: true }] : []),
    ...lines.flatMap((line) => entry(line, release)),
  ])
  return { id: 'themes', title: 'What people said, what was decided, and what changed', blocks }
}

function entry(line: LedgerLine, release: Release): Block[] {
  const said = saidBy(line, release)
  const rows = [
    { name: 'People said', text: said ? `${line.theme}. ${said}` : `${line.theme}.`, how: howOf('themes') },
    { name: 'Decided', text: decided(line) },
    { name: 'Owner', text: `${line.owner}, ${line.organisation}${due(line)}` },
    { name: 'Changed', text: changed(line) },
    ...(line.shouldHear
      ? [
          {
            name: 'To be heard',
            text: `${line.shouldHear.replace(/[.!]$/, '')}${line.heardBy ? `, by ${inDays(line.heardBy)}` : ''}.`,
          },
        ]
      : []),
    { name: 'Since', text: since(line), ...(line.since ? { how: howOf('since') } : {}) },
    { name: 'Measure', text: line.measure },
    ...(line.told ? [] : [{ name: 'Public', text: notTold }]),
    ...(line.tags.length > 0 ? [{ name: 'Tags', text: line.tags.join('; ') }] : []),
  ]
  return [
    { kind: 'heading', text: line.title, under: true, ...(line.late > 0 ? { late: `${line.late} days late` } : {}) },
    { kind: 'facts', rows },
  ]
}

/** The board sees every decision, and which of them nobody outside has read. */
const notTold = 'Not on the public page.'

function saidBy({ themeKey }: LedgerLine, release: Release): string {
  const cell = tableOf(release, 'themes')?.rows.find(({ key }) => key === themeKey)?.cells[0]
  return cell?.kind === 'about' ? `About ${cell.n} people spoke of it in this time.` : ''
}

function decided({ outcome, decidedOn, reason }: LedgerLine): string {
  const said = {
    planned: 'To do it',
    made: 'To do it',
    'not possible': 'That it is not possible',
    'need more voices': 'To hear more people first',
  }
  return `${inDays(decidedOn)}: ${said[outcome]}. ${reason}`
}

function due({ dueOn, madeOn, outcome }: LedgerLine): string {
  return dueOn && !madeOn && outcome !== 'not possible' ? `. Due on ${inDays(dueOn)}` : ''
}

/** Made is what the organisation says; only people can confirm it. */
function changed({ madeOn, recordedOn, outcome, sentence, heard }: LedgerLine): string {
  const late = recordedOn && recordedOn !== madeOn ? ` Written down on ${inDays(recordedOn)}.` : ''
  if (madeOn) return `${inDays(madeOn)}: ${heard ?? 'made'}. ${sentence}${late}`
  if (outcome === 'not possible') return `Nothing: it is not possible. ${sentence}`
  return `Not yet. ${sentence}`
}

function since({ since: heard, madeOn }: LedgerLine): string {
  if (!madeOn) return 'Nothing to compare yet.'
  return heard?.sentence || 'Too early to say.'
}

/** The whole ledger as a table, for those who want to sort it. */
export function ledgerTable(release: Release): PackTable {
  const { ledger, name } = release.content
  return {
    key: 'ledger',
    name: 'Decisions',
    definition:
      'Decisions on what people said, as they stood on the day of freezing. “Made” is what the organisation says. Only what people say afterwards can confirm it.',
    period: name,
    rule: 'Exact: it counts our own tasks, not people. What people said since follows its own rule.',
    columns: [
      ...['Decision', 'Theme', 'Part of the strategy', 'State', 'Kind', 'Tags', 'Owner', 'Organisation', 'Reason'],
      ...['Decided on', 'Due on', 'Made on', 'Days late', 'Since', 'What the public reads'],
    ],
    rows: ledger.map((line) =>
      [
        ...[
          line.title,
          line.theme,
          line.part,
          line.heard ?? line.outcome,
          line.kind ?? 'not said',
          line.tags.join('; ') || 'none',
        ],
        ...[line.owner, line.organisation, line.reason, inDays(line.decidedOn)],
        ...[line.dueOn ? inDays(line.dueOn) : 'no day', line.madeOn ? inDays(line.madeOn) : 'not made', line.late],
        ...[since(line), line.told ? line.sentence : `${notTold} ${line.sentence}`],
      ].map((value) => (typeof value === 'number' ? { text: String(value), n: value } : { text: value })),
    ),
  }
}

/** Themes by how many spoke of them, for the sections that name a few. */
export function namedThemes(release: Release): { key: string; name: string; people: number }[] {
  const table = tableOf(release, 'themes')
  return (table ? byPeople(table) : []).flatMap(({ key, name, cells: [cell] }) =>
    cell?.kind === 'about' ? [{ key, name, people: cell.n }] : [],
  )
}
