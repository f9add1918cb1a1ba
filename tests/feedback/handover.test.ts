import t from 'tap'
import { forgetHandovers } from '../../src/feedback/with-a-worker/handover.ts'
import { verifyAudit } from '../../src/team/audit.ts'
import { comeBack, keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { giveOnTablet, handOver, openTablet } from '../fixtures/tablet.ts'

const site = await openTestSite()
const { db, server } = site
t.teardown(site.close)

const words = 'They never rang before they came.'
const lastResponse = async () => (await db.selectFrom('responses').selectAll().execute()).at(-1)!
const states = async () => (await db.selectFrom('handovers').select('state').execute()).map(({ state }) => state)
/** What a worker sees of their handovers, newest first. */
const seen = async () => {
  const { body } = await (await site.as('wren')).get('/team/handover')
  return Array.from(body.matchAll(/<b>(Finished|Not finished|Handed over)<\/b>/g), ([, state]) => state)
}

t.test('YP-9 starting a handover locks the worker’s screens until they sign in again', async (t) => {
  const { started, path, wren } = await handOver(site)
  t.equal(started.statusCode, 303)
  t.match(path, /^\/tablet\/[\w-]{22}$/, 'an address that says nothing')
  t.match(started.headers['clear-site-data'], '"cache"')
  t.match(String(started.headers['set-cookie']), /team=;.*(Expires|Max-Age=0)/i, 'the cookie is taken away')
  for (const url of ['/team', '/team/handover', '/team/keying-in', '/team/directory', '/team/you']) {
    const page = await wren.get(url)
    t.equal(page.headers.location, '/team/sign-in', `${url} with the old cookie`)
  }
  t.equal((await wren.post('/team/handover', { set: '11-17' })).statusCode, 403)
})

t.test('the tablet says first whose it is now, then the limits, then the questions', async (t) => {
  const { path } = await handOver(site)
  const { body, headers, statusCode } = await openTablet(site, path)
  t.equal(statusCode, 203, 'a page that no browser keeps behind Back')
  t.equal(headers['set-cookie'], undefined)
  t.match(body, '<title>Heard: your view</title>')
  const order = ['This is yours now', 'cannot open it again', 'Before you start', 'id="q1"']
  const places = order.map((part) => body.indexOf(part))
  t.ok(
    places.every((at, n) => at > (places[n - 1] ?? 0)),
    `${places}`,
  )
  t.match(body, /<button class="btn plain" form="stop">Stop, throw it away and give the tablet back/)
  t.match(body, `href="/leave?tablet=${path.split('/').at(-1)}"`, 'who leaves quickly does not come back')
})

t.test('YP-9 what is sent on a tablet arrives once, marked as such, and the tablet shows nothing of it', async (t) => {
  const { path } = await handOver(site, { service: 'school' })
  const { sent, token, came, action } = await giveOnTablet(site, path, { 'w.should-change': words })
  t.equal(sent.statusCode, 303, 'an address follows, so that no form stays in the history')
  const address = String(sent.headers.location)
  t.match(address, /^\/tablet\/key\/[\w-]{64}$/)
  t.notMatch(address, token, 'the address is not the form’s token')
  t.notMatch(sent.body, words)
  const row = await lastResponse()
  t.match(row, { channel: 'tablet', helped: false, service: 'school', language: 'en' })
  t.notMatch((await openTablet(site, path)).body, 'id="q1"')

  const again = await postForm(server, action, { form_token: token, came, 'w.should-change': words })
  const key = await server.inject({ url: address })
  const second = await server.inject({ url: String(again.headers.location) })
  t.equal(keyOn(second.body), keyOn(key.body), 'a second click leads to the same key')
  t.equal(key.statusCode, 203)
  t.equal(keyOn(key.body).split(' ').length, 6)
  t.notMatch(key.body, words)
  t.notMatch(key.body, token, 'nor does the page hold the token')
  t.match(key.headers.refresh, '600; url=/tablet/done', 'it goes by itself')

  const kept = await postForm(server, '/tablet/kept', { key_address: address.split('/').at(-1) ?? '', kept: 'yes' })
  t.equal(kept.headers.location, '/tablet/done')
  const rows = await db.selectFrom('responses').select('id').where('id', '=', row.id).execute()
  t.equal(rows.length, 1)
  const later = [path, address, String(again.headers.location), `/tablet/key/${token}`, '/tablet/done']
  for (const url of later) {
    const { body } = await server.inject({ url })
    t.match(body, 'Please give the tablet back', url)
    t.notMatch(body, /class="six"|id="q1"/, url)
  }
  const replay = await postForm(server, action, { form_token: token, came, 'w.should-change': words })
  t.equal((await server.inject({ url: String(replay.headers.location) })).statusCode, 404, 'put away is put away')
  t.equal((await comeBack(server, keyOn(key.body))).page.statusCode, 200, 'the key opens its page')
})

t.test('what stays on a worker’s tablet opens nothing and tells nothing of what was answered', async (t) => {
  const { path } = await handOver(site)
  const given = { 't.had-a-say': 'some', 'w.should-change': words }
  const { sent, token, came } = await giveOnTablet(site, path, given)
  const sealed = String(sent.headers.location).split('/').at(-1) ?? ''
  const { id } = await lastResponse()
  const keptNow = () => db.selectFrom('responses').select('key_kept').where('id', '=', id).executeTakeFirstOrThrow()
  const wish = { how: 'text', contact: '07700 900123', form: 'x'.repeat(22) }
  /** What everything answers to somebody who tries it, with all that is theirs or random taken out. */
  const tried = async (form_token: string) => {
    const forms: [string, Record<string, string>][] = [
      ['/say/reach', { set: '11-17' }],
      ['/say/reach/send', wish],
      ['/say/kept', { kept: 'no', set: '11-17' }],
      ['/about-you/send', { set: '11-17', 'a.age-young-1': '16-17' }],
    ]
    const answers = []
    for (const [url, fields] of forms) {
      const { statusCode, body } = await postForm(server, url, { form_token, ...fields })
      answers.push(`${url} ${statusCode} ${body.replaceAll(form_token, 'token')}`)
    }
    return answers
  }
  const guessed = async () => {
    const guesses: [string, Record<string, string>][] = [
      ['/say/11-17', given],
      ['/say/11-17', { ...given, came }],
      ['/say/11-17', { 't.had-a-say': 'a-lot' }],
      ['/say/8-11', { 't.listen': 'yes' }],
    ]
    const pages = []
    for (const [url, fields] of guesses) {
      const again = await postForm(server, url, { form_token: token, ...fields })
      t.equal(again.statusCode, 303)
      const { statusCode, body } = await server.inject({ url: String(again.headers.location) })
      pages.push(`${statusCode} ${body.replace(/name="key_address" value="[^"]+"/, '')}`)
    }
    return new Set(pages)
  }
  t.equal((await guessed()).size, 1, 'right or wrong, while the key is shown')
  const unsent = formTokenFrom((await server.inject({ url: '/say/11-17' })).body)
  t.same(await tried(token), await tried(unsent), 'as if nothing had been sent with it')
  t.equal((await keptNow()).key_kept, null, 'and nothing is changed by it')

  await postForm(server, '/tablet/kept', { key_address: sealed, kept: 'yes' })
  t.equal((await guessed()).size, 1, 'right or wrong, when it was put away')
  t.same(await tried(token), await tried(unsent))
  await postForm(server, '/tablet/kept', { key_address: sealed, kept: 'no' })
  t.equal((await keptNow()).key_kept, 'kept', 'the address does nothing any more either')
  t.same(await db.selectFrom('contact_wishes').select('id').where('response_id', '=', id).execute(), [])
  t.same(await db.selectFrom('about_sent').selectAll().execute(), [], 'nobody is counted')

  t.equal((await postForm(server, '/say/11-17', { form_token: sealed, ...given })).statusCode, 422, 'it is no token')
  const spoilt = `${sealed.slice(0, 30)}${sealed[30] === 'A' ? 'B' : 'A'}${sealed.slice(31)}`
  for (const key_address of [spoilt, 'x', token]) {
    t.equal((await postForm(server, '/tablet/kept', { key_address, kept: 'yes' })).statusCode, 422)
  }
})

t.test('what is over, too old and never was reads the same', async (t) => {
  const over = await handOver(site)
  await giveOnTablet(site, over.path, { 't.had-a-say': 'some' })
  const stopped = await handOver(site)
  const token = formTokenFrom((await openTablet(site, stopped.path)).body)
  const stop = await postForm(server, `${stopped.path}/stop`, { form_token: token })
  t.equal(stop.headers.location, '/tablet/done')
  const old = await handOver(site)
  site.pass(121)
  const urls = [over.path, stopped.path, old.path, '/tablet/AAAAAAAAAAAAAAAAAAAAAA', '/tablet/x', '/tablet/key/x']
  const pages = await Promise.all(urls.map((url) => server.inject({ url })))
  t.same(new Set(pages.map(({ statusCode }) => statusCode)), new Set([404]))
  t.equal(new Set(pages.map(({ body }) => body)).size, 1, 'the same page to the letter')
})

t.test('LE-7 "read with me" is recorded as helped, and never as alone', async (t) => {
  const { path } = await handOver(site, { how: 'helped', set: '8-11' })
  t.match((await openTablet(site, path)).body, 'You do this together.')
  await giveOnTablet(site, path, { 't.listen': 'yes' })
  t.match(await lastResponse(), { channel: 'tablet', helped: true })
  const alone = await handOver(site, { set: '8-11' })
  await giveOnTablet(site, alone.path, { 't.listen': 'yes' })
  t.match(await lastResponse(), { channel: 'tablet', helped: false })
  const halfway = await handOver(site, { set: '8-11' })
  t.match((await openTablet(site, halfway.path)).body, 'Somebody read it with me')
  await giveOnTablet(site, halfway.path, { 't.listen': 'yes', 't.read-with-me': 'yes' })
  t.match(await lastResponse(), { channel: 'tablet', helped: true }, 'also who asked for help halfway')
  const ticks = await db.selectFrom('answers').select('question_key').where('choice', '=', 'yes').execute()
  t.notOk(ticks.some(({ question_key }) => question_key === 'read-with-me'))
})

t.test('YP-9 the worker sees "finished" or "not finished" after half an hour, and nothing else', async (t) => {
  site.pass(24 * 60)
  const finished = await handOver(site)
  await giveOnTablet(site, finished.path, { 'w.should-change': words })
  const left = await handOver(site)
  await server.inject({ url: `/leave?tablet=${left.path.split('/').at(-1)}` })
  t.notMatch((await openTablet(site, left.path)).body, 'id="q1"', 'who left does not come back')
  const third = await handOver(site)
  /** The job that comes by every quarter of an hour. */
  const quarter = () => forgetHandovers(db, site.site.now())
  const nothingYet = ['Handed over', 'Handed over', 'Handed over']
  t.same(await seen(), nothingYet)
  site.pass(29)
  await quarter()
  t.same(await seen(), nothingYet, 'for half an hour')
  site.pass(14)
  t.same(await seen(), nothingYet, 'and then until the quarter')
  site.pass(1)
  await quarter()
  t.same(await seen(), ['Not finished', 'Not finished', 'Finished'])
  await giveOnTablet(site, third.path, { 'w.should-change': words })
  t.equal((await seen())[0], 'Not finished', 'whoever writes longer does not tell when either')
  site.pass(15)
  await quarter()
  t.equal((await seen())[0], 'Finished')
  const { body } = await (await site.as('wren')).get('/team/handover')
  t.notMatch(body, words)
  const others = await site.as('ruth')
  t.equal((await others.get('/team/handover')).statusCode, 403)
})

t.test('whoever wrote for longer than the page stays open is taken, and counted as finished', async (t) => {
  const { path } = await handOver(site)
  const { body } = await openTablet(site, path)
  site.pass(150)
  const came = `t.${path.split('/').at(-1)}`
  const sent = await postForm(server, '/say/11-17', { form_token: formTokenFrom(body), came, 'w.should-change': words })
  t.match(sent.headers.location, '/tablet/key/')
  t.match(await lastResponse(), { channel: 'tablet' })
  await forgetHandovers(db, site.site.now())
  t.equal((await seen())[0], 'Finished')
})

t.test('an address that is not a tablet’s sends like any other form', async (t) => {
  const form = await server.inject({ url: '/say/11-17' })
  const fields = { form_token: formTokenFrom(form.body), 'w.should-change': words }
  const sent = await postForm(server, '/say/11-17', { ...fields, came: 't.../../elsewhere' })
  t.equal(sent.statusCode, 200)
  t.match(await lastResponse(), { channel: 'open', helped: null })
})

t.test('nothing to send leads back to the tablet’s own questions', async (t) => {
  const { path } = await handOver(site)
  const { sent } = await giveOnTablet(site, path, {})
  t.equal(sent.statusCode, 422)
  t.match(sent.body, `href="${path}"`)
})

t.test('the language is the one that the worker chose, and can be changed', async (t) => {
  const { path } = await handOver(site, { language: 'en-easy' })
  t.match(path, /^\/easy\/tablet\//)
  const { body } = await openTablet(site, path)
  t.match(body, 'This is for you now')
  t.match(body, `href="${path.replace('/easy', '')}"`)
  const { sent } = await giveOnTablet(site, path, { 't.had-a-say': 'some' })
  t.match(sent.headers.location, '/easy/tablet/key/')
  t.match(await lastResponse(), { language: 'en-easy' })
})

t.test('a worker who forgets to choose is told beside each choice, and stays signed in', async (t) => {
  const wren = await site.as('wren')
  const page = await wren.post('/team/handover', { set: 'nobody', language: 'xx', how: '' })
  t.equal(page.statusCode, 422)
  for (const name of ['set', 'language', 'service', 'how']) t.match(page.body, `id="${name}-problem"`)
  t.equal((await wren.get('/team/handover')).statusCode, 200)
})

t.test(
  'where the public site is on another host, a link leads there; on the same one, the browser goes by itself',
  async (t) => {
    const team = await openTestSite({ sites: 'team', settings: { PUBLIC_ADDRESS: 'https://heard.example' } })
    const elsewhere = await handOver(team)
    t.equal(elsewhere.started.statusCode, 200)
    t.match(elsewhere.started.body, /href="https:\/\/heard\.example\/tablet\/[\w-]{22}"/)
    t.equal((await elsewhere.wren.get('/team')).headers.location, '/team/sign-in', 'signed out all the same')
    const here = await (await team.as('wren')).post(
      '/team/handover',
      { set: 'adult', language: 'en', service: 'police', how: 'alone' },
      { host: 'heard.example' },
    )
    t.match(here.headers.location, /^\/tablet\//)
    await team.close()
  },
)

t.test('where nobody has said which address the public site has, nobody is signed out for nothing', async (t) => {
  const team = await openTestSite({ sites: 'team' })
  const { started, wren } = await handOver(team)
  t.equal(started.statusCode, 422)
  t.match(started.body, 'A tablet cannot be handed over yet.')
  t.match(started.body, 'PUBLIC_ADDRESS')
  const page = await wren.get('/team/handover')
  t.equal(page.statusCode, 200, 'still signed in')
  t.match(page.body, 'A tablet cannot be handed over yet.', 'and told before anything is filled in')
  t.notMatch(page.body, 'Sign me out and hand over')
  t.same(await team.db.selectFrom('handovers').select('id').execute(), [], 'nothing was started')
  await team.close()
})

t.test('the log says that somebody handed over, and no more; a day later no row says even that', async (t) => {
  const logged = await db.selectFrom('audit_entries').selectAll().where('action', '=', 'handed over').execute()
  t.ok(logged.length > 5)
  t.ok(
    logged.every(({ record, record_id, detail }) => record === 'tablet' && !record_id && !Object.keys(detail).length),
  )
  t.equal((await verifyAudit(db, site.keys)).whole, true)
  t.ok((await states()).length > 0)
  const columns = Object.keys((await db.selectFrom('handovers').selectAll().execute())[0]!)
  t.same(
    columns.filter((name) => /response|word|answer/.test(name)),
    [],
    'no column leads to what was said',
  )
  site.pass(25 * 60)
  await forgetHandovers(db, site.site.now())
  t.same(await states(), [])
})

t.test('the mark that the database puts on one commit does not lead from a tablet to its words', async (t) => {
  const { sql } = await import('kysely')
  const { path } = await handOver(site)
  await giveOnTablet(site, path, { 't.had-a-say': 'some' })
  const marks = async () =>
    (
      await sql<{ n: number }>`select count(*)::int as n from handovers h join responses r on r.xmin = h.xmin`.execute(
        db,
      )
    ).rows[0]?.n
  t.equal(await marks(), 1, 'until the job comes by')
  await forgetHandovers(db, site.site.now())
  t.equal(await marks(), 0)
})
