import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { notePlace } from '../../safeguarding/concern-words.ts'
import { holdForDesk, keepFrom } from '../../safeguarding/conflict.ts'
import { openWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { openDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { wishPlace } from '../coming-back/contact.ts'
import { unsealed } from '../reading/readable.ts'
import { listWhoSeeWords } from './colleagues.ts'
import { namesSomebody } from './name-forms.ts'
import { type OwnNameKind, openNames } from './own-names.ts'
import { passOnConcerns } from './passing.ts'

/** Which texts of a response there are: the ids of its sealed words, of wishes to be reached, of concerns with a note. */
const textsOf = sql<{ texts: string }>`(
  select coalesce(md5(string_agg(one.id::text, ',' order by one.id)), '') as texts from (
    select id from sealed_words where sealed_words.response_id = responses.id
    union all select id from contact_wishes where contact_wishes.response_id = responses.id and sealed is not null
    union all select id from concerns where concerns.response_id = responses.id and sealed_note is not null
  ) one)`

type Stale = { id: string; dek_box: Buffer | null; reader_key_id: string | null; texts: string; compared: boolean }

/**
 * Compares what people wrote with the names of everybody who sees something of it, and of whom they are close to. Whoever is named
 * is kept from it. Only what is new since the last time, or was compared with other names, is opened; that a response was
 * opened for this is written down once.
 * @param at only this response; left out, what waits to be read first, then everything else
 * @param most so many at most
 * @returns how many were compared
 * @throws {CannotOpen} when one could not be opened, after all others were compared
 */
export async function compareWithNames(
  db: Db,
  keys: Keys,
  now: Date,
  { at, most = 200 }: { at?: string; most?: number } = {},
): Promise<number> {
  const mark = await markOfNames(db)
  const stale = await listStale(db, mark, at, most)
  if (stale.length === 0) return 0
  const finders = await makeFinders(db, keys)
  let problem: unknown
  for (const one of stale) {
    await compare(db, keys, one, mark, finders, now).catch((error) => {
      problem = error
    })
  }
  if (problem) throw problem
  return stale.length
}

/** With which names a comparison is made: who sees words, and which names they entered. */
async function markOfNames(db: Db): Promise<string> {
  const readers = await listWhoSeeWords(db)
  const entered = await db
    .selectFrom('conflicts')
    .select('id')
    .where('sealed_name', 'is not', null)
    .where('ended_on', 'is', null)
    .orderBy('id')
    .execute()
  const text = JSON.stringify([readers.map(({ id, name }) => `${id} ${name}`).sort(), entered.map(({ id }) => id)])
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

async function listStale(db: Db, mark: string, at: string | undefined, most: number): Promise<Stale[]> {
  let query = db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .leftJoin('name_checks', 'name_checks.response_id', 'responses.id')
    .innerJoinLateral(textsOf.as('said'), (join) => join.onTrue())
    .select(['responses.id', 'responses.dek_box', 'responses.reader_key_id', 'said.texts'])
    .select((eb) => eb('name_checks.response_id', 'is not', null).$castTo<boolean>().as('compared'))
    .where('withdrawn_on', 'is', null)
    // Once its words are erased, what was found in them stays.
    .where('words_erased_on', 'is', null)
    .where('said.texts', '<>', '')
    .where((eb) =>
      eb.or([
        eb('name_checks.response_id', 'is', null),
        eb('name_checks.names', '<>', mark),
        eb('name_checks.texts', '<>', eb.ref('said.texts')),
      ]),
    )
  if (at) query = query.where('responses.id', '=', at)
  const first = sql`case when readings.state in ('waiting', 'first read') then 0 else 1 end`
  return query.orderBy(first).orderBy('due_at').limit(most).execute()
}

type Finder = { memberId: string; kind: OwnNameKind; finds: (text: string) => boolean }

async function makeFinders(db: Db, keys: Keys): Promise<Finder[]> {
  const readers = await listWhoSeeWords(db)
  const ids = readers.map(({ id }) => id)
  const own = readers.map(({ id, name }) => ({ memberId: id, kind: 'named' as const, name }))
  const names = [...own, ...(await openNames(db, keys, ids))]
  return names.map(({ memberId, kind, name }) => ({ memberId, kind, finds: namesSomebody(name) }))
}

async function compare(db: Db, keys: Keys, response: Stale, mark: string, finders: Finder[], now: Date): Promise<void> {
  await again(db, async (trx) => {
    await holdForDesk(trx, response.id)
    if (!response.compared) {
      const entry = { action: 'compared with names', record: 'response', recordId: response.id }
      await audit(trx, keys, { memberId: null, ...entry }, now)
    }
    const texts = await textsToCompare(trx, keys, response)
    const found = finders.filter(({ finds }) => texts.some(finds))
    const key = ({ memberId, kind }: { memberId: string; kind: string }) => `${memberId} ${kind}`
    const wanted = new Map(found.map((one) => [key(one), one]))
    for (const { memberId, kind } of wanted.values()) {
      if (!(await keepFrom(trx, keys, { memberId, responseId: response.id, kind }, null, now))) continue
      await passOnConcerns(trx, keys, response.id, memberId, now)
    }
    const there = await trx
      .selectFrom('conflicts')
      .select(['id', 'member_id as memberId', 'kind'])
      .where('response_id', '=', response.id)
      .where('kind', 'in', ['named', 'person'])
      // What a person said, only people end.
      .where('made_by', 'is', null)
      .where('ended_on', 'is', null)
      .execute()
    const over = there.filter((row) => !wanted.has(key(row))).map(({ id }) => id)
    if (over.length > 0) {
      await trx
        .updateTable('conflicts')
        .set({ ended_on: dayOf(now) })
        .where('id', 'in', over)
        .execute()
    }
    const marks = { names: mark, texts: response.texts }
    await trx
      .insertInto('name_checks')
      .values({ response_id: response.id, ...marks })
      .onConflict((oc) => oc.column('response_id').doUpdateSet(marks))
      .execute()
  })
}

/**
 * Everything of a response that somebody at the desk can read, and the note of a concern from it. The steps of a concern
 * are left out: they name the colleagues who act on it.
 */
async function textsToCompare(trx: Db, keys: Keys, response: Stale): Promise<string[]> {
  const words = await unsealed(trx, keys, response)
  const wishes = await trx
    .selectFrom('contact_wishes')
    .select(['id', 'sealed', 'dek_box', 'reader_key_id'])
    .where('response_id', '=', response.id)
    .where('sealed', 'is not', null)
    .execute()
  const said = []
  for (const { id, sealed, ...box } of wishes) {
    if (sealed) said.push(openWords(await openDataKey(trx, keys, 'contact_wishes', id, box), wishPlace(id), sealed))
  }
  const notes = await trx
    .selectFrom('concerns')
    .select(['id', 'sealed_note', 'dek_box', 'reader_key_id'])
    .where('response_id', '=', response.id)
    .where('sealed_note', 'is not', null)
    .execute()
  for (const { id, sealed_note, ...box } of notes) {
    if (sealed_note) said.push(openWords(await openDataKey(trx, keys, 'concerns', id, box), notePlace(id), sealed_note))
  }
  return [...Object.values(words), ...said]
}
