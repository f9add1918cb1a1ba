import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Member } from '../../team/member.ts'

/** Passages that one person's words hold, each under one code. */
const EACH = 3
/** So many people are written in one statement. */
const AT_ONCE = 20_000
/** Days over which they spoke: two years. */
const DAYS = 730

/** Members who code, prepare and publish. */
export async function addMembers(db: Db): Promise<Record<'coder' | 'lead' | 'publisher', Member>> {
  const roles = { coder: ['themer'], lead: ['lead'], publisher: ['publisher'] }
  const members = Object.entries(roles).map(([name, roles]) => ({ id: randomUUID(), name, roles }))
  const rest = { password_hash: '', totp_sealed: Buffer.alloc(0), joined_on: '2026-01-01', left_on: null }
  await db
    .insertInto('members')
    .values(members.map((one) => ({ ...one, ...rest, email: `${one.name}@example.org` })))
    .execute()
  return Object.fromEntries(members.map((one) => [one.name, one])) as Record<keyof typeof roles, Member>
}

/**
 * Fills up to so many coded passages, of people who spoke on the two years before a day: all versions, all codes, praise and
 * concerns. The same number makes the same rows.
 * @param from how many there are already
 * @returns how many there are now
 */
export async function fillPassages(db: Db, from: number, upTo: number, until: string, coder: string): Promise<number> {
  const [first, last] = [Math.ceil(from / EACH), Math.ceil(upTo / EACH)]
  const quick = await mayBeQuick(db)
  for (let start = first; start < last; start += AT_ONCE) {
    await db.transaction().execute(async (trx) => {
      // Millions of references that are right by the way they are made need not be looked up one by one.
      if (quick) await sql`set local session_replication_role = replica`.execute(trx)
      const people = sql`generate_series(${start}::int, ${Math.min(last, start + AT_ONCE) - 1}::int) as n`
      const day = sql`${until}::date - 1 - ((n::bigint * 7919) % ${DAYS})::int`
      const bytes = (name: string) => sql`decode(md5(${name} || n) || md5(n || ${name}), 'hex')`
      const id = (name: string) => sql`md5(${name}::text || n)::uuid`
      await sql`
      insert into responses (id, ref, question_set_id, received_on, language, words_permission, channel, has_words,
        form_nonce_hash, answers_mac, key_lookup, writer_public, writer_private_wrapped)
      select ${id('response')}, 'b' || n, (array(select id from question_sets order by key))[1 + n % 5], ${day}, 'en',
        (array['none', 'better', 'report'])[1 + n % 3], (array['open', 'invitation', 'paper'])[1 + n % 3], true,
        ${bytes('form')}, ${bytes('mac')}, ${bytes('key')}, ${bytes('public')}, ${bytes('private')}
      from ${people}`.execute(trx)
      await sql`
      insert into readings (response_id, reason, state) select ${id('response')}, 'own words', 'released' from ${people}`.execute(
        trx,
      )
      await sql`
      insert into released_words (id, response_id, question_key, body, released_on)
      select ${id('words')}, ${id('response')}, 'should-change',
        'They were kind to me. Nobody said what comes next. I waited a long time.', ${day} from ${people}`.execute(trx)
      await sql`
      insert into segments (id, released_words_id, starts, ends, marked_by, marked_on)
      select md5('segment' || n || '.' || at)::uuid, ${id('words')}, at, at + 20, ${coder}::uuid, ${day}
      from ${people}, generate_series(0, ${EACH - 1}::int) as at`.execute(trx)
      await sql`
      insert into segment_codes (id, segment_id, code_id, impact, kind, applied_by, applied_on)
      select md5('code' || n || '.' || at)::uuid, md5('segment' || n || '.' || at)::uuid,
        all_codes.ids[1 + ((n::bigint * 31 + at * 17) % cardinality(all_codes.ids))::int],
        (array['helped', 'no-difference', 'harder'])[1 + (n + at) % 3],
        (array['praise', 'concern', 'idea'])[1 + (n / 3 + at) % 3], ${coder}::uuid, ${day}
      from ${people}, generate_series(0, ${EACH - 1}::int) as at, (select array(select id from codes order by key) as ids) as all_codes`.execute(
        trx,
      )
    })
  }
  if (quick) await sql`insert into day_marks (day) select distinct received_on from responses`.execute(db)
  await sql`vacuum analyze`.execute(db)
  const { passages } = await db
    .selectFrom('segment_codes')
    .select(({ fn }) => fn.countAll<number>().as('passages'))
    .executeTakeFirstOrThrow()
  return passages
}

/** Whether triggers and references may be left out while filling: it takes a superuser. */
async function mayBeQuick(db: Db): Promise<boolean> {
  const { rows } = await sql<{ on: string }>`select current_setting('is_superuser') as "on"`.execute(db)
  return rows[0]?.on === 'on'
}
