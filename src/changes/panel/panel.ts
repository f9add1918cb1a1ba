import type { Db } from '../../db/open.ts'
import { type Decision, listDecisions } from '../decision-list.ts'
import { isOpen, stateOf } from '../state.ts'

/** What somebody of the survivors' panel said about a planned change, and the lead's answer. Days are 'YYYY-MM-DD'. */
export type PanelComment = {
  id: string
  decisionId: string
  body: string
  writtenBy: string
  /** For the lead only: other panel members are not told. */
  writer: string
  on: string
  answer: string | null
  answeredOn: string | null
}

export type PanelAsk = { question: string; sayBy: string; askedOn: string }

/** A change as the panel sees it: what everybody will read, and why. Never a passage, never a count, never who spoke. */
export type Plan = {
  id: string
  publicSentence: string
  easySentence: string
  reason: string
  themePlainName: string
  organisation: string
  dueOn: string | null
  /** Still to be made, so that a comment can change it. */
  open: boolean
  madeOn: string | null
  ask: PanelAsk | undefined
  comments: PanelComment[]
}

/**
 * The planned changes, those that the panel was asked about first; and those that are made or settled, if the panel said
 * something before.
 */
export async function listPlans(db: Db): Promise<Plan[]> {
  const asks = await db.selectFrom('panel_asks').select(['decision_id', 'question', 'say_by', 'asked_on']).execute()
  const comments = await read(db).execute()
  const plans = (await listDecisions(db)).map((decision): Plan => {
    const ask = asks.find(({ decision_id }) => decision_id === decision.id)
    const { id, publicSentence, easySentence, reason, themePlainName, organisation, dueOn, madeOn } = decision
    return {
      ...{ id, publicSentence, easySentence, reason, themePlainName, organisation, dueOn, madeOn },
      open: stateOf(decision) === 'planned' && isOpen(decision),
      ask: ask && { question: ask.question, sayBy: ask.say_by, askedOn: ask.asked_on },
      comments: comments.filter((comment) => comment.decisionId === decision.id),
    }
  })
  const place = ({ open, ask, dueOn }: Plan) => `${open ? 0 : 1}${ask ? 0 : 1}${ask?.sayBy ?? dueOn ?? '9'}`
  return plans
    .filter(({ open, comments }) => open || comments.length > 0)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** What the panel was asked and said about one change. */
export async function panelOn(db: Db, decisionId: string) {
  const asked = await db
    .selectFrom('panel_asks')
    .select(['question', 'say_by as sayBy', 'asked_on as askedOn'])
    .where('decision_id', '=', decisionId)
    .executeTakeFirst()
  const comments = await read(db).where('panel_comments.decision_id', '=', decisionId).execute()
  return { ask: asked as PanelAsk | undefined, comments }
}

/** Whether the panel had its say by a day, 'YYYY-MM-DD'. It is written down with the change, and kept in any case. */
export function panelRecord({ ask, comments }: Awaited<ReturnType<typeof panelOn>>, day: string) {
  if (comments.some(({ on }) => on <= day)) return 'commented' as const
  return ask && ask.askedOn <= day ? ('asked' as const) : ('not asked' as const)
}

/**
 * What the record of a made change says of the panel, for good: as it was when the change was written down.
 * @returns undefined while it is not made
 */
export async function panelRecordOn(
  db: Db,
  { id, recordedOn }: Pick<Decision, 'id' | 'recordedOn'>,
): Promise<string | undefined> {
  if (!recordedOn) return undefined
  const panel = await panelOn(db, id)
  const kept = await db
    .selectFrom('practice_changes')
    .select(['panel_record as record', 'panel_said as said'])
    .where('decision_id', '=', id)
    .executeTakeFirst()
  const sentence = panelRecords[kept?.record ?? panelRecord(panel, recordedOn)]
  // Nothing is added once it is made, so fewer are there only because somebody took theirs back.
  const takenBack = (kept?.said ?? 0) > panel.comments.length
  return takenBack ? `${sentence} Something of it was taken back since.` : sentence
}

/** One line for the page of the decision: whether the panel was asked, and what came of it. */
export async function panelLine(db: Db, decision: Pick<Decision, 'id' | 'recordedOn'>): Promise<string> {
  const record = await panelRecordOn(db, decision)
  if (record) return record
  const panel = await panelOn(db, decision.id)
  const waiting = panel.comments.filter(({ answer }) => answer === null).length
  if (waiting > 0) return 'The survivors’ panel has said something that waits for an answer.'
  if (panel.comments.length > 0) return 'The survivors’ panel has had its say.'
  return panel.ask
    ? 'The survivors’ panel was asked, and has said nothing yet.'
    : 'The survivors’ panel was not asked yet.'
}

const panelRecords = {
  commented: 'The survivors’ panel had its say before this was written down as made.',
  asked: 'The survivors’ panel was asked, and had said nothing when this was written down as made.',
  'not asked': 'The survivors’ panel was not asked before this was written down as made.',
}

function read(db: Db) {
  return db
    .selectFrom('panel_comments')
    .innerJoin('members', 'members.id', 'panel_comments.written_by')
    .leftJoin('panel_answers', 'panel_answers.comment_id', 'panel_comments.id')
    .select([
      'panel_comments.id',
      'decision_id as decisionId',
      'panel_comments.body',
      'panel_comments.written_on as on',
    ])
    .select(['panel_comments.written_by as writtenBy', 'panel_answers.body as answer'])
    .select(['panel_answers.written_on as answeredOn', 'members.name as writer'])
    .orderBy('panel_comments.written_on')
    .orderBy('panel_comments.id')
}
