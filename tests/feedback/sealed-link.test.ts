import { sql } from 'kysely'
import t from 'tap'
import { eraseOldWords, withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { parseCode, showCode } from '../../src/feedback/inviting/invitation-code.ts'
import { codesOf, makeInvitations, newSeed, readBatch } from '../../src/feedback/inviting/inviting.ts'
import { askToOpen, readSealedCode, settleAsking } from '../../src/feedback/inviting/seal-opening.ts'
import { sealOpenings } from '../../src/feedback/inviting/sealed-link.ts'
import { comeBack, keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite, type TestSite } from '../fixtures/site.ts'

const site = await openTestSite({ settings: { SEALED_LINK: 'on' } })
const { server, db, keys, cast } = site
t.teardown(() => site.close())
t.setTimeout(120_000)

const now = () => site.site.now()
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
const asking = {
  ground: 'writer',
  reason: 'She writes that he hits her at night.',
  told: 'We rang your school.',
} as const

async function sealedCode({ site: { now }, db, keys, cast } = site): Promise<string> {
  const batch = { seed: newSeed(now()), count: 1, sealed: true, service: 'evolve' }
  const text = await makeInvitations(db, keys, batch, cast.wren, now())
  const [code] = codesOf(keys, readBatch(keys, text, cast.wren, now()))
  return code ? showCode(code) : ''
}

/** Somebody answers with a sealed code. */
async function answered(words = 'He hits me at night.', { server, db }: TestSite = site, code = '') {
  const typed = code || (await sealedCode())
  const before = new Set((await db.selectFrom('responses').select('id').execute()).map(({ id }) => id))
  const page = await postForm(server, '/in', { code: typed, set: '11-17' })
  const form = { form_token: formTokenFrom(page.body), came: hidden(page.body, 'came'), 'w.should-change': words }
  const sent = await postForm(server, '/say/11-17', form)
  const row = (await db.selectFrom('responses').select(['id', 'ref']).execute()).find(({ id }) => !before.has(id))
  return { page, form, sent, code: typed, id: row?.id ?? '', ref: row?.ref ?? '', key: keyOn(sent.body) }
}

const openWords = async (name: 'ruth' | 'imran', ref: string) => {
  const reader = await site.as(name)
  await reader.post(`/team/reading/${ref}/open`, { reason: 'concern' })
  return reader
}
const fields = { ground: 'writer', why: asking.reason, tell: 'yes', told: asking.told }
const askedIn = (html: string) => hidden(html, 'asking')
const log = async (record: string) =>
  db.selectFrom('audit_entries').selectAll().where('record_id', '=', record).orderBy('number').execute()
const codeOn = (html: string) => /<p class="digits"><span>([^<]+)</.exec(html)?.[1]

t.test('without the setting no sealed link is offered, made or stored', async (t) => {
  const plain = await openTestSite()
  t.teardown(() => plain.close())
  const wren = await plain.as('wren')
  t.notMatch((await wren.get('/team/invitations')).body, 'Sealed')
  const made = await wren.post('/team/invitations', { service: 'evolve', count: '1', kind: 'sealed' })
  t.equal(made.statusCode, 422)
  t.same(await plain.db.selectFrom('invitations').selectAll().execute(), [])

  // One that was made while it was on is like any other.
  const code = await sealedCode(plain)
  const look = await plain.server.inject({ url: `/in/${code}` })
  t.match(look.body, 'It only tells us which team asked you')
  t.notMatch(look.body, 'sealed')
  const { page, sent, form } = await answered('Ring back.', plain, code)
  t.match(page.body, 'It only tells us which team asked you')
  t.match(form.came, /^i\./)
  t.match(sent.body, 'we cannot find you')
  const second = await sealedCode(plain)
  const token = formTokenFrom((await plain.server.inject({ url: '/say/11-17' })).body)
  const forged = { form_token: token, came: `s.${parseCode(second)}`, 't.had-a-say': 'some' }
  t.match((await postForm(plain.server, '/say/11-17', forged)).body, 'we cannot find you')
  t.same(await plain.db.selectFrom('sealed_links').selectAll().execute(), [], 'nothing was stored')
})

t.test('before the first question the page says that the link is sealed, and afterwards too', async (t) => {
  const code = await sealedCode()
  const look = await server.inject({ url: `/in/${code}` })
  t.match(look.body, 'Two people here can find out who you are')
  t.match((await server.inject({ url: `/easy/in/${code}` })).body, 'Two people here can open it.')
  const { page, sent, form } = await answered('Ring back.', site, code)
  t.ok(page.body.indexOf('Two people here can find out') > 0)
  t.ok(page.body.indexOf('Two people here can find out') < page.body.indexOf('id="q1"'))
  const [note = -1, limits = -1] = ['For you that is different', '<ul class="strung">'].map((one) =>
    page.body.indexOf(one),
  )
  t.ok(note > 0 && note < limits, 'which line does not hold for them is said right above the lines')
  t.match(page.body, 'Your link is sealed, so two people here may find out who you are.', 'and beside the question')
  t.match(sent.body, 'You came by a sealed link.')
  t.notMatch(sent.body, 'we cannot find you', 'what is not true for them is not said')
  t.match((await postForm(server, '/say/11-17', form)).body, 'You came by a sealed link.', 'nor on a refresh')

  const wren = await site.as('wren')
  const made = await wren.post('/team/invitations', { service: 'evolve', count: '2', kind: 'sealed' })
  t.match((await wren.get(String(made.headers.location))).body, 'Note each code beside the child in your own system')
})

t.test('who was not told that a link is sealed is not sealed', async (t) => {
  const code = await sealedCode()
  const token = formTokenFrom((await server.inject({ url: '/say/11-17' })).body)
  const fields = { form_token: token, came: `i.${parseCode(code)}`, 't.had-a-say': 'some' }
  const before = await db.selectFrom('sealed_links').selectAll().execute()
  t.match((await postForm(server, '/say/11-17', fields)).body, 'we cannot find you')
  t.equal((await db.selectFrom('sealed_links').selectAll().execute()).length, before.length)
})

t.test('a copy of the tables shows no code', async (t) => {
  const { code, id } = await answered()
  const link = await db.selectFrom('sealed_links').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  t.ok(link.sealed_code.length > 1000, 'sealed')
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
  const plain = code.replace('-', '')
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db)
    const text = rows.map(({ row }) => row).join('\n')
    for (const form of [code, plain, plain.toLowerCase(), Buffer.from(plain).toString('hex'), btoa(plain)]) {
      t.notOk(text.includes(form), name)
    }
  }
})

