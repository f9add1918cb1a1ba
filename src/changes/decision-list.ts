import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import type { StrategyPart } from '../themes/success-measures.ts'
import type { HearWay } from './heard.ts'
import type { DecisionKind } from './kind.ts'
import type { Progress } from './state.ts'

/** A decision as the team sees it. Sentences are the newest: the practice change's where there is one. */
export type Decision = Progress & {
  id: string
  themeId: string
  themeKey: string
  themeName: string
  themePlainName: string
  title: string
  reason: string
  owner: string
  organisation: string
  strategyPart: StrategyPart
  successMeasure: string
  publicSentence: string
  easySentence: string
  easyReason: string
  /** Null in decisions from before it was asked; so are the three about what should be heard. */
  kind: DecisionKind | null
  tags: string[]
  shouldHear: string | null
  hearWay: HearWay | null
  heardBy: string | null
  decidedOn: string
  decidedBy: string
  /** A practice change is on record; a decision can be "made" from its first day and still lack it. */
  changeRecorded: boolean
  whatWasDone: string | null
  whyNoPassages: string
  /** The day on which it was written down as made. */
  recordedOn: string | null
  /** Set while it is on the public page. */
  publishedOn: string | null
  quoteSegmentId: string | null
  quoteChosenBy: string | null
  quoteAgreedBy: string | null
}

/** All decisions, newest first. */
export async function listDecisions(db: Db): Promise<Decision[]> {
  const rows = await read(db).orderBy('decisions.decided_on', 'desc').orderBy('decisions.title').execute()
  return rows.map(shape)
}

/** @throws {NotFound} */
export async function getDecision(db: Db, id: string): Promise<Decision> {
  if (!isId(id)) throw new NotFound('no such decision')
  const row = await read(db).where('decisions.id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('no such decision')
  return shape(row)
}

type Row = Awaited<ReturnType<ReturnType<typeof read>['execute']>>[number]

function read(db: Db) {
  return db
    .selectFrom('decisions')
    .innerJoin('themes', 'themes.id', 'decisions.theme_id')
    .innerJoin('members', 'members.id', 'decisions.decided_by')
    .leftJoin('practice_changes as change', 'change.decision_id', 'decisions.id')
    .leftJoin('decisions as later', 'later.settles', 'decisions.id')
    .leftJoin('quotes', 'quotes.decision_id', 'decisions.id')
    .leftJoin('publications', (join) =>
      join.onRef('publications.decision_id', '=', 'decisions.id').on('publications.retracted_on', 'is', null),
    )
    .selectAll('decisions')
    .select(['themes.key as theme_key', 'themes.name as theme_name', 'themes.plain_name'])
    .select(['members.name as decided_by_name', 'later.id as later_id', 'publications.published_on'])
    .select([
      'change.made_on',
      'change.recorded_on',
      'change.why_no_passages',
      'change.what_was_done',
      'change.public_sentence as new_public_sentence',
    ])
    .select(['change.easy_sentence as new_easy_sentence'])
    .select(['change.should_hear', 'change.hear_way', 'change.heard_by'])
    .select(['quotes.segment_id', 'quotes.chosen_by', 'quotes.agreed_by'])
}

function shape(row: Row): Decision {
  return {
    id: row.id,
    themeId: row.theme_id,
    themeKey: row.theme_key,
    themeName: row.theme_name,
    themePlainName: row.plain_name,
    outcome: row.outcome,
    title: row.title,
    reason: row.reason,
    owner: row.owner,
    organisation: row.organisation,
    dueOn: row.due_on,
    strategyPart: row.strategy_part,
    successMeasure: row.success_measure,
    publicSentence: row.new_public_sentence ?? row.public_sentence,
    easySentence: row.new_easy_sentence ?? row.easy_sentence,
    easyReason: row.easy_reason,
    ...{ kind: row.kind, tags: row.tags },
    ...{ shouldHear: row.should_hear, hearWay: row.hear_way, heardBy: row.heard_by },
    decidedOn: row.decided_on,
    decidedBy: row.decided_by_name,
    madeOn: row.made_on ?? (row.outcome === 'made' ? row.decided_on : null),
    changeRecorded: row.made_on !== null,
    whatWasDone: row.what_was_done,
    whyNoPassages: row.why_no_passages ?? '',
    recordedOn: row.recorded_on ?? (row.outcome === 'made' ? row.decided_on : null),
    settledBy: row.later_id,
    publishedOn: row.published_on,
    quoteSegmentId: row.segment_id,
    quoteChosenBy: row.chosen_by,
    quoteAgreedBy: row.agreed_by,
  }
}
