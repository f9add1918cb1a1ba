import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import type { Ground } from './sealed-link.ts'

/** Everything that was asked and answered about one sealed link, oldest first, without the code and the reasons. */
export async function listOpenings(db: Db, responseId: string) {
  const rows = await db
    .selectFrom('seal_openings')
    .innerJoin('members as asker', 'asker.id', 'seal_openings.asked_by')
    .leftJoin('members as other', 'other.id', 'seal_openings.settled_by')
    .select(['seal_openings.id', 'ground', 'told_writer', 'asked_by', 'asker.name as asker', 'asked_at'])
    .select(['settled_by', 'other.name as other', 'settled_at', 'outcome'])
    .where('response_id', '=', responseId)
    .orderBy('asked_at')
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, ground: row.ground as Ground, told: row.told_writer, outcome: row.outcome },
    askedBy: { id: row.asked_by, name: row.asker },
    ...{ askedAt: row.asked_at, settledBy: row.other, settledAt: row.settled_at },
  }))
}

/** Whether a response has a sealed link, and what was asked about it. @returns undefined when it has none */
export async function findSeal(db: Db, responseId: string) {
  const link = await db
    .selectFrom('sealed_links')
    .select('response_id')
    .where('response_id', '=', responseId)
    .executeTakeFirst()
  if (!link) return undefined
  const openings = await listOpenings(db, responseId)
  return { openings, asked: openings.find(({ outcome }) => outcome === null) }
}

/** Sealed links that somebody asks to open, for a reader who may read the words: somebody may be in danger. */
export async function listAsked(db: Db, memberId: string): Promise<{ ref: string; askedBy: string; askedAt: Date }[]> {
  const rows = await db
    .selectFrom('seal_openings')
    .innerJoin('responses', 'responses.id', 'seal_openings.response_id')
    .innerJoin('members', 'members.id', 'seal_openings.asked_by')
    .select(['responses.ref', 'members.name', 'asked_at'])
    .where('outcome', 'is', null)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('asked_at')
    .execute()
  return rows.map(({ ref, name, asked_at }) => ({ ref, askedBy: name, askedAt: asked_at }))
}

/** What waits for an answer. */
export async function findAsked(db: Db, responseId: string) {
  const [open] = (await listOpenings(db, responseId)).filter(({ outcome }) => outcome === null)
  return open
}