t.test(
  'YP-4: two readers open a sealed link with a reason, the log holds both, and the key page says why',
  async (t) => {
    const { ref, id, code, key } = await answered()
    const at = `/team/reading/${ref}/seal`
    const ruth = await openWords('ruth', ref)
    t.match((await ruth.get(`/team/reading/${ref}`)).body, 'They came by a sealed link.')
    const wanting = await ruth.post(at, { ground: 'writer', why: ' ', tell: 'yes', told: '' })
    t.equal(wanting.statusCode, 422)
    for (const sentence of ['Say what makes you think so.', 'Write what they will read.'])
      t.match(wanting.body, sentence)
    t.match(
      (await ruth.post(at, { ...fields, ground: 'curious' })).body,
      'Choose who is in danger.',
      'a reason is needed',
    )
    t.match((await ruth.post(at, { ...fields, tell: '' })).body, 'Say whether it is safe')
    t.equal((await ruth.post(at, fields)).statusCode, 303)

    const own = await ruth.get(at)
    t.match(own.body, 'Another reader has to agree. You cannot.')
    t.equal(codeOn(own.body), undefined)
    t.equal((await ruth.post(`${at}/agree`, { asking: askedIn(own.body) })).statusCode, 403, 'the asker cannot agree')
    t.equal((await ruth.post(at, fields)).statusCode, 403, 'and cannot ask twice')

    const imran = await site.as('imran')
    t.match((await imran.get('/team/reading')).body, /A second reader is asked/, 'the desk tells the other reader')
    const closed = await imran.get(at)
    t.match(closed.body, 'Read the words first')
    t.notMatch(closed.body, asking.reason, 'nobody decides without the words')
    await imran.post(`${at}/agree`, { asking: askedIn(own.body) })
    t.same(await sealOpenings(db, id), [])
    await imran.post(`/team/reading/${ref}/open`, { reason: 'concern' })
    const seen = await imran.get(at)
    t.match(seen.body, asking.reason)
    t.equal((await imran.post(`${at}/agree`, { asking: crypto.randomUUID() })).statusCode, 403, 'another one')
    t.equal((await imran.post(`${at}/agree`, { asking: askedIn(seen.body) })).statusCode, 303)

    for (const reader of [ruth, imran]) t.equal(codeOn((await reader.get(at)).body), code)
    const entries = (await log(id)).filter(({ action }) => /seal/.test(action))
    const reason = 'The person who wrote is being hurt, or may be'
    t.match(entries[0], { action: 'asked to open a sealed link', member_id: cast.ruth.id, detail: { reason } })
    t.match(entries[1], {
      ...{ action: 'opened a sealed link', member_id: cast.imran.id },
      detail: { reason, 'asked by': cast.ruth.name },
    })
    t.equal(entries.filter(({ action }) => action === 'saw the code of a sealed link').length, 2, 'and each look')
    t.notMatch(JSON.stringify(entries), /hits|school/, 'no word of theirs')

    t.match(await sealOpenings(db, id), [{ ground: 'writer', told: asking.told, openedOn: '2026-11-23' }])
    const { page } = await comeBack(server, key)
    t.match(page.body, 'Your sealed link was opened')
    t.match(page.body, 'They were worried that somebody hurts you, or may hurt you.')
    t.match(page.body, asking.told)

    site.pass(14)
    t.equal(codeOn((await ruth.get(at)).body), code)
    site.pass(14)
    await ruth.get(at)
    site.pass(3)
    const after = await ruth.get(at)
    t.equal(codeOn(after.body), undefined, 'after half an hour nobody sees it')
    t.match(after.body, /asked by Ruth, opened with Imran/)
  },
)

