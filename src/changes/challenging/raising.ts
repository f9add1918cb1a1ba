import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { laterBy } from '../../days.ts'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { type ReleasedDb, releasedPart } from '../../db/released.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { hashOfMark } from '../../web/form-mark.ts'
import type { Problems } from '../decision.ts'

/** What somebody typed. `about` is `theme:` with a key or `change:` with an id. */
export type NewChallenge = { about: string; body: string; formMark: string }

/** What somebody writes in a challenge or a reply. @param empty what to say when there is nothing */
export const Body = (empty: string) =>
  z.string().trim().min(1, empty).max(2000, 'Make it shorter: at most 2000 characters.')

/**
 * Puts a challenge to a theme or to a change. A reply is due on a day; both go into the pack of the year. The same form twice
 * makes one.
 * @param within days until the reply is due
 * @throws {NotAllowed}
 */
export async function raiseChallenge(
  db: Db,
  keys: Keys,
  wanted: NewChallenge,
  member: Member,
  within: number,
  now: Date,
): Promise<{ ok: true; ref: string } | { ok: false; problems: Problems }> {
  if (!allows(member.roles, 'may challenge')) throw new NotAllowed('may not challenge')
  const body = Body('Say what you challenge, and what you want to know or see.').safeParse(wanted.body)
  const today = dayOf(now)
  return inTransaction(db, async (trx) => {
    const about = await findAbout(trx, wanted.about)
    const problems: Problems = {}
    if (!about) problems.about = 'Choose the theme or the change that it is about.'
    if (!body.success) problems.body = body.error.issues[0]?.message ?? 'Say what you challenge.'
    if (!about || !body.success) return { ok: false, problems }
    // One after the other, so that numbers have no gap.
    await sql`lock table challenges in share row exclusive mode`.execute(trx)
    const mark = hashOfMark(wanted.formMark)
    const before = await trx.selectFrom('challenges').select('number').where('form_mark', '=', mark).executeTakeFirst()
    if (before) return { ok: true, ref: `C-${before.number}` }
    const { last } = await trx
      .selectFrom('challenges')
      .select(({ fn }) => fn.max('number').as('last'))
      .executeTakeFirstOrThrow()
    const [id, number] = [randomUUID(), Number(last ?? 0) + 1]
    await trx
      .insertInto('challenges')
      .values({
        ...{ id, number, ...about, body: body.data, made_by: member.id, form_mark: mark },
        ...{ made_as: member.roles.includes('scrutineer') ? 'scrutineer' : 'board' },
        ...{ made_on: today, reply_due: laterBy(today, within) },
      })
      .execute()
    await audit(trx, keys, { memberId: member.id, action: 'challenge: made', record: 'challenge', recordId: id }, now)
    return { ok: true, ref: `C-${number}` }
  })
}

async function findAbout(trx: Db, about: string) {
  const [, kind, name = ''] = /^(theme|change):(.+)$/.exec(about) ?? []
  if (kind === 'theme') {
    const theme = await trx.selectFrom('themes').select('id').where('key', '=', name).executeTakeFirst()
    return theme && { theme_id: theme.id, decision_id: null }
  }
  if (kind !== 'change' || !isId(name)) return undefined
  const told = releasedPart(trx).selectFrom('released.told').select('id').where('id', '=', name)
  const decision = await told.executeTakeFirst()
  return decision && { theme_id: null, decision_id: decision.id }
}

/**
 * What can be challenged: every theme of the codebook, and what stands on the public page, the newest first: whoever
 * challenges knows of no other decision. No figure stands beside it.
 */
export async function challengeable(released: ReleasedDb) {
  const themes = await released.selectFrom('released.themes').select(['key', 'name']).orderBy('position').execute()
  const changes = await released
    .selectFrom('released.told')
    .select(['id', 'title'])
    .orderBy('decided_on', 'desc')
    .orderBy('title')
    .limit(500)
    .execute()
  return [
    { name: 'A theme', choices: themes.map(({ key, name }) => ({ value: `theme:${key}`, name })) },
    { name: 'A decision or change', choices: changes.map(({ id, title }) => ({ value: `change:${id}`, name: title })) },
  ]
}
