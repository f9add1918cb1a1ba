import type { HeardState, HearWay } from '../../changes/heard.ts'

/** A figure about people as it left the service: nobody outside ever sees more of it than this. */
export type Cell =
  | { kind: 'about'; n: number }
  /** Not shown, and nothing tells why: fewer than ten, nobody, everybody or nearly, or withheld for another figure's sake. */
  | { kind: 'hidden' }

/** A cell with the reason why it is not shown, which stays with the draft: the auditor reckons with somebody who knew it. */
export type MarkedCell =
  | Cell
  /** Fewer than ten, nobody included; in a part of a group also everybody or nearly everybody. */
  | { kind: 'band' }
  /** Ten or more, withheld so that another figure cannot be worked out. */
  | { kind: 'many' }

/** What anybody may know of a table before there is a figure in it. It is published with it, and the auditor goes by it. */
export type TableShape = {
  /** Such as `versions`, `themes`, `invited`, `about:sex`. The same in every release. */
  key: string
  name: string
  /** Which people: tables of the same people have the same base. Such as `heard`, `invited`, `asked about sex`. */
  of: string
  /** `parts`: everybody is in exactly one row, so that the rows add up to the base; `overlapping`: a person may be in several. */
  rowsAre: 'parts' | 'overlapping'
  /**
   * `nested`: each column counts some of the people of the column before; `beside`: each counts some of the row's first column;
   * `apart`: each counts people of its own, and only the first is of the base.
   */
  columnsAre: 'nested' | 'beside' | 'apart'
  /** Each of its rows counts whoever is in any of these rows of another table of the same people, and nobody else. */
  anyOf?: { table: string; rows: string[] }
}

/**
 * One of the fixed tables. There is no table by two features of people: `columns` are stages or kinds of the same row, such as
 * offered, opened, answered, and never a second feature.
 */
export type ReleasedTable = TableOf<Cell>

/** The same table before its marks are taken off. */
export type MarkedTable = TableOf<MarkedCell>

type TableOf<Kind> = TableShape & {
  /** Whose parts the rows are, as it may be shown. */
  base: Kind
  columns: { key: string; name: string }[]
  rows: { key: string; name: string; cells: Kind[] }[]
}

/**
 * The exact counts of a table. They leave the service only through `protect`. Which rows there are, and in which order, must not
 * come from the counts: every theme of the codebook, every group of a question, also with nobody in it.
 */
export type ExactTable = TableShape & {
  /** People in the whole table. */
  base: number
  columns: { key: string; name: string }[]
  /** `mayBeAll`: that everybody is in it says nothing about anybody, as that all wrote in English. */
  rows: { key: string; name: string; counts: number[]; mayBeAll?: boolean }[]
}

/** A period of the board (`2026-09`) or a calendar year (`2026`). `until` is the first day after it. */
export type ReleasePeriod = { kind: 'period' | 'year'; key: string; from: string; until: string }

/** A published release, whole. */
export type Release = ReleasePeriod & {
  number: number
  /** 'YYYY-MM-DD' */
  frozenOn: string
  publishedOn: string
  /** The release that this one corrects. */
  replaces: number | null
  why: string
  content: Content
  digest: string
}

/** Everything that a release says. Figures about our own tasks (decisions, changes, checks) are exact; about people, cells. */
export type Content = {
  /** Of the shape of this document. */
  version: 1
  name: string
  tables: ReleasedTable[]
  ledger: LedgerLine[]
  undecided: Undecided[]
  coverage: CoverageRow[]
  measures: Measure[]
  challenges: ChallengeLine[]
  /** Which quotes, and no words: those are looked up, with every condition, at each look. An idea is neither of the two. */
  quotes: { decisionId: string; segmentId: string; tone: 'praise' | 'criticism' | 'idea' }[]
}

/** One decision as it stood on the day of freezing: said, decided, changed, since. */
export type LedgerLine = {
  id: string
  themeKey: string
  theme: string
  title: string
  outcome: 'planned' | 'made' | 'not possible' | 'need more voices'
  kind: string | null
  tags: string[]
  part: string
  measure: string
  owner: string
  organisation: string
  reason: string
  easyReason: string
  sentence: string
  easySentence: string
  /** On the public page on the day of freezing. What is not stays out of the pages for children and in easy read. */
  told: boolean
  decidedOn: string
  dueOn: string | null
  madeOn: string | null
  /** When it was written down as made: only what people said in later periods can speak for it. */
  recordedOn: string | null
  /** Days past its day on the day of freezing. */
  late: number
  shouldHear: string | null
  /** Which way it is counted: as fewer concerns, or as more praise. */
  hearWay: HearWay | null
  heardBy: string | null
  /** Made is a claim, and what people say is evidence; null until it is made. From the figures as shown. */
  heard: HeardState | null
  since: Since | null
}

/** What people said after a change, beside what they said before: never a cause. */
export type Since = {
  verdict: 'too early to say' | 'too few to compare' | 'cannot tell' | 'more' | 'fewer'
  sentence: string
  /** Sums of what the two-month releases show: who said it, of all who were heard. Null where there is nothing to compare. */
  before: { said: Cell; heard: Cell } | null
  after: { said: Cell; heard: Cell } | null
  /**
   * Difference of the shares in whole percentage points, and the widest interval that the figures as shown leave open; an end that
   * is under a half and not nothing is ±0.5. Null when a figure is not shown.
   */
  difference: { from: number; to: number; points: number } | null
  /** The days that are compared, each `until` the first day after; null while there is nothing to compare. */
  stretches: { before: Days; after: Days } | null
  /** Who answered, by version of the questions, added up from the two-month releases; null where one is missing. */
  who: { key: string; name: string; before: Cell; after: Cell }[] | null
}

type Days = { from: string; until: string }

export type Undecided = {
  themeKey: string
  theme: string
  since: string
  dueOn: string | null
  /** The day that was set first, if it was moved since. */
  firstDueOn?: string
  level: 'lead' | 'delivery group' | 'executive'
  owner: string
}

/** One group of people whom services saw, and how far their voices came. Counts are those of the release's own tables. */
export type CoverageRow = {
  /** Of which question the group is one answer, such as `sex`, `language`, `channel`. */
  group: string
  key: string
  name: string
  /** Null: nobody typed in a total. */
  referred: Cell | null
  /** Null: an invitation is for nobody in particular, so only the whole and the way "with an invitation" have it. */
  invited: Cell | null
  answered: Cell
  /** What the figures beside each other say, and what is done about it. */
  words: string
  /** `not heard yet`: nobody, or too few to show; `not shown`: that, or everybody. */
  heard: 'not heard yet' | 'not shown' | 'heard'
  /** We heard less from them than services saw of them. */
  less?: boolean
}

/** One measure of the scorecard: about the organisations, never about one person or team member. */
export type Measure = {
  key: string
  name: string
  value: string
  before: string | null
  definition: string
  period: string
  /** How small numbers are kept in this one. */
  rule: string
}

export type ChallengeLine = {
  ref: string
  about: string
  by: string
  madeOn: string
  body: string
  replyDue: string
  replies: { on: string; by: string; body: string; kind: 'reply' | 'accepted' | 'still disagrees' }[]
}
