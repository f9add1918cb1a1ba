import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { NotSent } from '../../messaging/provider.ts'

const troubleFact = 'trouble with sending notices'
const workingFact = 'sending notices worked'

/** Why a message last could not be sent, for whoever keeps the service running. No address, and no words of a provider. */
export type Trouble = { at: Date; why: NotSent['why']; kind: string; over: boolean }

/** Writes down why a message could not be sent. Only the newest is kept. */
export async function noteTrouble(db: Db, { why, kind }: NotSent, now: Date): Promise<void> {
  await put(db, troubleFact, { at: now.toISOString(), why, kind })
}

/** Writes down that sending works. */
export async function noteWorking(db: Db, now: Date): Promise<void> {
  await put(db, workingFact, { at: now.toISOString() })
}

/** @returns the newest trouble, and whether a message went out since */
export async function findTrouble(db: Db): Promise<Trouble | undefined> {
  const facts = await db.selectFrom('facts').selectAll().where('key', 'in', [troubleFact, workingFact]).execute()
  const read = (key: string) => facts.find((fact) => fact.key === key)?.value
  const trouble = read(troubleFact) as { at: string; why: NotSent['why']; kind: string } | undefined
  const working = read(workingFact) as { at: string } | undefined
  return trouble && { ...trouble, at: new Date(trouble.at), over: working !== undefined && working.at > trouble.at }
}

async function put(db: Db, key: string, value: object): Promise<void> {
  const text = JSON.stringify(value)
  await db
    .insertInto('facts')
    .values({ key, value: text })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value: sql`excluded.value` }))
    .execute()
}
