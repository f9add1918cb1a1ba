import type { Release } from '../releases/release.ts'

type Definition = { definition: string; rule: string }

const part =
  'To the nearest 5. “Not shown” means fewer than 10 people, nobody, everybody, or a figure from which another one could be worked out.'
const rounded = `${part} Each number is rounded by itself: they need not add up.`

const known: Record<string, Definition> = {
  versions: {
    definition:
      'Pieces of feedback received in this time and not taken back before the day of freezing, by the questions that were answered. Nobody signs in: somebody who wrote twice counts twice, and a group that spoke together counts once.',
    rule: rounded,
  },
  channels: { definition: 'People by the way they reached us.', rule: rounded },
  languages: { definition: 'People by the language in which they answered.', rule: rounded },
  themes: {
    definition:
      'People in whose words a member of the team found the theme. A person can speak about several. A suggestion of a machine never counts.',
    rule: rounded,
  },
  invited: {
    definition:
      'Invitations that a team gave out in this time. How many came with one is told by the ways people reached us.',
    rule: rounded,
  },
  opened: {
    definition: 'Of all invitations of this time, those with which somebody chose questions.',
    rule: rounded,
  },
  told: {
    definition:
      'Of those who were heard, those whose own page, which only their key opens, tells an outcome: something published was decided on a theme that they spoke of. No invitation leads to an answer, so this is counted by itself.',
    rule: rounded,
  },
  unmet: {
    definition: 'One tap, without a name, of somebody who looked for support and did not find it. Each need by itself.',
    rule: `${rounded} Every need is listed, also those that nobody named.`,
  },
  referred: {
    definition:
      'People whom services saw in this time, as totals that services gave to the lead. Never a list of people.',
    rule: rounded,
  },
  unused: {
    definition:
      'Words of this time that one person read for harm, and a second agreed to leave: for one of five reasons, never because somebody did not like them. Any reader can take that back. They are not among those who were heard.',
    rule: rounded,
  },
  owed: {
    definition:
      'People whose first answer was due in this time, and those of them whose own page, which only their key opens, tells an outcome. It is due twelve weeks after their words came, if they kept their key.',
    rule: rounded,
  },
  readings: {
    definition:
      'People whose words a first reader finished in this time, and whether that was by the time set for them: sooner when they felt unsafe.',
    rule: rounded,
  },
  'about-parents': {
    definition:
      'What parents and carers chose to say about themselves, after their words were sent. Nobody has to. They are in no table of children, and no answer can be put beside another one, or beside what somebody wrote.',
    rule: rounded,
  },
  about: {
    definition:
      'What people chose to say about themselves, after their words were sent. Nobody has to. No answer can be put beside another one, or beside what somebody wrote.',
    rule: rounded,
  },
}

/** Whether its table has a definition of its own: one that has none says nothing to whoever taps a number. */
export function isDefined(key: string): boolean {
  return key in known || (key.split(':')[0] ?? '') in known
}

/** What is counted in a table of a release, and how small numbers are kept in it. */
export function definitionOf(key: string): Definition {
  const found = known[key] ?? known[key.split(':')[0] ?? '']
  return found ?? { definition: 'People, each counted once in a row.', rule: rounded }
}

export const smallNumbers = part

/** With whom an undecided theme is. */
export const levelNames = { lead: 'lead', 'delivery group': 'Delivery Group', executive: 'Executive' } as const

/** Tables of one kind, such as `about:sex`, share one definition. */
export const families: Record<string, string> = {
  about: 'What people said about themselves',
  'about-parents': 'What parents and carers said about themselves',
  referred: 'People whom services saw',
}

/** Where a definition stands on the page. */
export function howOf(whole: string): string {
  const [family = ''] = whole.split(':')
  const key = families[family] ? family : whole
  return `how-${key.replace(/[^a-z0-9]+/gi, '-')}`
}

/** Where a table stands on the page. */
export function anchorOf(key: string): string {
  return `table-${key.replace(/[^a-z0-9]+/gi, '-')}`
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** @param value 'YYYY-MM-DD' @returns such as "3 May 2026" */
export function inDays(value: string): string {
  return day.format(new Date(`${value}T12:00:00Z`))
}

/** From the first day to the last one: "1 September 2026 to 31 October 2026". */
export function periodInDays({ from, until }: Pick<Release, 'from' | 'until'>): string {
  const last = new Date(Date.parse(`${until}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
  return `${inDays(from)} to ${inDays(last)}`
}
