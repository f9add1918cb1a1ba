import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { type AuditEntry, audit, verifyAudit } from '../../src/team/audit.ts'
import { addMember } from '../../src/team/joining.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { freshKeys, openTeamRoom } from '../fixtures/team-room.ts'

const { db, site, server, pass, close } = await openTeamRoom()
t.teardown(close)
const { keys } = site
const join = (name: string, roles: string[]) =>
  addMember(
    db,
    keys,
    { name, email: `${name}@example.org`, roles, password: 'lanterns over the canal' },
    null,
    site.now(),
  )
const otto = await join('Otto', ['auditor'])
const ada = await join('Ada', ['admin'])
const write = (entry: Partial<AuditEntry> = {}) =>
  db
    .transaction()
    .execute((trx) =>
      audit(
        trx,
        keys,
        { memberId: ada.id, action: 'looked at', record: 'response', recordId: 'F-2047', ...entry },
        site.now(),
      ),
    )

/** Does something to the trail as somebody with the database in their hands, looks, and puts it back. */
async function tamper(t: Test, statement: string, look: () => Promise<void>) {
  await sql`alter table audit_entries disable trigger user`.execute(db)
  await sql`create table kept as select * from audit_entries`.execute(db)
  await sql.raw(statement).execute(db)
  await look()
  await sql`delete from audit_entries`.execute(db)
  await sql`insert into audit_entries select * from kept order by number`.execute(db)
  await sql`drop table kept`.execute(db)
  await sql`alter table audit_entries enable trigger user`.execute(db)
  t.match(await verifyAudit(db, keys), { whole: true })
}

t.test('the auditor sees who did what, newest first, and that the look is written down', async (t) => {
  await write({ detail: { reason: 'first reading', second: null, times: 2, again: false } })
  const page = await (await browserOf(server, db, site, otto.id)).get('/team/log')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'The log fits together')
  t.match(page.body, 'F-2047')
  t.match(page.body, 'first reading')
  t.ok(page.body.indexOf('Looked at the log') < page.body.indexOf('F-2047'), 'newest first, this look included')
  t.equal((await (await browserOf(server, db, site, ada.id)).get('/team/log')).statusCode, 403)
  const looks = await db
    .selectFrom('audit_entries')
    .select('member_id')
    .where('action', '=', 'looked at the log')
    .execute()
  t.same(looks, [{ member_id: otto.id }])
})

t.test('that something names them, a reader who sees the log is not told there, and not by a gap', async (t) => {
  const rita = await join('Rita', ['reader', 'auditor'])
  const response = '7d1f3a52-0c4e-4b0e-9a61-5f2f8f1f9a10'
  const concern = '2b8c9d10-6f2e-4a77-8d35-0d2f1c3b4a59'
  const kept = { memberId: null, action: 'kept from', record: 'response', recordId: response }
  await write({ ...kept, detail: { member: rita.id, kind: 'named' } })
  await write({ ...kept, detail: { member: otto.id, kind: 'named' } })
  await write({
    memberId: null,
    action: 'concern: with another',
    record: 'concern',
    recordId: concern,
    detail: { member: ada.id },
  })
  for (const viewer of [rita.id, otto.id]) {
    const { body } = await (await browserOf(server, db, site, viewer)).get('/team/log')
    t.equal(body.split('Kept from').length - 1, 2, 'each has its line and its number, for every viewer')
    t.match(body, 'left out here for everybody')
    for (const told of [rita.id, ada.id, response, concern, response.slice(0, 8), concern.slice(0, 8), 'kind: named']) {
      t.notMatch(body.replaceAll(`member: ${otto.id}`, 'TOLD'), told)
    }
    t.notMatch(body, `member: ${otto.id}`)
  }
})

t.test('fifty to a page, and every entry on one page exactly', async (t) => {
  for (let count = 0; count < 120; count += 1) await write()
  const browser = await browserOf(server, db, site, otto.id)
  const seen: number[] = []
  let path: string | undefined = '/team/log'
  while (path) {
    const { body } = await browser.get(path)
    const numbers = [...body.matchAll(/data-label="Entry" class="num">(\d+)/g)].map((match) => Number(match[1]))
    t.ok(numbers.length <= 50)
    seen.push(...numbers)
    path = /href="(\/team\/log\?before=\d+)"/.exec(body)?.[1]
  }
  t.same(
    seen,
    [...seen].sort((a, b) => b - a),
  )
  t.equal(new Set(seen).size, seen.length)
  t.equal(seen.at(-1), 1)
  for (const before of ['0', '-1', 'x', '1e9', '99999999999999']) {
    t.equal((await browser.get(`/team/log?before=${before}`)).statusCode, 200, before)
  }
})

