import type { CoverageRow, LedgerLine, Release } from '../releases/release.ts'
import { heardIn, tableOf } from '../releases/standing.ts'
import { byPeople, peopleInWords } from './cells.ts'
import { debtsInWords } from './debts.ts'
import { anchorOf, howOf, inDays, levelNames, periodInDays } from './definitions.ts'
import type { Block, Section } from './pack.ts'
import { notHeard } from './silent.ts'

/** The five facts of BO-1, before anything else: on a phone they are the whole first screen. */
export function firstFacts(release: Release, before: Release | undefined): Section {
  const { content } = release
  const made = madeIn(release)
  const late = content.ledger.filter((line) => line.late > 0)
  const overdue = debtsInWords({
    decisions: late.length,
    themes: content.undecided.filter(({ dueOn }) => dueOn !== null && dueOn < release.frozenOn).length,
    replies: content.challenges.filter((one) => isUnanswered(one, release)).length,
  })
  const themes = tableOf(release, 'themes')
  const named = themes ? byPeople(themes).filter(({ cells }) => cells[0]?.kind === 'about') : []
  const silent = notHeard(release)
  return {
    id: 'first',
    title: 'At a glance',
    blocks: [
      {
        kind: 'first',
        rows: [
          {
            ...{ name: 'Heard', how: howOf('versions'), strong: sentence(peopleInWords(heardIn(release))) },
            text: comparison(release, before),
          },
          {
            ...{ name: 'They said', how: themes ? anchorOf('themes') : howOf('themes'), strong: '' },
            text: list(named.slice(0, 3).map(({ name }) => name)) || 'No theme has a number that can be shown.',
          },
          {
            ...{
              name: 'Changed',
              how: 'themes',
              strong: made.length === 0 ? 'Nothing made in this time' : `${made.length} made in this time`,
            },
            text: others(content.ledger),
          },
          {
            ...{
              name: 'Overdue',
              how: 'overdue',
              strong: overdue || 'Nothing',
              over: overdue !== '',
            },
            // Where there is more, only the first screen's one line is left for it; the names stand below.
            text: late[0] && !overdue.includes(',') ? `${late[0].title}, ${days(late[0].late)} late.` : '',
          },
          {
            ...{ name: 'Not heard, or too few', how: 'not-heard', strong: '' },
            text: list(few(silent.map(inFirst), MOST_FIRST)) || 'No group that we ask about is without any voice.',
          },
        ],
      },
    ],
  }
}

/** What this paper is for, of which time, and what those who read it are asked to decide. */
export function cover(release: Release): Section {
  const { content, number, frozenOn, replaces } = release
  const asked = asks(release)
  const blocks: Block[] = [
    {
      kind: 'facts',
      rows: [
        {
          name: 'Purpose',
          text: 'To show what people said about how they were treated, what was decided because they said it or in spite of it, and what is still owed to them.',
        },
        { name: 'Period', text: periodInDays(release) },
        {
          name: 'Release',
          text: `Number ${number}, frozen on ${inDays(frozenOn)}. Figures about people are to the nearest 5.${replaces ? ` It takes the place of number ${replaces}.` : ''}`,
        },
        {
          name: 'Decision asked',
          text: asked.length > 0 ? 'The meeting is asked to:' : 'None. The meeting is asked to note it.',
        },
      ],
    },
    ...(asked.length > 0 ? [{ kind: 'list' as const, items: asked.map((text) => ({ text })) }] : []),
    ...(content.ledger.length === 0 ? [{ kind: 'words' as const, text: 'No decision was recorded by then.' }] : []),
  ]
  return { id: 'cover', title: 'What this pack is for', blocks }
}

/** Each thing that somebody at the meeting can decide, from what is open. */
function asks(release: Release): string[] {
  const { content } = release
  const undecided = content.undecided.map(
    ({ theme, owner, level }) =>
      `Decide on “${theme}”, or say by when. It is with the ${levelNames[level]}; owner: ${owner}.`,
  )
  const late = content.ledger
    .filter((line) => line.late > 0)
    .map(({ title, owner, organisation }) => `Ask ${owner}, ${organisation}, what becomes of “${title}”.`)
  const challenges = content.challenges
    .filter((one) => isUnanswered(one, release))
    .map(({ ref, about }) => `Ask for the reply to challenge ${ref}, about “${about}”.`)
  const silent = notHeard(release)
  const reach =
    silent.length > 0
      ? [`Agree who asks those who were not heard enough: ${list(few(silent.map(({ name }) => name)))}`]
      : []
  return [...undecided, ...late, ...challenges, ...reach]
}

/** A challenge without a reply whose day had passed when the release was frozen. */
export function isUnanswered(one: Release['content']['challenges'][number], { frozenOn }: Pick<Release, 'frozenOn'>) {
  return one.replies.every(({ kind }) => kind !== 'reply') && one.replyDue < frozenOn
}

function madeIn({ content, from, until }: Release): LedgerLine[] {
  return content.ledger.filter(({ madeOn }) => madeOn !== null && madeOn >= from && madeOn < until)
}

function comparison(release: Release, before: Release | undefined): string {
  const [now, then] = [heardIn(release), before && heardIn(before)]
  if (now.kind !== 'about' || then?.kind !== 'about') return before ? 'Too few to compare with the time before.' : ''
  if (now.n === then.n) return `About as many as in ${before?.content.name}.`
  return `${Math.abs(now.n - then.n)} ${now.n > then.n ? 'more' : 'fewer'} than in ${before?.content.name}.`
}

/** How many decisions stand in each state but made, in words. */
function others(ledger: LedgerLine[]): string {
  const said = {
    planned: 'planned',
    'not possible': 'not possible',
    'need more voices': 'waiting for more voices',
  }
  const counts = Object.entries(said).map(([outcome, words]) => ({
    words,
    n: ledger.filter((line) => line.outcome === outcome).length,
  }))
  return list(counts.filter(({ n }) => n > 0).map(({ n, words }) => `${n} ${words}`))
}

const MOST_NAMED = 3
/** On a phone. */
const MOST_FIRST = 2

/** The first few of a list; the section on it has all. */
function few(names: string[], most = MOST_NAMED): string[] {
  return names.length <= most ? names : [...names.slice(0, most), `${names.length - most} more`]
}

function inFirst({ name, less }: CoverageRow): string {
  return less ? `${name} (heard less)` : name
}

/** With a full stop, or empty. */
function list(parts: string[]): string {
  return parts.length > 0 ? `${parts.join('; ')}.` : ''
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function days(n: number): string {
  return n === 1 ? '1 day' : `${n} days`
}
