import type { Release } from '../releases/release.ts'
import { definitionOf, families, howOf, inDays, smallNumbers } from './definitions.ts'
import type { Block, PackTable, Section } from './pack.ts'

export type Correction = { on: string; sentence: string }

/** What these figures cannot say. */
export function limits(): Section {
  const texts = [
    'These are the people who chose to speak. They are not a sample, so no figure here is a share of everybody whom services saw.',
    'Nobody signs in. Somebody who wrote twice counts twice, and a group that spoke together counts once.',
    'A theme is what members of the team found in people’s words. A second member looks at one passage in ten without knowing what the first one found.',
    `Small numbers: ${smallNumbers} A program that knows only what is published looks, over this release and all before it, whether any group of one to nine people can be worked out. If it can, more is kept back, or nothing is published.`,
    'Percentages stand only where 50 people or more are meant, and are made of the figures as shown.',
    'The release is frozen. What is themed later changes nothing here. Words that are taken back later show as a dated correction, and a quote goes at once.',
    'What people say after a change is set beside what they said before. Other things changed too. Nothing here says what caused what.',
  ]
  return {
    id: 'limits',
    title: 'What these figures cannot say',
    blocks: [{ kind: 'list', items: texts.map((text) => ({ text })) }],
  }
}

/** What was corrected since, each with its day. Nothing in a frozen release is edited. */
export function corrections(all: Correction[], replacedBy: number | undefined): Section {
  const items = all.map(({ on, sentence }) => ({ strong: `${inDays(on)}.`, text: sentence }))
  const blocks: Block[] = [
    ...(replacedBy
      ? [{ kind: 'words' as const, text: `Release number ${replacedBy} takes the place of this one. Use that one.` }]
      : []),
    items.length > 0 ? { kind: 'list', items } : { kind: 'words', text: 'None so far.' },
  ]
  return { id: 'corrections', title: 'Corrections', blocks }
}

/** What sections lead to whatever the release holds; where its table is there, that says more. */
const linked = [
  { name: 'Who we heard', key: 'versions', text: definitionOf('versions').definition },
  { name: 'What people spoke about', key: 'themes', text: definitionOf('themes').definition },
  {
    ...{ name: 'Before and after a change', key: 'since' },
    text: 'No change of this release has figures before and after it: none is old enough, and spoken of by enough people, with a release for each of its months.',
  },
].map(({ name, key, text }) => ({ name, id: howOf(key), text }))

/** What every number counts, in which time, and how small ones are kept: where each of them leads (BO-2). */
export function definitions(tables: PackTable[], release: Release): Section {
  const own = tables
    .filter(({ key }) => key !== 'measures')
    .map((table) => ({
      ...{ name: families[table.key.split(':')[0] ?? ''] ?? table.name, id: howOf(table.key) },
      text: `${table.definition} Period: ${dotted(table.period)} Small numbers: ${table.rule}`,
    }))
  const measures = release.content.measures.map((one) => ({
    ...{ name: one.name, id: howOf(`measure-${one.key}`) },
    text: `${one.definition} Period: ${dotted(one.period)} Small numbers: ${one.rule}`,
  }))
  return {
    id: 'how',
    title: 'How each number is made',
    blocks: [
      { kind: 'facts', rows: [...new Map([...linked, ...own, ...measures].map((row) => [row.id, row])).values()] },
    ],
  }
}

/** Some texts end in a full stop of their own. */
function dotted(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
