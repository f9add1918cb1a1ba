import type { Db } from '../db/open.ts'
import type { Member } from '../team/member.ts'
import { concernsKeptFrom } from './concern-conflict.ts'
import { concernKinds, nameOf } from './concern-kind.ts'
import type { ConcernStep } from './concern-step.ts'
import { type At, levelInWords, tasksOf } from './next-step.ts'

/** One line of the list. */
export type ConcernRow = {
  ref: string
  about: string
  owner: string
  /** How far it was passed up; '' when it was not. */
  level: string
  /** The soonest of what it waits for; null when nothing has a time. */
  dueAt: Date | null
  late: boolean
  /** What comes next, in a sentence. */
  next: string
}

export type ConcernList = {
  open: ConcernRow[]
  /** How many are open in all, and how many of them are late. */
  count: number
  late: number
  page: number
  pages: number
  closed: { ref: string; about: string }[]
}

const PAGE = 50
const CLOSED = 20

/**
 * All open concerns that this member may know of, soonest due first, a page of fifty at a time; and the newest closed ones.
 * @param page from 1; one that is not there becomes the nearest
 */
export async function listConcerns(db: Db, member: Member, page: number, at: At): Promise<ConcernList> {
  const concerns = await openAmong(knownTo(db, member))
  const steps = await stepsByConcern(
    db,
    concerns.map(({ id }) => id),
  )
  const kept = await keptOwners(db, concerns)
  const open = concerns.map((concern): ConcernRow => {
    const own = steps.get(concern.id) ?? []
    const tasks = tasksOf(concern, own, kept.has(concern.id), at)
    const times = tasks.flatMap(({ dueAt }) => (dueAt ? [dueAt.getTime()] : []))
    return {
      ref: concern.ref,
      about: aboutOf(concern.about, own),
      owner: concern.owner,
      level: levelInWords(concern.level),
      dueAt: times.length > 0 ? new Date(Math.min(...times)) : null,
      late: tasks.some(({ late }) => late),
      next: tasks[0]?.sentence ?? '',
    }
  })
  open.sort((a, b) => (a.dueAt?.getTime() ?? Number.MAX_VALUE) - (b.dueAt?.getTime() ?? Number.MAX_VALUE))
  const pages = Math.max(1, Math.ceil(open.length / PAGE))
  const here = Math.min(Math.max(1, Math.trunc(page) || 1), pages)
  return {
    open: open.slice((here - 1) * PAGE, here * PAGE),
    ...{ count: open.length, late: open.filter(({ late }) => late).length, page: here, pages },
    closed: await closedConcerns(db, member),
  }
}

/**
 * How many open concerns are late, whoever may know of them: those that the list marks. Exact: show only some or none.
 */
export async function countLateConcerns(db: Db, at: At): Promise<number> {
  const all = await openConcernsWithSteps(db)
  const kept = await keptOwners(
    db,
    all.map(({ concern }) => concern),
  )
  return all.filter(({ concern, steps }) => tasksOf(concern, steps, kept.has(concern.id), at).some(({ late }) => late))
    .length
}

/** Every open concern with its steps, whoever may know of it: for the clock. */
export async function openConcernsWithSteps(db: Db) {
  const concerns = await openAmong(knownTo(db, null))
  const ids = concerns.map(({ id }) => id)
  const steps = await stepsByConcern(db, ids)
  return concerns.map((concern) => ({ concern, steps: steps.get(concern.id) ?? [] }))
}

/** What a concern is about, with everything that was added. */
export function aboutOf(about: string, steps: Pick<ConcernStep, 'step' | 'choice'>[]): string {
  const also = steps.flatMap(({ step, choice }) => (step === 'also about' && choice ? [choice] : []))
  return [about, ...also].map((key) => nameOf(concernKinds, key)).join('; ')
}

/** All concerns that are not closed, with the names of their owners. @param from which may be known to whom it is for */
function openAmong(from: ReturnType<typeof knownTo>) {
  return from
    .innerJoin('members', 'members.id', 'concerns.owner_id')
    .selectAll('concerns')
    .select('members.name as owner')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('concern_steps')
            .select('concern_steps.id')
            .whereRef('concern_steps.concern_id', '=', 'concerns.id')
            .where('concern_steps.step', '=', 'closed'),
        ),
      ),
    )
    .orderBy('concerns.due_at')
    .orderBy('concerns.id')
    .execute()
}

async function closedConcerns(db: Db, member: Member) {
  const rows = await knownTo(db, member)
    .innerJoin('concern_steps as last', (join) =>
      join.onRef('last.concern_id', '=', 'concerns.id').on('last.step', '=', 'closed'),
    )
    .select(['concerns.id', 'concerns.ref', 'concerns.about'])
    .orderBy('last.at', 'desc')
    .limit(CLOSED)
    .execute()
  const ids = rows.map(({ id }) => id)
  const steps = await stepsByConcern(db, ids)
  return rows.map(({ id, ref, about }) => ({ ref, about: aboutOf(about, steps.get(id) ?? []) }))
}

/** The concerns that do not come from words which this member must not read; all of them for the clock. */
function knownTo(db: Db, member: Member | null) {
  const all = db.selectFrom('concerns')
  if (!member) return all
  return all.where('concerns.id', 'not in', concernsKeptFrom(db, member.id))
}

async function stepsByConcern(db: Db, ids: string[]): Promise<Map<string, ConcernStep[]>> {
  if (ids.length === 0) return new Map()
  const steps = await db
    .selectFrom('concern_steps')
    .selectAll()
    .where('concern_id', 'in', ids)
    .orderBy('number')
    .execute()
  return Map.groupBy(steps, ({ concern_id }) => concern_id)
}

/** The concerns that are with somebody who must not read what they are about. */
async function keptOwners(db: Db, concerns: { id: string; owner_id: string }[]) {
  const found = new Set<string>()
  for (const [owner, own] of Map.groupBy(concerns, ({ owner_id }) => owner_id)) {
    const ids = own.map(({ id }) => id)
    const kept = await concernsKeptFrom(db, owner).where('kept.id', 'in', ids).execute()
    for (const { id } of kept) found.add(id)
  }
  return found
}
