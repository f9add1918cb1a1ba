import { randomBytes, randomUUID } from 'node:crypto'
import { readConfig } from '../../src/config.ts'
import { loadQuestionSets } from '../../src/feedback/question-set.ts'
import type { Site } from '../../src/site.ts'
import { loadCodebook } from '../../src/themes/loading.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import { freshKeys } from '../fixtures/team-room.ts'

export const now = new Date('2026-11-21T10:00:00Z')

const cast = {
  sam: { name: 'Sam A.', roles: ['themer'] },
  priya: { name: 'Priya D.', roles: ['themer'] },
  ruth: { name: 'Ruth A.', roles: ['reader'] },
  lena: { name: 'Lena O.', roles: ['lead'] },
  noor: { name: 'Noor H.', roles: ['publisher'] },
  bea: { name: 'Bea W.', roles: ['board'] },
}
export type Person = { id: string; name: string; roles: string[] }

/** A database with the codebook and the cast, and nothing themed. */
export async function openRoom() {
  const { db, close } = await openFreshDatabase()
  await loadQuestionSets(db)
  await loadCodebook(db)
  const keys = freshKeys()
  const config = readConfig({ LOG: 'silent', NODE_ENV: 'test' })
  const site: Site = { db, config, keys, now: () => now, demonstration: false }
  const people = {} as Record<keyof typeof cast, Person>
  for (const [key, { name, roles }] of Object.entries(cast)) {
    const id = randomUUID()
    people[key as keyof typeof cast] = { id, name, roles }
    const rest = { password_hash: '', totp_sealed: Buffer.alloc(0), joined_on: '2026-01-01', left_on: null }
    await db
      .insertInto('members')
      .values({ id, name, roles, email: `${key}@example.org`, ...rest })
      .execute()
  }

  /** Feedback with released words, as the reading desk leaves it. */
  const release = async (
    words: Record<string, string>,
    { received = '2026-10-14', released = '2026-10-20', permission = 'report' as 'none' | 'better' | 'report' } = {},
  ) => {
    const id = randomUUID()
    const ref = `F-${randomBytes(3).toString('hex').toUpperCase()}`
    await db
      .insertInto('responses')
      .values({
        id,
        ref,
        question_set_id: 'survivor.1',
        received_on: received,
        language: 'en',
        service: null,
        words_permission: permission,
        unsafe_now: null,
        channel: 'open',
        has_words: true,
        form_nonce_hash: randomBytes(16),
        answers_mac: randomBytes(16),
        key_lookup: randomBytes(16),
        key_kept: null,
        key_shown_until: null,
        writer_public: randomBytes(16),
        writer_private_wrapped: randomBytes(16),
        dek_box: null,
        reader_key_id: null,
        withdrawn_on: null,
        words_erased_on: null,
      })
      .execute()
    const ids: Record<string, string> = {}
    for (const [question_key, body] of Object.entries(words)) {
      ids[question_key] = randomUUID()
      const row = { id: ids[question_key], response_id: id, question_key, body, released_on: released }
      await db.insertInto('released_words').values(row).execute()
    }
    return { id, ref, wordsId: Object.values(ids)[0]!, ids }
  }
  const withdraw = async (id: string) => {
    await db.deleteFrom('released_words').where('response_id', '=', id).execute()
    await db.updateTable('responses').set({ withdrawn_on: '2026-11-21' }).where('id', '=', id).execute()
  }
  const audited = async (action: string) => {
    return db.selectFrom('audit_entries').selectAll().where('action', '=', action).execute()
  }
  return { site, db, keys, close, people, release, withdraw, audited }
}
