import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { type FormBody, field } from '../../web/form.ts'
import type { Arrival } from '../giving/arrival.ts'
import { TABLET_KEY_MS } from './tablet-key.ts'

/** A tablet that nobody sent anything from for so long shows no questions any more. */
export const TABLET_OPEN_MS = 2 * 3_600_000

/** The hidden field `came` of a form on a tablet. */
export const cameOnTablet = (token: string) => `t.${token}`

/** Where the questions of a tablet are; undefined for a form that came in another way. */
export function tabletPath(came: string): string | undefined {
  const [, token] = /^t\.([\w-]{22})$/.exec(came) ?? []
  return token && `/tablet/${token}`
}

export type Tablet = Pick<Tables['handovers'], 'set_address' | 'service' | 'helped'> & { id: string }

/** The database knows a tablet's address only as this. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * A tablet that is with somebody, and that nothing was sent from yet.
 * @returns undefined for one that was given back, is too old, or was never handed over: nothing tells them apart
 */
export async function findTablet(db: Db, token: string, now: Date): Promise<Tablet | undefined> {
  return handedOver(db, token)
    .where('started_at', '>', new Date(now.getTime() - TABLET_OPEN_MS))
    .executeTakeFirst()
}

/**
 * How somebody came who writes on a tablet. Whoever writes for longer than its page stays open is taken all the same.
 * @param came the hidden field of the form
 * @returns undefined when it does not name a tablet that is still with somebody
 */
export async function arrivalByTablet(db: Db, came: string): Promise<Arrival | undefined> {
  if (!tabletPath(came)) return undefined
  const tablet = await handedOver(db, came.slice('t.'.length)).executeTakeFirst()
  if (!tablet) return undefined
  return {
    channel: 'tablet',
    service: tablet.service,
    helped: tablet.helped,
    keyShownMs: TABLET_KEY_MS,
    also: () => sql`, given_back as (
      update handovers set state = 'finished' from given where handovers.id = ${tablet.id}
    )`,
  }
}

/** The field in which somebody who began alone says that somebody read with them. It goes wherever the ticks go. */
export const readWithMe = 't.read-with-me'

/** Somebody who was helped halfway was helped. */
export function withHelp(arrival: Arrival, body: FormBody): Arrival {
  return arrival.channel === 'tablet' && field(body, readWithMe) === 'yes' ? { ...arrival, helped: true } : arrival
}

/** Whoever holds the tablet wants to stop. Safe to repeat, and for a tablet that is not there. */
export async function stopTablet(db: Db, token: string): Promise<void> {
  await db
    .updateTable('handovers')
    .set({ state: 'not finished' })
    .where('token_hash', '=', tokenHash(token))
    .where('state', '=', 'handed over')
    .execute()
}

function handedOver(db: Db, token: string) {
  return db
    .selectFrom('handovers')
    .select(['id', 'set_address', 'service', 'helped'])
    .where('token_hash', '=', tokenHash(token))
    .where('state', '=', 'handed over')
}
