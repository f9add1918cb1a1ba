import { randomBytes, randomUUID } from 'node:crypto'
import type { Db } from '../../src/db/open.ts'
import type { Tables } from '../../src/db/tables.ts'
import { loadQuestionSets } from '../../src/feedback/question-set.ts'
import { readingDue } from '../../src/feedback/reading/reading-time.ts'
import { makeReaderKey } from '../../src/seal/reader-key.ts'
import { dayOf } from '../../src/site.ts'
import type { Role } from '../../src/team/access.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import { freshKeys } from '../fixtures/team-room.ts'

type Reason = Tables['readings']['reason']

/** A database with members and no pages: what the clock needs, and rows put in without hashing keys. */
export async function openDutyRoom(people: Record<string, Role[]>, at: Date) {
  const { db, close } = await openFreshDatabase()
  await loadQuestionSets(db)
  const keys = freshKeys()
  const readerKey = await makeReaderKey(db, keys, dayOf(at))
  const ids: Record<string, string> = {}
  for (const [name, roles] of Object.entries(people)) {
    ids[name] = randomUUID()
    const row = {
      id: ids[name],
      name,
      roles,
      email: `${name.toLowerCase()}@example.org`,
      password_hash: '',
      totp_sealed: Buffer.alloc(0),
    }
    await db
      .insertInto('members')
      .values({ ...row, joined_on: '2026-01-01', left_on: null })
      .execute()
  }
  const idOf = (name: string) => ids[name] ?? ''
  const nameOf = (id: string | null) => Object.keys(ids).find((name) => ids[name] === id)
  const { id: setId } = await db.selectFrom('question_sets').select('id').limit(1).executeTakeFirstOrThrow()

  /** Somebody wrote. */
  async function write(now: Date, reason: Reason = 'own words', service: string | null = null): Promise<string> {
    const id = randomUUID()
    await db
      .insertInto('responses')
      .values(responseRow(id, setId, dayOf(now), reason, service))
      .execute()
    const due_at = await readingDue(db, reason, now)
    await db
      .insertInto('readings')
      .values({ response_id: id, reason, due_at, ...unread })
      .execute()
    return id
  }
  const reading = (id: string) =>
    db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  const turn = async (name: string, position: 'reader' | 'deputy' | 'manager', weekdays: string[] = []) => {
    const row = { id: randomUUID(), position, member_id: idOf(name), weekdays, from_day: '2026-01-01', to_day: null }
    await db
      .insertInto('rota_turns')
      .values({ ...row, made_by: null })
      .execute()
  }
  const away = async (name: string, from: Date, to: Date, kind: 'away' | 'pause' = 'away') => {
    const row = { id: randomUUID(), member_id: idOf(name), kind, starts_at: from, ends_at: to, made_by: null }
    await db.insertInto('absences').values(row).execute()
  }
  return { db, keys, readerKey, close, idOf, nameOf, write, reading, turn, away, setId }
}

/** A response as it lies in its table, with nothing in it that anybody could open. */
export function responseRow(id: string, setId: string, day: string, reason: Reason, service: string | null = null) {
  return {
    ...{ id, ref: `F-${id.slice(0, 8)}`, question_set_id: setId, received_on: day, language: 'en', service },
    ...{ words_permission: 'better' as const, unsafe_now: reason === 'unsafe now' ? ('yes' as const) : null },
    ...{ channel: 'open' as const, has_words: true, form_nonce_hash: randomBytes(32), answers_mac: randomBytes(32) },
    ...{ key_lookup: randomBytes(32), key_kept: null, key_shown_until: null, writer_public: randomBytes(32) },
    ...{ writer_private_wrapped: randomBytes(60), dek_box: null, reader_key_id: null },
    ...{ withdrawn_on: null, words_erased_on: null },
  }
}

const nothing = { written_in: null, found: null, first_by: null, first_on: null }
export const unread = { ...nothing, second_by: null, second_on: null, on_time: null }

/** Entries of the log that the clock made, in order. */
export async function clockEntries(db: Db, action = 'passed on by the clock') {
  const rows = await db.selectFrom('audit_entries').selectAll().where('action', '=', action).orderBy('number').execute()
  return rows.map((row) => ({ ...row, detail: row.detail as { level: number; to: string | null } }))
}
