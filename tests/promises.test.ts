import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { keepWordsMonths } from '../src/feedback/coming-back/withdrawing.ts'
import { showCode } from '../src/feedback/inviting/invitation-code.ts'
import { codesOf, makeInvitations, newSeed, readBatch } from '../src/feedback/inviting/inviting.ts'
import type { Place } from '../src/promise.ts'
import { promises } from '../src/promises.ts'
import { dayOf } from '../src/site.ts'
import { listOptions } from '../src/support/directory.ts'
import { readCatalogue } from '../src/web/catalogue.ts'
import { type Language, languages, wordsIn } from '../src/web/language.ts'
import { keyOn } from './fixtures/giving.ts'
import { notifySettings } from './fixtures/notices.ts'
import { formTokenFrom, postForm } from './fixtures/sign-in.ts'
import { openTestSite, type TestSite } from './fixtures/site.ts'
import { giveOnTablet, handOver } from './fixtures/tablet.ts'
import { root } from './house/catalogue.ts'

const site = await openTestSite({ settings: { ...notifySettings, SEALED_LINK: 'on' } })
t.teardown(() => site.close().catch(() => {}))
const versions = languages(false)
const sets = { '8-11': '8-11', '11-17': '11-17', family: 'parent', adult: 'survivor' }

/** As a view would print it. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;')

const get = async ({ server }: Pick<TestSite, 'server'>, url: string, cookie = '') =>
  (await server.inject({ url, headers: { cookie } })).body

async function invitation(sealed: boolean): Promise<string> {
  const { db, keys, cast } = site
  const asked = { seed: newSeed(site.site.now()), count: 1, sealed, service: 'evolve' }
  const made = await makeInvitations(db, keys, asked, cast.wren, site.site.now())
  const [code] = codesOf(keys, readBatch(keys, made, cast.wren, site.site.now()))
  return code ? showCode(code) : ''
}

/** Every page on which something is promised, in one language. The database is away for the last one. */
async function pagesIn({ prefix }: Language): Promise<Map<Place, string>> {
  const { server } = site
  const at = (path: string) => `${prefix}${path}`
  const pages = new Map<Place, string>()
  const addresses: Place[] = [
    '/private',
    '/who-reads',
    '/help-to-read',
    '/what-changed',
    '/support',
    '/guidance',
    '/support/plan',
    '/back',
    '/back/lost',
    '/paper',
  ]
  for (const path of [...addresses, ...Object.keys(sets).map((set): Place => `/say/${set}` as Place)]) {
    pages.set(path, await get(site, at(path)))
  }
  const shout = (await listOptions(site.db, dayOf(site.site.now()))).find(({ slug }) => slug === 'shout')
  pages.set('an option', await get(site, at(`/support/option/${shout?.ref}`)))
  pages.set('my page', (await postForm(server, at('/support/plan'), { ref: shout?.ref ?? '' })).body)
  pages.set('after a tap', (await postForm(server, at('/support/did-not-work'), { ref: shout?.ref ?? '' })).body)
  const token = formTokenFrom(pages.get('/say/adult')!)
  const sent = await postForm(server, at('/say/adult'), {
    ...{ form_token: token, 'w.should-change': 'Ring back.', 't.words-permission': 'report' },
  })
  pages.set('after sending', sent.body)
  const about = { form_token: formTokenFrom(sent.body), set: 'adult' }
  pages.set('about you', (await postForm(server, at('/about-you'), about)).body)
  const opened = await postForm(server, at('/back'), {
    form_token: formTokenFrom(pages.get('/back')!),
    key: keyOn(sent.body),
  })
  const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? ''
  pages.set('notices', await get(site, at('/back/notices'), cookie))
  pages.set('the way', await get(site, at('/back/way'), cookie))
  pages.set('say more', await get(site, at('/back/more'), cookie))
  pages.set('not meant', await get(site, at('/back/not-meant'), cookie))
  pages.set('how to reach', await get(site, at('/back/contact'), cookie))
  pages.set('take back?', await get(site, at('/back/take-back'), cookie))
  const form = { form_token: formTokenFrom(pages.get('take back?')!) }
  pages.set('taken back', (await postForm(server, at('/back/take-back'), form, { cookie })).body)
  const code = await invitation(true)
  pages.set('an invitation', await get(site, at(`/in/${await invitation(false)}`)))
  pages.set('a sealed invitation', await get(site, at(`/in/${code}`)))
  const { body } = await postForm(server, at('/in'), { code, set: 'adult' })
  const answer = {
    form_token: formTokenFrom(body),
    came: `s.${code.replace('-', '')}`,
    'w.should-change': 'Ring back.',
  }
  pages.set('after sending with a seal', (await postForm(server, at('/say/adult'), answer)).body)
  pages.set('a used code', await get(site, at(`/in/${code}`)))
  const tablet = at((await handOver(site)).path)
  pages.set('on a tablet', await get(site, tablet))
  const onTablet = await giveOnTablet(site, tablet, { 'w.should-change': 'Ring back.' })
  pages.set('a key on a tablet', await get(site, String(onTablet.sent.headers.location)))
  pages.set('a tablet given back', await get(site, tablet))
  return pages
}

