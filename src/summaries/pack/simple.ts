import type { CoverageRow, LedgerLine, Release } from '../releases/release.ts'
import { heardIn } from '../releases/standing.ts'
import { peopleInWords } from './cells.ts'
import type { Block, Section } from './pack.ts'
import { notHeard } from './silent.ts'
import { namedThemes } from './themes.ts'

/** A page is one page: so many groups and themes, and so many changes of each kind, the newest first. */
const MOST = 3
const MOST_CHANGES = 2

type Words = Record<
  'heard' | 'spoke' | 'changed' | 'nothing' | 'planned' | 'late' | 'cannot' | 'silent' | 'end',
  string
>

const forChildren: Words = {
  heard: 'told us what it is like to get help. Thank you.',
  spoke: 'They talked about:',
  changed: 'What is different now:',
  nothing: 'Nothing is different yet. We are working on it.',
  planned: 'What we want to do next:',
  late: 'We said we would do this by now. We are late:',
  cannot: 'What we cannot do:',
  silent: 'We want to hear more from:',
  end: 'You can tell us things too. You do not have to. A grown-up you trust can help you.',
}

const easyRead: Words = {
  heard: 'told us how services treated them.',
  spoke: 'They spoke about these things:',
  changed: 'This has changed:',
  nothing: 'Nothing has changed yet.',
  planned: 'We have promised this:',
  late: 'We promised this too. It is late:',
  cannot: 'We cannot do this:',
  silent: 'We have not heard enough from these people:',
  end: 'You can tell us what you think. You choose what you say. Ask us if you want help to read or write.',
}

/** One page for children: what people said and what is different, in few words, each with a picture. */
export function childrenPage(release: Release): Section {
  return { id: 'children', title: 'For children', page: 'child', blocks: said(release, forChildren) }
}

/** One page in easy read, as the same people would read it: short sentences, a picture beside each idea. */
export function easyPage(release: Release): Section {
  return { id: 'easy', title: 'Easy read', page: 'easy', blocks: said(release, easyRead) }
}

function said(release: Release, words: Words): Block[] {
  const { ledger } = release.content
  const told = ledger.filter((line) => line.told)
  const newest = [...told].sort((a, b) => (b.madeOn ?? b.decidedOn).localeCompare(a.madeOn ?? a.decidedOn))
  const made = newest.filter(({ madeOn, easySentence }) => madeOn && easySentence)
  const promised = newest.filter((line) => !line.madeOn && line.outcome === 'planned' && line.easySentence)
  const planned = promised.filter(({ late }) => late === 0)
  const late = promised.filter((line) => line.late > 0)
  const cannot = newest.filter((line) => line.outcome === 'not possible' && line.easySentence)
  const themes = namedThemes(release).slice(0, MOST)
  const silent = notHeard(release)
  const people = peopleInWords(heardIn(release))
  const sentences = (lines: LedgerLine[]) => lines.slice(0, MOST_CHANGES).map((line) => ({ text: line.easySentence }))
  const reasons = cannot.slice(0, MOST_CHANGES).map(({ easySentence, easyReason }) => ({
    text: easyReason ? `${easySentence} ${easyReason}` : easySentence,
  }))
  const part = (drawing: string, text: string, items: { text: string }[]): Block[] =>
    items.length > 0
      ? [
          { kind: 'picture', drawing, text },
          { kind: 'list', items },
        ]
      : []
  return [
    {
      kind: 'picture',
      drawing: 'idea-people',
      text: `${people.charAt(0).toUpperCase()}${people.slice(1)} ${words.heard}`,
    },
    ...part(
      'idea-speak',
      words.spoke,
      themes.map(({ name }) => ({ text: `${name}.` })),
    ),
    ...(made.length > 0
      ? part('scene-did', words.changed, sentences(made))
      : ledger.some(({ madeOn }) => madeOn)
        ? []
        : [{ kind: 'picture' as const, drawing: 'idea-clock', text: words.nothing }]),
    ...part('idea-calendar', words.planned, sentences(planned)),
    ...part('idea-clock', words.late, sentences(late)),
    ...part('idea-wall', words.cannot, reasons),
    ...part(
      'idea-hand-up',
      words.silent,
      [...new Set(silent.map(plainName))].slice(0, MOST).map((name) => ({ text: `${name}.` })),
    ),
    ...untold(ledger.length - told.length),
    { kind: 'picture', drawing: 'idea-help', text: words.end },
  ]
}

/** What nobody published is not told here, and that there is more is. */
function untold(many: number): Block[] {
  if (many === 0) return []
  const things = many === 1 ? 'one more thing. It is' : `${many} more things. They are`
  return [{ kind: 'picture', drawing: 'idea-folder', text: `We decided ${things} not on our public page.` }]
}

/** The words of a form are not those of a child: groups of a long list are said as one. */
function plainName({ group, key, name }: CoverageRow): string {
  if (group === 'ethnic') return 'Children and adults of every background'
  if (group === 'language') return 'People who use a language other than English'
  return key === 'young-yes' ? 'Disabled children' : name
}
