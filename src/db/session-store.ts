import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { SessionStore } from '@fastify/session'
import type { Db } from './open.ts'

type Kind = 'team' | 'visit'
/** `kept` is on every session that came from here. */
type Kept = { cookie: { originalMaxAge?: number | null }; memberId?: string; kept?: true; trouble?: unknown }
type Done = (error?: unknown, session?: unknown) => void

/**
 * Sessions as rows of ours. The cookie's id is kept only as a hash: a copy of the database opens nobody's session.
 *
 * When a visit cannot be read it is one with `trouble` and nothing else: what its visitor has just written can then
 * be given back to them.
 * @param now the site's clock
 */
export function sessionStore(db: Db, kind: Kind, now: () => Date): SessionStore {
  const set = async (sid: string, session: Kept) => {
    const row = {
      kind,
      member_id: session.memberId ?? null,
      data: JSON.stringify(session),
      expires_at: new Date(now().getTime() + (session.cookie.originalMaxAge ?? 600_000)),
    }
    // A request that was under way when the session was ended must not bring it back.
    if (session.trouble) return
    if (session.kept) return void (await db.updateTable('sessions').set(row).where('id_hash', '=', hash(sid)).execute())
    await db
      .insertInto('sessions')
      .values({ id_hash: hash(sid), ...row })
      .onConflict((oc) => oc.column('id_hash').doUpdateSet(row))
      .execute()
  }
  const get = async (sid: string) => {
    const row = await db
      .selectFrom('sessions')
      .select('data')
      .where('id_hash', '=', hash(sid))
      .where('kind', '=', kind)
      .where('expires_at', '>', now())
      .executeTakeFirst()
    return row ? { ...(row.data as Kept), kept: true } : null
  }
  const destroy = async (sid: string) => {
    await db.deleteFrom('sessions').where('id_hash', '=', hash(sid)).execute()
  }
  return Object.assign(new EventEmitter(), {
    set: (sid: string, session: Kept, done: Done) =>
      void set(sid, session).then(
        () => done(),
        // Not renewed, and no worse: it ends a little earlier.
        (trouble) => (kind === 'visit' && session.kept ? done() : done(trouble)),
      ),
    get: (sid: string, done: Done) =>
      void get(sid).then(
        (found) => done(null, found),
        (trouble) => (kind === 'visit' ? done(null, { cookie: {}, trouble }) : done(trouble)),
      ),
    destroy: (sid: string, done: Done) => void destroy(sid).then(() => done(), done),
  }) as unknown as SessionStore
}

/** Ends every session of a member, for a new password, a lost phone or the last day. */
export async function endSessionsOf(db: Db, memberId: string): Promise<void> {
  await db.deleteFrom('sessions').where('member_id', '=', memberId).execute()
}

/** @returns how many were past their time */
export async function purgeSessions(db: Db, now: Date): Promise<number> {
  const gone = await db.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

function hash(sid: string): string {
  return createHash('sha256').update(sid).digest('hex')
}
