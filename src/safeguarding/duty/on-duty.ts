import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import type { Member } from '../../team/member.ts'
import { isKeptFrom } from '../conflict.ts'
import { dutyTimes } from '../duty-times.ts'
import { nextReading } from '../working-time.ts'
import { hasTurnOn, isAway, type Position, positions, readRota } from './rota.ts'

export type OnDuty = Record<Position, Member[]>

/** Who is asked at a moment, and who could be if all of them are kept from it: those who are there, then all. */
export type Duty = OnDuty & { there: Member[]; all: Member[] }

/** Whoever takes what is late must be able to read it, and to raise and decide a concern. */
export function mayTake(roles: readonly string[]): boolean {
  return allows(roles, 'may read words') && allows(roles, 'may handle concerns')
}

/**
 * Who is on duty at a moment; outside hours, who is at the next opening. Left out is who is away or takes a pause, has
 * left, or may not read words and handle concerns. Where a position is empty the next one takes it; where nobody is left,
 * everybody who may.
 */
export async function onDuty(db: Db, at: Date): Promise<OnDuty> {
  const { reader, deputy, manager } = await dutyAt(db, at)
  return { reader, deputy, manager }
}

/** The same with everybody else who could take something, read once for many items. */
export async function dutyAt(db: Db, at: Date): Promise<Duty> {
  const moment = nextReading(at, await dutyTimes(db))
  const { turns, absences } = await readRota(db, moment, moment)
  const members = await db
    .selectFrom('members')
    .select(['id', 'name', 'roles'])
    .where('left_on', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
  const all = members.filter(({ roles }) => mayTake(roles))
  const there = all.filter(({ id }) => !isAway(absences, id, moment))
  const today = turns.filter((turn) => hasTurnOn(turn, dayOf(moment)))
  const named = (position: Position) =>
    there.filter(({ id }) => today.some((turn) => turn.memberId === id && turn.position === position))
  const chain = positions.map(named)
  const from = (level: number) => chain.slice(level).find((some) => some.length > 0) ?? (there.length > 0 ? there : all)
  return { reader: from(0), deputy: from(1), manager: from(2), there, all }
}

/**
 * Who takes a response at a level of the chain (0 the reader, 1 the deputy, 2 the manager): the first who is on duty and
 * not kept from it, else anybody who is there, else anybody at all.
 * @param responseId null when there is none (any more)
 * @param not members who have it already, or have read it first
 * @param duty left out, it is read
 * @returns undefined when nobody may
 */
export async function whoTakes(
  db: Db,
  responseId: string | null,
  level: number,
  at: Date,
  not: readonly (string | null)[] = [],
  duty?: Duty,
): Promise<Member | undefined> {
  const known = duty ?? (await dutyAt(db, at))
  const inOrder = [...positions.slice(level).flatMap((position) => known[position]), ...known.there, ...known.all]
  for (const member of new Set(inOrder)) {
    if (not.includes(member.id)) continue
    if (responseId === null || !(await isKeptFrom(db, member.id, responseId))) return member
  }
  return undefined
}
