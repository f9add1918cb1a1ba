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
async function oldEntry(confidence: string, confirmed: false | 'called' | 'opened the page'): Promise<string> {
  const [id, organization, member] = [randomUUID(), randomUUID(), randomUUID()]
  await sql`insert into members (id, name, email, roles, password_hash, totp_sealed, joined_on)
    values (${member}, 'Ed', ${`${member}@example.org`}, '{directory editor}', 'none', '', '2026-11-01')`.execute(db)
  await sql`insert into organizations (id, name, known) values (${organization}, ${organization}, true)`.execute(db)
  await sql`insert into support_options (id, slug, organization_id, name, aliases, summary, status, conflicts, gaps, sources,
      confidence, checked_on, checked_how, contact_confidence, contact_confirmed_on, contact_confirmed_by, contact_confirmed_how)
    values (${id}, ${id}, ${organization}, 'An entry', '{}', 'It helps.', 'open', '[]', '{}', '[]', 'high', '2026-10-01', 'a page',
      ${confidence}, ${confirmed ? '2026-11-02' : null}, ${confirmed ? member : null}, ${confirmed || null})`.execute(
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
  const { error } = await migrator.migrateTo(await nameBefore())
  t.equal(error, undefined)
  const confirmed = await oldEntry('medium', 'called')
  const medium = await oldEntry('medium', false)
  const none = await oldEntry('none', false)
  const opened = await oldEntry('medium', 'opened the page')
  const again = await migrator.migrateToLatest()
  t.equal(again.error, undefined)
  const [one, two, three] = await Promise.all([confirmed, medium, none].map((id) => findEntry(db, id)))
  const shown = [one, two, three].map((entry) => shownContacts(entry!).map(({ kind }) => kind))
  t.same(shown, [['phone', 'web'], ['web'], []])
  t.match(one!.contacts, [
    { confidence: 'medium', confirmed_on: '2026-11-02', confirmed_how: 'called', seen_on: '2026-11-02' },
    {
      kind: 'web',
      confidence: 'medium',
      confirmed_on: null,
      confirmed_by: null,
      confirmed_how: null,
      seen_on: '2026-10-01',
    },
  ])
  const page = (await findEntry(db, opened))!
  t.same(
    page.contacts.map(({ confirmed_how }) => confirmed_how),
    ['opened the page', 'opened the page'],
    'who opened their page saw all of it; who rang saw no website',
  )
  t.match(two!.contacts, [{ confirmed_on: null, seen_on: '2026-10-01' }, { confirmed_on: null }])
  t.match(three!.contacts, [{ confidence: 'low' }, { confidence: 'low' }])
  t.match(one, { revision: 1, loaded_hash: null, owner_id: null })
})

t.test('on the way back nothing that was hidden shows again', async (t) => {
  const ids = await Promise.all([1, 2, 3, 4].map(() => entryOfToday()))
  const [down, unsure, later, half] = ids as [string, string, string, string]
  const phoneOf = (id: string) =>
    db.updateTable('option_contacts').where('option_id', '=', id).where('kind', '=', 'phone')
  const rang = { confirmed_on: '2026-11-02', confirmed_how: 'called' as const }
  await phoneOf(down).set({ taken_down_on: '2026-11-20', taken_down_why: 'Wrong.' }).execute()
  await phoneOf(unsure).set({ confidence: 'low' }).execute()
  await db.updateTable('support_options').set({ visible_from: '2027-01-01' }).where('id', '=', later).execute()
  await db.updateTable('option_contacts').set({ confidence: 'medium' }).where('option_id', '=', half).execute()
  await phoneOf(half).set(rang).execute()
  const { error } = await migrator.migrateTo(await nameBefore())
  t.equal(error, undefined)
  const { rows } = await sql<{ id: string; status: string; confidence: string; on: string | null; kinds: string[] }>`
    select id, status, contact_confidence as confidence, contact_confirmed_on as on,
      array(select kind from option_contacts where option_id = support_options.id order by kind) as kinds
    from support_options`.execute(db)
  const row = (id: string) => rows.find((one) => one.id === id)
  t.match(row(down), { status: 'open', confidence: 'high', kinds: ['web'] }, 'what was taken down is gone')
  t.match(row(unsure), { confidence: 'low' }, 'the least sure tells')
  t.match(row(later), { status: 'closed' }, 'what is shown later would be shown now')
  t.match(row(half), { confidence: 'medium', on: null }, 'not each of them is confirmed')
  t.equal((await migrator.migrateToLatest()).error, undefined)
})

/** An entry of today's tables, of which we are sure. */
async function entryOfToday(): Promise<string> {
  const [id, organization] = [randomUUID(), randomUUID()]
  await db.insertInto('organizations').values({ id: organization, name: organization, known: true }).execute()
  await sql`insert into support_options (id, slug, organization_id, name, aliases, summary, status, conflicts, gaps, sources,
      confidence, checked_on, checked_how)
    values (${id}, ${id}, ${organization}, 'An entry', '{}', 'It helps.', 'open', '[]', '{}', '[]', 'high', '2026-10-01',
      'a page')`.execute(db)
  for (const kind of ['phone', 'web']) {
    await sql`insert into option_contacts (id, option_id, kind, value, confidence, seen_on)
      values (${randomUUID()}, ${id}, ${kind}, ${kind}, 'high', '2026-10-01')`.execute(db)
  }
  return id
}

async function nameBefore(): Promise<string> {
  const names = (await migrator.getMigrations()).map(({ name }) => name)
  return names.filter((name) => name < '202611220100').at(-1) ?? ''
}
