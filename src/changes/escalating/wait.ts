import type { Selectable } from 'kysely'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'

import type { Level } from './levels.ts'

/** A theme that enough people spoke of, and that is not decided. Days are 'YYYY-MM-DD'. */
export type Wait = {
  id: string
  themeKey: string
  themeName: string
  themePlainName: string
  /** The first month of the period in which they spoke, 'YYYY-MM'. */
  period: string
  firstDueOn: string
  /** As it was moved last. */
  dueOn: string
  level: Level
  /** After this day the clock passes it up; null at the Executive. */
  risesOn: string | null
  /** A job title, or empty while nobody was named. */
  owner: string
  decisionId: string | null
}

export type WaitStep = {
  step: Tables['theme_wait_steps']['step']
  level: Level
  dueOn: string
  why: string
  /** Null when the clock did it. */
  by: string | null
  onDay: string
}

/** The themes that wait now: those that are highest and have waited longest come first. */
export async function listWaits(db: Db): Promise<Wait[]> {
  const rows = await read(db).where('theme_waits.decision_id', 'is', null).orderBy('theme_waits.due_on').execute()
  const height = { executive: 0, 'delivery group': 1, lead: 2 }
  return rows.sort((a, b) => height[a.level] - height[b.level] || (a.dueOn < b.dueOn ? -1 : 1))
}

/** @throws {NotFound} */
export async function getWait(db: Db, id: string): Promise<Wait> {
  const wait = isId(id) ? await read(db).where('theme_waits.id', '=', id).executeTakeFirst() : undefined
  if (!wait) throw new NotFound('no such theme waits')
  return wait
}

/** Takes hold of a theme that still waits, until the transaction ends. @returns undefined when it is decided */
export async function holdWait(trx: Db, id: string): Promise<HeldWait | undefined> {
  if (!isId(id)) throw new NotFound('no such theme waits')
  const wait = await trx.selectFrom('theme_waits').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!wait) throw new NotFound('no such theme waits')
  return wait.decision_id ? undefined : wait
}

export type HeldWait = Selectable<Tables['theme_waits']>

/** What happened to it, oldest first. */
export async function stepsOf(db: Db, waitId: string): Promise<WaitStep[]> {
  return db
    .selectFrom('theme_wait_steps')
    .leftJoin('members', 'members.id', 'theme_wait_steps.member_id')
    .select(['step', 'level', 'due_on as dueOn', 'why', 'members.name as by', 'on_day as onDay'])
    .where('wait_id', '=', waitId)
    .orderBy('number')
    .execute()
}

function read(db: Db) {
  return db
    .selectFrom('theme_waits')
    .innerJoin('themes', 'themes.id', 'theme_waits.theme_id')
    .select(['theme_waits.id', 'themes.key as themeKey', 'themes.name as themeName', 'plain_name as themePlainName'])
    .select(['period', 'first_due_on as firstDueOn', 'due_on as dueOn', 'level', 'rises_on as risesOn', 'owner'])
    .select('decision_id as decisionId')
}