const alone = await openTestSite({ sites: 'public', freeSendings: 1 })

/** What one more reads when somebody on the same address has sent within the minute. */
async function askedToPressAgain(path: string): Promise<string> {
  let page = ''
  for (const text of ['Ring back.', 'Be on time.']) {
    const token = formTokenFrom(await get(alone, path))
    page = (await postForm(alone.server, path, { form_token: token, 'w.should-change': text })).body
  }
  return page
}

const pages = new Map<string, Map<Place, string>>()
for (const version of versions) {
  const own = await pagesIn(version)
  own.set('public side alone', await get(alone, `${version.prefix}/private`))
  own.set('asked to press again', await askedToPressAgain(`${version.prefix}/say/adult`))
  pages.set(version.code, own)
}
await alone.close()

t.test('an internet address and a device leave no trace in any table', async (t) => {
  const device = 'CanaryPhone/7.1'
  const from = { 'user-agent': device, 'x-forwarded-for': '198.51.100.77', 'accept-language': 'xx-CANARY' }
  const { server, db } = site
  const form = await server.inject({ url: '/say/11-17', headers: from, remoteAddress: '203.0.113.88' })
  const fields = { form_token: formTokenFrom(form.body), 'w.should-change': 'Ring back.', 't.unsafe-now': 'yes' }
  const sent = await postForm(server, '/say/11-17', fields, from)
  t.equal(sent.statusCode, 200)
  const back = await server.inject({ url: '/back', headers: from })
  await postForm(server, '/back', { form_token: formTokenFrom(back.body), key: keyOn(sent.body) }, from)
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
  t.ok(tables.length > 20)
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db)
    const text = rows.map(({ row }) => row).join('\n')
    const held = ['CanaryPhone', '198.51.100.77', '203.0.113.88', '127.0.0.1', 'xx-CANARY'].filter((one) =>
      text.includes(one),
    )
    t.same(held, [], name)
  }
  const { rows: columns } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_schema = 'public'
      and column_name ~ '(^|_)(ip|inet|device|agent|browser|fingerprint|postcode|birth)(_|$)'`.execute(db)
  t.same(columns, [], 'no column waits for one')
})

t.test('nothing links what was said to a file', async (t) => {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
      where table_name in ('responses', 'answers', 'sealed_words', 'invitations', 'sealed_links')
      and column_name ~ '(child|person|case|file|nhs|pupil|name)' and column_name <> 'checked_with_person'`.execute(
    site.db,
  )
  t.same(rows, [], 'no column names a child, a case or a file')
})

