import t from 'tap'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { db, keys, cast } = site
const now = site.site.now
t.teardown(() => site.close())

t.test('who is named has no such concern, and still none when the words are taken back', async (t) => {
  await db
    .updateTable('members')
    .set({ roles: ['reader', 'lead'] })
    .where('id', '=', cast.leah.id)
    .execute()
  const { ref } = await givenWithKey(site, { 'w.should-change': 'Imran scares me.' }, '11-17')
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now())
  const worry = { about: 'unsafe-outside' as const, note: 'He says Imran touched him.', ownerId: cast.leah.id }
  const read = await finishFirstReading(db, keys, ref, { concern: true, ...worry }, 'English', cast.ruth, now())
  const concernRef = read.concernRef ?? ''
  const concern = await db.selectFrom('concerns').selectAll().where('ref', '=', concernRef).executeTakeFirstOrThrow()
  const at = `/team/concerns/${concernRef}`
  const imran = await site.as('imran')
  t.equal((await imran.get(at)).statusCode, 404)

  await withdrawFeedback(db, concern.response_id ?? '', now())
  t.equal((await imran.get(at)).statusCode, 404)
  t.notMatch((await imran.get('/team/concerns')).body, concernRef)
  t.equal((await imran.post(`${at}/note`)).statusCode, 404)
  t.equal((await imran.post(`${at}/hand-over`, { owner: cast.imran.id })).statusCode, 404)
  const ruth = await site.as('ruth')
  t.equal((await ruth.post(`${at}/hand-over`, { owner: cast.imran.id })).statusCode, 422, 'nobody gives it to them')
  t.notMatch((await ruth.get(at)).body, `<option value="${cast.imran.id}">`)
  await ruth.post(`${at}/escalate`, { level: 'manager', escalate_why: 'I cannot.' })
  const { owner_id } = await db
    .selectFrom('concerns')
    .select('owner_id')
    .where('id', '=', concern.id)
    .executeTakeFirstOrThrow()
  t.not(owner_id, cast.imran.id)
})
