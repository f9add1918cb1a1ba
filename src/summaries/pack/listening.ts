import type { CoverageRow, Release } from '../releases/release.ts'
import { tableOf } from '../releases/standing.ts'
import { figureOf } from './cells.ts'
import { howOf, inDays, levelNames, periodInDays, smallNumbers } from './definitions.ts'
import { funnelCharts } from './funnels.ts'
import type { Block, PackTable, Section } from './pack.ts'
import { notHeard } from './silent.ts'

/** How people were asked and came, and who was not heard or too little, rows at zero among them. */
export function listening(release: Release): Section {
  const silent = notHeard(release)
  const blocks: Block[] = [
    {
      kind: 'words',
      text: 'Anybody can give feedback at any time, without a name: openly, with an invitation, on a worker’s tablet, on paper, by telephone, or in a group. Two people read all words before anything is used, and what is used has the person’s permission.',
    },
    ...invited(release),
    { kind: 'heading', text: 'Who we did not hear, or too few of', id: 'not-heard' },
    ...(silent.length > 0
      ? [
          {
            kind: 'list' as const,
            items: silent.map(({ name, words }) => ({ strong: `${name}.`, text: words })),
          },
        ]
      : [{ kind: 'words' as const, text: 'No group that we ask about is without any voice.' }]),
    {
      kind: 'words',
      text: 'Nobody who did not answer is counted as content. This says how far our asking reached, and nothing about what a group is like.',
      quiet: true,
    },
  ]
  return { id: 'listening', title: 'How we listened, and who we heard too little of', blocks }
}

/** What a reader is sent to is there: the chart needs two stages with a figure. */
function invited(release: Release): Block[] {
  const offered = tableOf(release, 'invited')?.base
  const said: Block = {
    kind: 'words',
    text: `Invitations given out: ${figureOf(offered).text}.`,
    how: howOf('invited'),
  }
  const charts: Block = { kind: 'words', text: 'What became of invitations is in a chart.', how: 'charts' }
  return [...(offered ? [said] : []), ...(funnelCharts(release).length > 0 ? [charts] : [])]
}

/** Groups of people, how many were referred, invited and answered. Undefined where no totals were typed in. */
export function coverageTable(release: Release): PackTable | undefined {
  const { coverage } = release.content
  if (coverage.length === 0) return undefined
  const how = howOf('coverage')
  return {
    key: 'coverage',
    name: 'Whose voices came',
    definition:
      'Referred: people whom services saw, as totals that services give us. Invited and answered: counted here. The three come from different places and are never joined for one person. “Not heard yet, or too few to show a number” may be nobody. “Not counted”: an invitation is for nobody in particular, so only the way by which people came has it. How many opened one stands with the invitations.',
    period: periodInDays(release),
    rule: smallNumbers,
    columns: ['Group', 'Referred', 'Invited', 'Answered', 'In words'],
    rows: coverage.map((row: CoverageRow) => [
      { text: nameOf(row, coverage) },
      row.referred ? figureOf(row.referred, how) : { text: 'no total given' },
      row.invited ? figureOf(row.invited, how) : { text: 'not counted' },
      figureOf(row.answered, how),
      { text: row.words },
    ]),
  }
}

/** Some answers, such as "rather not say", are answers to several questions. */
function nameOf({ name, group }: CoverageRow, all: CoverageRow[]): string {
  return all.filter((other) => other.name === name).length > 1 ? `${name} (${group})` : name
}

/** Themes that ten or more spoke of and nobody has decided on. */
export function undecidedTable({ content, frozenOn }: Release): PackTable | undefined {
  if (content.undecided.length === 0) return undefined
  return {
    key: 'undecided',
    name: 'Themes without a decision',
    definition:
      'Themes that ten people or more spoke of in a period, without a decision by the day set for it. It rises from the lead to the Delivery Group and on to the Executive, and comes down only by a decision.',
    period: `On ${inDays(frozenOn)}`,
    rule: 'No number of people stands here.',
    columns: ['Theme', 'Since', 'To be decided by', 'With', 'Owner'],
    rows: content.undecided.map(({ theme, since, dueOn, firstDueOn, level, owner }) => [
      { text: theme },
      { text: inDays(since) },
      { text: dueOn ? `${inDays(dueOn)}${firstDueOn ? `, first ${inDays(firstDueOn)}` : ''}` : 'no day set' },
      { text: levelNames[level] },
      { text: owner },
    ]),
  }
}
