import { randomUUID } from 'node:crypto'
import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { serviceNames } from '../service-names.ts'
import { passOnConcerns } from './passing.ts'

/** A service that a member works in, and whether somebody else said so: then only somebody else can end it. */
export type OwnTeam = { service: string; name: string; byOther: boolean }

/** The services that a member works in: what is said about them goes to other readers. */
export async function listOwnTeams(db: Db, memberId: string): Promise<OwnTeam[]> {
  const rows = await db
    .selectFrom('conflicts')
    .select(['service', 'made_by'])
    .where('member_id', '=', memberId)
    .where('kind', '=', 'team')
    .where('ended_on', 'is', null)
    .execute()
  return serviceNames.flatMap(({ key, name }) => {
    const mine = rows.filter(({ service }) => service === key)
    return mine.length > 0 ? [{ service: key, name, byOther: mine.some(({ made_by }) => made_by !== memberId) }] : []
  })
}

/**
 * Says in which services a member works; those that are left out end. What another member said, a member does not end for
 * themselves.
 * @param services keys of the services; others are ignored
 */
export async function setOwnTeams(
  db: Db,
  keys: Keys,
  memberId: string,
  services: string[],
  by: string,
  now: Date,
): Promise<void> {
  await again(db, async (trx) => {
    const known = await listOwnTeams(trx, memberId)
    const wanted = new Set(services)
    const entry = { memberId: by, record: 'member', recordId: memberId }
    const changed: { action: string; service: string }[] = []
    for (const { key } of serviceNames) {
      const there = known.find(({ service }) => service === key)
      if (wanted.has(key) && !there) {
        const row = { id: randomUUID(), member_id: memberId, kind: 'team' as const, service: key, response_id: null }
        await trx
          .insertInto('conflicts')
          .values({ ...row, made_by: by, made_on: dayOf(now) })
          .execute()
        changed.push({ action: 'team: works there', service: key })
      } else if (!wanted.has(key) && there && (by !== memberId || !there.byOther)) {
        await trx
          .updateTable('conflicts')
          .set({ ended_on: dayOf(now) })
          .where('member_id', '=', memberId)
          .where('kind', '=', 'team')
          .where('service', '=', key)
          .where('ended_on', 'is', null)
          .execute()
        changed.push({ action: 'team: works there no longer', service: key })
      }
    }
    const concerns = await letGo(trx, memberId)
    // The log last: whoever holds a row waits for it.
    for (const { action, service } of changed) await audit(trx, keys, { ...entry, action, detail: { service } }, now)
    for (const id of concerns) await passOnConcerns(trx, keys, id, memberId, now)
  })
}

/**
 * What a member has and must not read any more goes to others.
 * @returns the responses whose concerns they own, held: those are still to be passed on
 */
async function letGo(trx: Db, memberId: string): Promise<Set<string>> {
  await trx
    .updateTable('readings')
    .set({ with_member: null, claimed_until: null })
    .where('with_member', '=', memberId)
    .where('state', 'in', ['waiting', 'first read'])
    .where('response_id', 'in', keptFrom(trx, memberId))
    .execute()
  const concerns = await trx
    .selectFrom('concerns')
    .select('response_id')
    .where('owner_id', '=', memberId)
    .where('response_id', 'in', keptFrom(trx, memberId))
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Set(concerns.flatMap(({ response_id }) => response_id ?? []))
}
