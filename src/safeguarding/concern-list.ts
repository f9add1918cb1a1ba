import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import { concernKinds, destinations } from './concern-kind.ts'

export type ConcernRow = {
  ref: string
  about: string
  owner: string
  dueAt: Date
  late: boolean
  state: string
  closed: boolean
}

/** All concerns that are not closed, soonest due first, then the newest closed ones. */
export async function listConcerns(db: Db, now: Date): Promise<ConcernRow[]> {
  const rows = await db
    .selectFrom('concerns')
    .innerJoin('members', 'members.id', 'concerns.owner_id')
    .innerJoin('concern_steps as last', (join) =>
      join.onRef('last.concern_id', '=', 'concerns.id').on((eb) =>
        eb(
          'last.number',
          '=',
          eb
            .selectFrom('concern_steps as s')
            .select((e) => e.fn.max('s.number').as('n'))
            .whereRef('s.concern_id', '=', 'concerns.id'),
        ),
      ),
    )
    .select([
      'concerns.ref',
      'concerns.about',
      'concerns.due_at',
      'members.name as owner',
      'last.step',
      'last.destination',
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('concern_steps as sent')
            .select('sent.id')
            .whereRef('sent.concern_id', '=', 'concerns.id')
            .where('sent.step', '=', 'passed on'),
        )
        .as('passedOn'),
    )
    .orderBy('concerns.due_at')
    .execute()
  const listed = rows.map((row) => {
    const closed = row.step === 'closed'
    return {
      ref: row.ref,
      about: nameOf(concernKinds, row.about),
      owner: row.owner,
      dueAt: row.due_at,
      late: !closed && !row.passedOn && row.due_at < now,
      state: row.destination ? `${row.step}: ${nameOf(destinations, row.destination)}` : row.step,
      closed,
    }
  })
  return [
    ...listed.filter(({ closed }) => !closed),
    ...listed
      .filter(({ closed }) => closed)
      .reverse()
      .slice(0, 20),
  ]
}

export type ConcernPage = ConcernRow & {
  responseRef: string | null
  steps: {
    step: string
    at: Date
    by: string
    destination: string | null
    number: number
    toldWriter: string | null
    /** Whether their page says where it went. */
    told: boolean | null
  }[]
  /** Waits for a second person, who sees what the writer would read; null when it is not safe to say anything. */
  proposal: { by: string; number: number; toldWriter: string | null } | null
}

/** One concern with all its steps, but without the note. @throws {NotFound} */
export async function getConcernPage(db: Db, ref: string, now: Date): Promise<ConcernPage> {
  const concern = await db
    .selectFrom('concerns')
    .innerJoin('members', 'members.id', 'concerns.owner_id')
    .leftJoin('responses', 'responses.id', 'concerns.response_id')
    .select(['concerns.id', 'concerns.ref', 'about', 'due_at', 'members.name as owner', 'responses.ref as responseRef'])
    .where('concerns.ref', '=', ref)
    .executeTakeFirst()
  if (!concern) throw new NotFound('no such concern')
  const steps = await db
    .selectFrom('concern_steps')
    .innerJoin('members', 'members.id', 'concern_steps.member_id')
    .select(['step', 'at', 'members.name as by', 'member_id', 'destination', 'number', 'told_writer as toldWriter'])
    .select('told_when_passed_on as told')
    .where('concern_id', '=', concern.id)
    .orderBy('number')
    .execute()
  const last = steps.at(-1)
  return {
    ref: concern.ref,
    about: nameOf(concernKinds, concern.about),
    owner: concern.owner,
    dueAt: concern.due_at,
    responseRef: concern.responseRef,
    closed: last?.step === 'closed',
    late: !steps.some(({ step }) => step === 'passed on') && concern.due_at < now,
    state: last?.step ?? 'raised',
    proposal:
      last?.step === 'closing proposed'
        ? { by: last.member_id, number: last.number, toldWriter: last.toldWriter }
        : null,
    steps: steps.map((step) => ({
      ...step,
      destination: step.destination && nameOf(destinations, step.destination),
    })),
  }
}

function nameOf(names: Record<string, string>, key: string): string {
  return names[key] ?? key
}
