import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { raiseConcern } from '../../src/safeguarding/concern.ts'
import { audit } from '../../src/team/audit.ts'
import { changeRoles } from '../../src/team/joining.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { db, keys, cast } = site
const now = site.site.now()
t.teardown(() => site.close())

t.test('a concern is raised while an admin changes roles: neither stops the other', async (t) => {
  const raising = db.transaction().execute(async (trx) => {
    await audit(trx, keys, { memberId: cast.ruth.id, action: 'first reading', record: 'response', recordId: null }, now)
    await sleep(400)
    const concern = { responseId: null, about: 'online' as const, note: 'A worry.', ownerId: cast.imran.id }
    return raiseConcern(trx, keys, concern, cast.ruth, now)
  })
  await sleep(200)
  t.same(await changeRoles(db, keys, cast.sam.id, ['themer', 'reader'], cast.ada.id, now), { ok: true })
  t.match((await raising).ref, /^C-/)
})
