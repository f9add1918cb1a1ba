import t from 'tap'
import { verifyAudit } from '../../src/team/audit.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { addMember, openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const { server, db, site } = room
const editorId = await addMember(room, 'Ed', ['directory editor'])
const editor = await browserOf(server, db, site, editorId)
const worker = await browserOf(server, db, site, await addMember(room, 'Wren', ['worker']))
const confirmed = { how: 'called', on: '2026-11-23' }
const entry = (slug: string) =>
  db.selectFrom('support_options').selectAll().where('slug', '=', slug).executeTakeFirstOrThrow()

t.test('a member sees every entry, closed ones too, and whether the public sees its number', async (t) => {
  const reply = await worker.get('/team/directory')
  t.equal(reply.statusCode, 200)
  const words = readable(reply.body)
  t.match(words, '65 entries')
  t.match(words, /Barnardo's ReachOut Rotherham closed medium none Nothing: closed/)
})

t.test('an entry shows gaps, conflicts and why a number is not shown', async (t) => {
  const words = readable((await worker.get('/team/directory/rape-crisis-247')).body)
  t.match(words, '0808 500 2222 phone Not shown: sources disagree')
  t.match(words, 'Where sources disagree')
  t.match(words, '0808 802 9999')
  t.notMatch(words, 'How did you check?', 'a worker cannot confirm')
  t.equal((await worker.get('/team/directory/nothing')).statusCode, 404)
})

t.test('nobody sees the directory without signing in', async (t) => {
  const reply = await server.inject({ url: '/team/directory' })
  t.equal(reply.statusCode, 303)
  t.equal(reply.headers.location, '/team/sign-in')
})

t.test('someone who may not edit the directory is refused, and nothing changes', async (t) => {
  const reply = await worker.post('/team/directory/cica/confirm', confirmed)
  t.equal(reply.statusCode, 403)
  t.equal((await entry('cica')).contact_confirmed_on, null)
})

t.test('a form from elsewhere is refused', async (t) => {
  const reply = await editor.post('/team/directory/cica/confirm', { ...confirmed, form_token: 'other' })
  t.equal(reply.statusCode, 403)
  t.equal((await entry('cica')).contact_confirmed_on, null)
})

t.test('a mistake in the form is told beside its field, and nothing changes', async (t) => {
  const reply = await editor.post('/team/directory/cica/confirm', { how: '', on: '2026-13-01' })
  t.equal(reply.statusCode, 422)
  t.match(readable(reply.body), 'Choose how you checked it.')
  const early = await editor.post('/team/directory/cica/confirm', { how: 'called', on: '2026-12-24' })
  t.equal(early.statusCode, 422)
  t.match(readable(early.body), 'That day has not come yet.')
  t.match(early.body, 'value="2026-12-24"')
  t.equal((await entry('cica')).contact_confirmed_on, null)
})

t.test('confirming shows a number of medium confidence to the public, and is written down', async (t) => {
  const before = await server.inject({ url: '/support/option/cica' })
  t.notMatch(before.body, '0300 003 3601')
  const reply = await editor.post('/team/directory/cica/confirm', confirmed)
  t.equal(reply.statusCode, 303)
  t.equal(reply.headers.location, '/team/directory/cica')
  const row = await entry('cica')
  t.same(
    [row.contact_confirmed_on, row.contact_confirmed_by, row.contact_confirmed_how],
    ['2026-11-23', editorId, 'called'],
  )
  const after = await server.inject({ url: '/support/option/cica' })
  t.match(after.body, '0300 003 3601')
  t.match(readable(after.body), 'Somebody rang on 23 November 2026')
  const written = await db.selectFrom('audit_entries').selectAll().execute()
  t.match(written, [
    { member_id: editorId, action: 'confirmed contacts', record_id: row.id, detail: { how: 'called' } },
  ])
  t.match(await verifyAudit(db, site.keys), { whole: true })
})

t.test('confirming settles a number that sources disagreed on', async (t) => {
  await editor.post('/team/directory/rape-crisis-247/confirm', { how: 'opened the page', on: '2026-11-22' })
  const { body } = await server.inject({ url: '/support/option/rape-crisis-247' })
  t.match(body, '0808 500 2222')
  t.notMatch(body, '0808 802 9999')
})

t.test('no confirmation shows a number of low confidence, or of a closed service', async (t) => {
  for (const slug of ['mash', 'evolve', 'barnardos-reachout']) {
    const reply = await editor.post(`/team/directory/${slug}/confirm`, confirmed)
    t.equal(reply.statusCode, 422, slug)
    t.equal((await entry(slug)).contact_confirmed_on, null)
  }
  t.notMatch((await server.inject({ url: '/support/option/mash' })).body, '01709 336080')
})
