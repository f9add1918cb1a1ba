import { randomUUID } from 'node:crypto'
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import t from 'tap'
import { shownContacts } from '../../src/support/contact.ts'
import { findEntry } from '../../src/support/keeping/entry.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'

const { db, close } = await openFreshDatabase()
t.teardown(close)
const migrationFolder = path.join(import.meta.dirname, '../../migrations')
const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })

/** One member, and an entry with a phone and a website, as the tables were before trust belonged to the number. */
async function oldEntry(confidence: string, confirmed: boolean): Promise<string> {
  const [id, organization, member] = [randomUUID(), randomUUID(), randomUUID()]
  await sql`insert into members (id, name, email, roles, password_hash, totp_sealed, joined_on)
    values (${member}, 'Ed', ${`${member}@example.org`}, '{directory editor}', 'none', '', '2026-11-01')`.execute(db)
  await sql`insert into organizations (id, name, known) values (${organization}, ${organization}, true)`.execute(db)
  await sql`insert into support_options (id, slug, organization_id, name, aliases, summary, status, conflicts, gaps, sources,
      confidence, checked_on, checked_how, contact_confidence, contact_confirmed_on, contact_confirmed_by, contact_confirmed_how)
    values (${id}, ${id}, ${organization}, 'An entry', '{}', 'It helps.', 'open', '[]', '{}', '[]', 'high', '2026-10-01', 'a page',
      ${confidence}, ${confirmed ? '2026-11-02' : null}, ${confirmed ? member : null}, ${confirmed ? 'called' : null})`.execute(
    db,
  )
  for (const [kind, value] of [
    ['phone', '01709 000111'],
    ['web', 'https://example.org'],
  ]) {
    await sql`insert into option_contacts (id, option_id, kind, value) values (${randomUUID()}, ${id}, ${kind}, ${value})`.execute(
      db,
    )
  }
  return id
}

t.test('a directory that was there before keeps what a person confirmed, and shows nothing new', async (t) => {
  const before = (await migrator.getMigrations())
    .map(({ name }) => name)
    .filter((name) => name < '202611220100')
    .at(-1)
  const { error } = await migrator.migrateTo(before ?? '')
  t.equal(error, undefined)
  const confirmed = await oldEntry('medium', true)
  const medium = await oldEntry('medium', false)
  const none = await oldEntry('none', false)
  const again = await migrator.migrateToLatest()
  t.equal(again.error, undefined)
  const [one, two, three] = await Promise.all([confirmed, medium, none].map((id) => findEntry(db, id)))
  const shown = [one, two, three].map((entry) => shownContacts(entry!).map(({ kind }) => kind))
  t.same(shown, [['phone', 'web'], ['web'], []])
  t.match(one!.contacts, [
    { confidence: 'medium', confirmed_on: '2026-11-02', confirmed_how: 'called', seen_on: '2026-11-02' },
    { confidence: 'medium', confirmed_on: '2026-11-02' },
  ])
  t.match(two!.contacts, [{ confirmed_on: null, seen_on: '2026-10-01' }, { confirmed_on: null }])
  t.match(three!.contacts, [{ confidence: 'low' }, { confidence: 'low' }])
  t.match(one, { revision: 1, loaded_hash: null, owner_id: null })
})
