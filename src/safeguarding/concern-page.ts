import type { Db } from '../db/open.ts'
import type { AtRisk } from '../db/tables.ts'
import type { Member } from '../team/member.ts'
import { type Awaited, awaitedAnswers } from './answer.ts'
import { hasFreshEyes, missingForClosing } from './closing.ts'
import { isKeptFromConcern } from './concern-conflict.ts'
import {
  atRisk,
  bodies,
  closingReasons,
  concernKinds,
  decisions,
  destinations,
  levels,
  nameOf,
  suspicions,
} from './concern-kind.ts'
import { aboutOf } from './concern-list.ts'
import { type ConcernStep, forMember, stepsOf } from './concern-step.ts'
import { type At, levelInWords, type Task, tasksOf } from './next-step.ts'
import { type Suspected, suspectedIn } from './suspicion.ts'

/** One step as the page shows it. */
export type ShownStep = {
  number: number
  step: ConcernStep['step']
  at: Date
  by: string
  /** What was chosen: a decision, a place, how far up, why it closes. */
  chosen: string[]
  childAtRisk: string | null
  adultAtRisk: string | null
  dueAt: Date | null
  doneAt: Date | null
  /** Whether their page says where it went; null when nobody chose. */
  told: boolean | null
  toldWriter: string | null
}

export type ConcernPage = {
  ref: string
  about: string
  owner: string
  level: string
  responseRef: string | null
  closed: boolean
  late: boolean
  /** What comes first, then what else waits; empty when it is closed. */
  tasks: Task[]
  awaited: (Awaited & { name: string })[]
  suspected: Suspected
  /** A sentence for each thing that still stands before closing. */
  missing: string[]
  /** Waits for a second person, who sees what the writer would read; null when it is not safe to say anything. */
  proposal: { by: string; number: number; reason: string | null; toldWriter: string | null; third: boolean } | null
  /** The destination that the newest decision leads to. */
  decided: string | null
  steps: ShownStep[]
}

/**
 * One concern with all its steps, but without what is sealed.
 * @throws {NotFound} when there is none, or not for this member
 */
export async function getConcernPage(db: Db, ref: string, member: Member, at: At): Promise<ConcernPage> {
  const row = await db
    .selectFrom('concerns')
    .innerJoin('members', 'members.id', 'concerns.owner_id')
    .leftJoin('responses', 'responses.id', 'concerns.response_id')
    .selectAll('concerns')
    .select(['members.name as owner', 'responses.ref as responseRef'])
    .where('concerns.ref', '=', ref)
    .executeTakeFirst()
  const concern = await forMember(db, row, member)
  const steps = await stepsOf(db, concern.id)
  const last = steps.at(-1)
  const closed = last?.step === 'closed'
  const kept = await isKeptFromConcern(db, concern.owner_id, concern)
  const tasks = closed ? [] : tasksOf(concern, steps, kept, at)
  const proposed = last?.step === 'closing proposed' ? last : undefined
  return {
    ref: concern.ref,
    about: aboutOf(concern.about, steps),
    owner: concern.owner,
    level: levelInWords(concern.level),
    responseRef: concern.responseRef,
    closed,
    late: tasks.some(({ late }) => late),
    tasks,
    awaited: awaitedAnswers(steps, at.times).map((one) => ({ ...one, name: nameOf(destinations, one.place) })),
    suspected: suspectedIn(steps, at.duty, at.times),
    missing: closed ? [] : missingForClosing(steps, at.times, at.duty),
    proposal: proposed
      ? {
          by: proposed.member_id,
          number: proposed.number,
          reason: proposed.choice && nameOf(closingReasons, proposed.choice),
          toldWriter: proposed.told_writer,
          third: !(await hasFreshEyes(db, concern, [proposed.member_id, member.id])),
        }
      : null,
    decided: steps.findLast(({ step }) => step === 'decided')?.choice ?? null,
    steps: await shown(db, steps),
  }
}

/** Which list a step's choice is from. */
const listOf: Partial<Record<ConcernStep['step'], Record<string, string>>> = {
  decided: decisions,
  'also about': concernKinds,
  escalated: Object.fromEntries(Object.keys(levels).map((level) => [level, `To the ${level}`])),
  suspected: suspicions,
  'lowering proposed': suspicions,
  lowered: suspicions,
  notified: bodies,
  'closing proposed': closingReasons,
}

async function shown(db: Db, steps: ConcernStep[]): Promise<ShownStep[]> {
  const ids = [...new Set(steps.map(({ member_id }) => member_id))]
  const members =
    ids.length > 0 ? await db.selectFrom('members').select(['id', 'name']).where('id', 'in', ids).execute() : []
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const risk = (value: AtRisk | null) => value && atRisk[value]
  return steps.map((step) => ({
    number: step.number,
    step: step.step,
    at: step.at,
    by: names.get(step.member_id) ?? '',
    chosen: [
      ...(step.choice ? [nameOf(listOf[step.step] ?? {}, step.choice)] : []),
      ...(step.destination ? [nameOf(destinations, step.destination)] : []),
    ],
    childAtRisk: risk(step.child_at_risk),
    adultAtRisk: risk(step.adult_at_risk),
    dueAt: step.due_at,
    doneAt: step.done_at,
    told: step.told_when_passed_on,
    toldWriter: step.told_writer,
  }))
}