t.test('one alone never sees a code, and a refusal ends it', async (t) => {
  const { ref, id } = await answered()
  const at = `/team/reading/${ref}/seal`
  await askToOpen(db, keys, ref, asking, cast.ruth, now())
  t.equal(await readSealedCode(db, keys, ref, cast.ruth, now()), undefined)
  t.equal(await readSealedCode(db, keys, ref, cast.imran, now()), undefined)
  const openOne = { ...asking, told: null }
  await t.rejects(askToOpen(db, keys, ref, openOne, cast.imran, now()), { name: 'NotAllowed' }, 'one at a time')
  const imran = await openWords('imran', ref)
  const page = await imran.get(at)
  t.equal((await imran.post(`${at}/refuse`, { asking: askedIn(page.body) })).statusCode, 303)
  t.equal(await readSealedCode(db, keys, ref, cast.ruth, now()), undefined)
  t.same(await sealOpenings(db, id), [])
  t.ok((await log(id)).some(({ action }) => action === 'refused to open a sealed link'))

  await askToOpen(db, keys, ref, asking, cast.ruth, now())
  const ruth = await openWords('ruth', ref)
  await ruth.post(`${at}/refuse`, { asking: askedIn((await ruth.get(at)).body) })
  t.ok((await log(id)).some(({ action }) => action === 'took back asking to open a sealed link'))
  for (const name of ['leah', 'wren', 'sam', 'ada', 'otto'] as const) {
    t.equal((await (await site.as(name)).get(at)).statusCode, 403, name)
  }
  // Even around the pages, the table itself takes no agreement of somebody with themselves.
  await askToOpen(db, keys, ref, asking, cast.ruth, now())
  const alone = { outcome: 'agreed', settled_by: cast.ruth.id, settled_at: now() } as const
  await t.rejects(db.updateTable('seal_openings').set(alone).where('outcome', 'is', null).execute())
})