t.test('a head noted earlier is checked on the page', async (t) => {
  const browser = await browserOf(server, db, site, otto.id)
  const finding = await verifyAudit(db, keys)
  const head = finding.whole ? finding.head : ''
  await write()
  t.match((await browser.get(`/team/log?head=${head}`)).body, 'the head you noted is among them')
  const other = `${head.slice(0, -1)}${head.endsWith('0') ? '1' : '0'}`
  t.match((await browser.get(`/team/log?head=${other}`)).body, 'was changed from outside')
  t.equal((await browser.get('/team/log?head=nonsense')).statusCode, 422)
})

t.test('the database itself refuses to change, delete or empty the trail', async (t) => {
  await t.rejects(sql`update audit_entries set action = 'nothing' where number = 1`.execute(db), /only grows/)
  await t.rejects(sql`delete from audit_entries where number = 1`.execute(db), /only grows/)
  await t.rejects(sql`truncate audit_entries`.execute(db), /only grows/)
})

t.test('every change to an entry is found, at that entry', async (t) => {
  const changes = [
    `action = 'nothing'`,
    `record = 'other'`,
    `record_id = 'F-0001'`,
    `record_id = null`,
    `member_id = null`,
    `at = at + interval '1 millisecond'`,
    `detail = '{"reason":"other"}'`,
    `hash = repeat('0', 64)`,
  ]
  for (const change of changes) {
    await tamper(t, `update audit_entries set ${change} where number = 3`, async () => {
      t.match(await verifyAudit(db, keys), { whole: false, brokenAt: 3 }, change)
    })
  }
})

t.test('an entry taken out, put in, or changed over with another is found', async (t) => {
  await tamper(t, `delete from audit_entries where number = 5`, async () => {
    t.match(await verifyAudit(db, keys), { whole: false, brokenAt: 5 })
  })
  const closeUp = `delete from audit_entries where number = 5; `
  await tamper(t, closeUp.replace('; ', ''), async () => {
    // In two steps: in one, a number may still be taken when its row comes to be written.
    await sql`update audit_entries set number = number + 1000000 where number > 5`.execute(db)
    await sql`update audit_entries set number = number - 1000001 where number > 1000000`.execute(db)
    t.match(await verifyAudit(db, keys), { whole: false, brokenAt: 5 }, 'even when the numbers close up')
  })
  await tamper(
    t,
    `insert into audit_entries select 0, at, member_id, action, record, record_id, detail, hash from audit_entries where number = 1`,
    async () => {
      t.match(await verifyAudit(db, keys), { whole: false, brokenAt: 1 })
    },
  )
  await tamper(
    t,
    `update audit_entries set number = case number when 7 then 8 else 7 end + 1000000 where number in (7, 8)`,
    async () => {
      await sql`update audit_entries set number = number - 1000000 where number > 1000000`.execute(db)
      t.match(await verifyAudit(db, keys), { whole: false, brokenAt: 7 })
    },
  )
})

t.test('a tail cut off is found with the head that was noted, and only with it', async (t) => {
  const finding = await verifyAudit(db, keys)
  const head = finding.whole ? finding.head : ''
  t.match(await verifyAudit(db, keys, head), { whole: true })
  await tamper(t, `delete from audit_entries where number > ${finding.entries - 3}`, async () => {
    t.match(await verifyAudit(db, keys), { whole: true }, 'the rest still fits together')
    t.match(await verifyAudit(db, keys, head), { whole: false, brokenAt: finding.entries })
  })
  await t.rejects(verifyAudit(db, keys, 'nonsense'), { name: 'RangeError' })
  await t.rejects(verifyAudit(db, keys, ''), { name: 'RangeError' })
})

t.test('a chain made with another key is not ours', async (t) => {
  t.match(await verifyAudit(db, freshKeys()), { whole: false, brokenAt: 1 })
})

t.test('no two kinds of writers wait for each other’s lock', async (t) => {
  const source = new URL('../../src/', import.meta.url)
  const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, source), 'utf8')))
  const numbers = texts.flatMap((text) => text.match(/\b7_203_\d{3}\b/g) ?? [])
  t.ok(numbers.length >= 4)
  t.equal(new Set(numbers).size, numbers.length, numbers.join(' '))
})

t.test('a look and its entry happen together or not at all, and writers take turns', async (t) => {
  const before = await verifyAudit(db, keys)
  await t.rejects(
    db.transaction().execute(async (trx) => {
      await audit(trx, keys, { memberId: null, action: 'looked at', record: 'response', recordId: 'F-1' }, site.now())
      throw new Error('changed my mind')
    }),
  )
  t.equal((await verifyAudit(db, keys)).entries, before.entries)
  pass(1)
  await Promise.all(Array.from({ length: 20 }, () => write()))
  t.match(await verifyAudit(db, keys), { whole: true, entries: before.entries + 20 })
})