t.test('what is promised stands on its page, in every language', async (t) => {
  const monday = { day: 'Monday', months: keepWordsMonths, total: 0, days: 7, minutes: 10 }
  for (const version of versions) {
    const words = wordsIn(version)
    for (const [promise, { said }] of Object.entries(promises)) {
      for (const [place, keys] of Object.entries(said)) {
        const page = pages.get(version.code)?.get(place as Place)
        // The page that says something was not saved is looked at below, when the database is away.
        if (place === 'not saved') continue
        for (const key of keys) {
          // What stands before and after a value that only the page knows.
          const total = page?.match(/<div class="q" id="q\d+"/g)?.length ?? 0
          const text = words(key, { ...monday, total, day: '@@', month: '@@' })
          const parts = escaped(text).split('@@')
          t.ok(
            parts.every((part) => page?.includes(part)),
            `“${promise}” (${key}) is on ${version.prefix}${place}`,
          )
        }
      }
    }
  }
})

t.test('every line above the questions is a promise that is listed', async (t) => {
  const data = JSON.parse(readFileSync(join(root, 'src/feedback/data/question-sets.json'), 'utf8'))
  const listed = Object.values(promises).flatMap(({ limits = [] }) => limits)
  const used = new Set<string>()
  for (const [address, key] of Object.entries(sets)) {
    const set = data.sets.find((one: { key: string }) => one.key === key)
    for (const line of set.limits.en as string[]) {
      const found = listed.filter((part) => line.toLowerCase().includes(part.toLowerCase()))
      for (const part of found) used.add(part)
      t.ok(found.length > 0, `“${line}” is listed`)
      t.ok(
        pages
          .get('en')
          ?.get(`/say/${address}` as Place)
          ?.includes(escaped(line)),
        'and on its page',
      )
    }
  }
  t.same(
    listed.filter((part) => !used.has(part)),
    [],
    'no line is listed that nobody reads',
  )
})

t.test('every promise has a test that proves it', async (t) => {
  for (const [promise, { proof }] of Object.entries(promises)) {
    t.ok(proof.length > 0, promise)
    for (const [file, title] of proof) t.ok(hasTest(file, title), `“${promise}” is proved by “${title}” in ${file}`)
  }
  t.notOk(hasTest('tests/promises.test.ts', 'nothing of the kind'), 'a test that does not exist is noticed')
  t.notOk(hasTest('tests/nowhere.test.ts', 'every promise'), 'a file that does not exist too')
})

t.test('every sentence called a promise in the catalogues is in the list', async (t) => {
  const listed = new Set(Object.values(promises).flatMap(({ said }) => Object.values(said).flat()))
  const named = Object.keys(readCatalogue('en')).filter((key) =>
    /^front\.(promise_|reads_\w+_lead|leave_(what|shift|not))/.test(key),
  )
  t.same(
    named.filter((key) => !listed.has(key)),
    [],
  )
  t.same(
    [...listed].filter((key) => !(key in readCatalogue('en'))),
    [],
  )
})

t.test('what cannot be saved says so on the page', async (t) => {
  const tokens = versions.map((version) => formTokenFrom(pages.get(version.code)!.get('/say/family')!))
  await site.db.destroy()
  for (const [index, version] of versions.entries()) {
    const fields = { form_token: tokens[index]!, 'w.what-helped': 'She came on time.' }
    const { body } = await postForm(site.server, `${version.prefix}/say/family`, fields)
    const words = wordsIn(version)
    for (const { said } of Object.values(promises)) {
      for (const key of said['not saved'] ?? []) t.ok(body.includes(escaped(words(key))), `${key} in ${version.code}`)
    }
  }
})

function hasTest(file: string, title: string): boolean {
  if (!existsSync(join(root, file))) return false
  const code = readFileSync(join(root, file), 'utf8').replace(/\s+/g, ' ')
  return ["'", '`'].some((quote) => code.includes(`test(${quote}${title}`) || code.includes(`test( ${quote}${title}`))
}
