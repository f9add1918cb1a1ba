import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { helpNow } from '../../src/support/help-now.ts'
import { loadDirectory, type SeedOption } from '../../src/support/loading.ts'
import { listDirectory } from '../../src/support/option.ts'
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

  t.test('can be loaded again: what a person confirmed, edited or took away stays so', async (t) => {
    const by = await addMember(room, 'Ed', ['directory editor'])
    const shout = db.updateTable('support_options').where('slug', '=', 'shout')
    await shout
      .set({
        summary: 'Edited.',
        contact_confirmed_on: '2026-11-22',
        contact_confirmed_by: by,
        contact_confirmed_how: 'called',
      })
      .execute()
    const { id } = await db
      .selectFrom('support_options')
      .select('id')
      .where('slug', '=', 'napac')
      .executeTakeFirstOrThrow()
    await db.deleteFrom('option_contacts').where('option_id', '=', id).execute()
    const before = await listDirectory(db)
    await loadDirectory(db)
    t.same(await listDirectory(db), before)
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