t.test('a third reader sees that it was opened, and not the code', async (t) => {
  const { ref, id } = await answered()
  await agreeTogether(ref, id, asking)
  t.equal(await readSealedCode(db, keys, ref, cast.sam, now()), undefined)
  t.match((await readSealedCode(db, keys, ref, cast.ruth, now()))?.code, /^[A-Z2-9]{8}$/)
})

t.test('what is unsafe to say is not on the key page', async (t) => {
  const { ref, id, key } = await answered()
  const at = `/team/reading/${ref}/seal`
  const ruth = await openWords('ruth', ref)
  await ruth.post(at, { ...fields, tell: 'unsafe', told: 'We came to your house.' })
  const imran = await openWords('imran', ref)
  const page = await imran.get(at)
  t.match(page.body, 'Nothing: it is not safe to tell them.')
  await imran.post(`${at}/agree`, { asking: askedIn(page.body) })
  t.match((await log(id)).at(-1), { action: 'opened a sealed link', detail: { 'writer is told': false } })
  t.same(await sealOpenings(db, id), [])
  const opened = await comeBack(server, key)
  t.equal(opened.page.statusCode, 200)
  t.notMatch(opened.page.body, /sealed link was opened|came to your house/)
})

t.test('a public process opens nothing', async (t) => {
  const { ref, id } = await answered()
  await agreeTogether(ref, id, asking)
  const publicKeys = { ...keys, desk: undefined }
  await t.rejects(readSealedCode(db, publicKeys, ref, cast.ruth, now()), { name: 'CannotOpen' })
})

t.test('taking back takes the sealed link and what was told; the log stays', async (t) => {
  const { ref, id } = await answered()
  await agreeTogether(ref, id, asking)
  await withdrawFeedback(db, id, now())
  for (const table of ['sealed_links', 'seal_openings'] as const) {
    t.same(await db.selectFrom(table).selectAll().where('response_id', '=', id).execute(), [], table)
  }
  await t.rejects(readSealedCode(db, keys, ref, cast.ruth, now()), { name: 'NotFound' })
  await t.rejects(askToOpen(db, keys, ref, asking, cast.ruth, now()), { name: 'NotFound' })
  t.ok((await log(id)).some(({ action }) => action === 'opened a sealed link'))
})

t.test('it is erased with the words after twelve months', async (t) => {
  const kept = await answered()
  await agreeTogether(kept.ref, kept.id, asking)
  await db
    .updateTable('readings')
    .set({ state: 'read only', due_at: null })
    .where('response_id', '=', kept.id)
    .execute()
  const waiting = await answered()
  const links = () => db.selectFrom('sealed_links').select('response_id').execute()
  const has = async (id: string) => (await links()).some(({ response_id }) => response_id === id)
  await eraseOldWords(db, new Date(now().getTime() + 300 * 86_400_000))
  t.ok(await has(kept.id), 'not before')
  await eraseOldWords(db, new Date(now().getTime() + 370 * 86_400_000))
  t.notOk(await has(kept.id))
  t.ok(await has(waiting.id), 'but while it waits to be read')
  const [opening] = await db.selectFrom('seal_openings').selectAll().where('response_id', '=', kept.id).execute()
  t.match(opening, { sealed_reason: null, told_writer: asking.told })
})

async function agreeTogether(ref: string, id: string, what: typeof asking) {
  await askToOpen(db, keys, ref, what, cast.ruth, now())
  const row = await db
    .selectFrom('seal_openings')
    .select('id')
    .where('response_id', '=', id)
    .where('outcome', 'is', null)
    .executeTakeFirstOrThrow()
  await settleAsking(db, keys, ref, { asking: row.id, agree: true }, cast.imran, now())
}
