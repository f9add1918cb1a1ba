import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { helpNow } from '../../src/support/help-now.ts'
import { proposeChange } from '../../src/support/keeping/change.ts'
import { contentOf, type EntryContent, findEntry } from '../../src/support/keeping/entry.ts'
import { loadDirectory, type SeedOption } from '../../src/support/loading.ts'
import { listDirectory } from '../../src/support/option.ts'
import { monday } from '../fixtures/team-room.ts'
import { addMember, openSupportRoom } from './support-room.ts'

const services = join(import.meta.dirname, '../../src/support/data/services.json')
const seed: SeedOption[] = JSON.parse(readFileSync(services, 'utf8'))

t.test('the directory', async (t) => {
  const room = await openSupportRoom()
  t.teardown(room.close)
  const { db } = room

  t.test('holds every entry with its contacts, and each has a place on the way', async (t) => {
    const entries = await listDirectory(db)
    t.equal(entries.length, seed.length)
    for (const entry of entries) {
      const from = seed.find(({ slug }) => slug === entry.slug)!
      t.equal(entry.contacts.length, from.contacts.length, entry.slug)
      t.ok(entry.phases.length > 0 && entry.needs.length > 0 && entry.tier, entry.slug)
      t.same(entry.phases.filter((phase) => phase !== 'justice').toSorted(), from.phases.toSorted())
    }
    t.equal(new Set(entries.map(({ ref }) => ref)).size, entries.length, 'no two share an address')
  })

  t.test('puts police, court, being moved and money on the justice track', async (t) => {
    const justice = (await listDirectory(db)).filter(({ phases }) => phases.includes('justice')).map(({ slug }) => slug)
    for (const slug of ['isva-chisva', 'nrm', 'cica']) t.ok(justice.includes(slug), slug)
    t.notOk(justice.includes('samaritans'))
  })

  const idOf = async (slug: string) =>
    (await db.selectFrom('support_options').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()).id
  const again = async (slug: string) => {
    await db.updateTable('support_options').set({ loaded_hash: 'older' }).where('slug', '=', slug).execute()
    await loadDirectory(db)
    return (await listDirectory(db)).find((entry) => entry.slug === slug)!
  }

  t.test('is the same when it is loaded again', async (t) => {
    const before = await listDirectory(db)
    await loadDirectory(db)
    t.same(await listDirectory(db), before)
  })

  t.test('takes over a correction of the file, and keeps what a person confirmed or took down', async (t) => {
    const by = await addMember(room, 'Ed', ['directory editor'])
    const shout = await idOf('shout')
    const confirmed = { confirmed_on: '2026-11-22', confirmed_by: by, confirmed_how: 'called' as const }
    await db.updateTable('option_contacts').set(confirmed).where('option_id', '=', shout).execute()
    await db.updateTable('support_options').set({ summary: 'As it was.' }).where('id', '=', shout).execute()
    const loaded = await again('shout')
    t.not(loaded.summary, 'As it was.')
    t.ok(loaded.contacts.length > 0)
    for (const contact of loaded.contacts) t.match(contact, confirmed)
    const down = { taken_down_on: '2026-11-22', taken_down_why: 'It was wrong.' }
    await db
      .updateTable('option_contacts')
      .set(down)
      .where('option_id', '=', await idOf('cica'))
      .execute()
    for (const contact of (await again('cica')).contacts) t.match(contact, down)
  })

  t.test('leaves an entry as it is that the team has edited, or has a change of that waits', async (t) => {
    const member = { id: await addMember(room, 'Eda', ['directory editor']), name: 'Eda', roles: ['directory editor'] }
    const propose = async (slug: string, over: Partial<EntryContent>) => {
      const entry = (await findEntry(db, await idOf(slug)))!
      const content = { ...contentOf(entry), ...over }
      const proposed = { optionId: entry.id, content, kind: 'edited' as const, why: 'A test.', member }
      return proposeChange(db, room.site.keys, proposed, monday)
    }
    t.match(await propose('napac', { summary: 'Edited.', contacts: [] }), { state: 'published' })
    t.match(await again('napac'), { summary: 'Edited.', contacts: [] })
    const old = contentOf((await findEntry(db, await idOf('mash')))!).contacts
    const better = old.map((contact) => ({ ...contact, confidence: 'high' as const }))
    t.match(await propose('mash', { contacts: better }), { state: 'waiting' })
    await db.updateTable('support_options').set({ summary: 'As it was.' }).where('slug', '=', 'mash').execute()
    t.equal((await again('mash')).summary, 'As it was.')
  })

  t.test('brings in what is absent, under the same ids as before', async (t) => {
    const before = (await listDirectory(db)).find(({ slug }) => slug === 'kooth')!
    const terms = () =>
      db.selectFrom('option_terms').selectAll().where('option_id', '=', before.id).orderBy('id').execute()
    const termsBefore = await terms()
    await db.deleteFrom('support_options').where('id', '=', before.id).execute()
    await loadDirectory(db)
    t.same(
      (await listDirectory(db)).find(({ slug }) => slug === 'kooth'),
      before,
    )
    t.same(await terms(), termsBefore)
    for (const term of termsBefore) t.match(term.id, /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

t.test('the help block', async (t) => {
  t.test('is 999, Childline, Samaritans and Shout, in that order', async (t) => {
    t.same(
      helpNow().map(({ number, href }) => [number, href]),
      [
        ['999', 'tel:999'],
        ['0800 1111', 'tel:08001111'],
        ['116 123', 'tel:116123'],
        ['85258', 'sms:85258?&body=SHOUT'],
      ],
    )
  })

  const without: Record<string, (option: SeedOption) => SeedOption> = {
    'is closed': (option) => ({ ...option, status: 'closed' }),
    'is not sure to be open': (option) => ({ ...option, status: 'unverified' }),
    'has a number of medium confidence': (option) => ({ ...option, contact_confidence: 'medium' }),
    'has no number': (option) => ({ ...option, contacts: [] }),
  }
  for (const [what, change] of Object.entries(without)) {
    t.test(`stops the start when a line ${what}`, async (t) => {
      const file = join(mkdtempSync(join(tmpdir(), 'heard-')), 'services.json')
      writeFileSync(
        file,
        JSON.stringify(seed.map((option) => (option.slug === 'samaritans' ? change(option) : option))),
      )
      t.throws(() => helpNow(file), /samaritans/)
    })
  }
})
