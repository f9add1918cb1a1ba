import type { Release } from '../releases/release.ts'
import { isUnanswered } from './cover.ts'
import { howOf, inDays } from './definitions.ts'
import { undecidedTable } from './listening.ts'
import type { Block, PackTable, Section } from './pack.ts'

/** What is overdue: changes past their day, themes without a decision, challenges without a reply. */
export function overdue(release: Release): Section {
  const { ledger, challenges } = release.content
  const late = ledger.filter((line) => line.late > 0)
  const unanswered = challenges.filter((one) => isUnanswered(one, release))
  const undecided = undecidedTable(release)
  const items = [
    ...late.map((line) => ({
      ...{ strong: `${line.title}.`, late: true },
      text: `${line.late} days late on ${inDays(release.frozenOn)}. Owner: ${line.owner}, ${line.organisation}.`,
    })),
    ...unanswered.map(({ ref, about, replyDue }) => ({
      ...{ strong: `Challenge ${ref}, about “${about}”.`, late: true },
      text: `The reply was due on ${inDays(replyDue)}.`,
    })),
  ]
  const blocks: Block[] = [
    items.length > 0 ? { kind: 'list', items } : { kind: 'words', text: 'No decision and no reply is past its day.' },
    { kind: 'heading', text: 'Still undecided', id: 'undecided' },
    undecided
      ? { kind: 'table', table: undecided, annex: false }
      : { kind: 'words', text: 'No theme waits for a decision past its day.' },
  ]
  return { id: 'overdue', title: 'What is overdue', blocks }
}

/** What the board and the scrutineer asked, and what was answered. Disagreement stays. */
export function challenges(release: Release): Section {
  const said = { reply: 'Reply', accepted: 'Accepted', 'still disagrees': 'Still disagrees' }
  const blocks = release.content.challenges.flatMap((one): Block[] => [
    { kind: 'heading', text: `Challenge ${one.ref}, about “${one.about}”` },
    {
      kind: 'facts',
      rows: [
        { name: 'Asked', text: `${inDays(one.madeOn)}, ${one.by}: ${one.body}` },
        ...one.replies.map(({ on, by, body, kind }) => ({ name: said[kind], text: `${inDays(on)}, ${by}: ${body}` })),
        ...(one.replies.some(({ kind }) => kind === 'reply')
          ? []
          : [
              {
                name: 'Reply',
                text: `None by ${inDays(release.frozenOn)}. ${isUnanswered(one, release) ? 'It was due' : 'It is due'} on ${inDays(one.replyDue)}.`,
              },
            ]),
      ],
    },
  ])
  const none: Block = { kind: 'words', text: 'Nobody challenged a theme or a change in this time.' }
  return { id: 'challenges', title: 'Challenges and replies', blocks: blocks.length > 0 ? blocks : [none] }
}

/** The same as a table, a row for each thing that was said. */
export function challengesTable(release: Release): PackTable | undefined {
  const { challenges: all, name } = release.content
  if (all.length === 0) return undefined
  return {
    key: 'challenges',
    name: 'Challenges',
    definition:
      'What the scrutineer and the board asked about a theme or a change, and each reply. Nothing is taken away.',
    period: name,
    rule: 'No number of people stands here.',
    columns: ['Challenge', 'About', 'What', 'On', 'By', 'Words', 'Reply due'],
    rows: all.flatMap(({ ref, about, by, madeOn, body, replyDue, replies }) =>
      [{ kind: 'asked', on: madeOn, by, body }, ...replies].map((one) =>
        [ref, about, one.kind, inDays(one.on), one.by, one.body, inDays(replyDue)].map((text) => ({ text })),
      ),
    ),
  }
}

/** The scorecard: of organisations, never of one person. */
export function measuresTable(release: Release): PackTable | undefined {
  const { measures, name } = release.content
  if (measures.length === 0) return undefined
  return {
    key: 'measures',
    name: 'Scorecard',
    definition:
      'Measures of what organisations owe to people who spoke. No measure is of one person, and none ranks teams.',
    period: name,
    rule: 'Beside each measure.',
    columns: ['Measure', 'Now', 'Before', 'What it counts', 'Period', 'Small numbers'],
    rows: measures.map((one) => [
      { text: one.name },
      { text: one.value, how: howOf(`measure-${one.key}`) },
      { text: one.before ?? 'not known', how: howOf(`measure-${one.key}`) },
      { text: one.definition },
      { text: one.period },
      { text: one.rule },
    ]),
  }
}
