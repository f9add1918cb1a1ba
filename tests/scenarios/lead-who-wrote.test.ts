import { randomBytes, randomUUID } from 'node:crypto'
import t from 'tap'
import { dayOf } from '../../src/site.ts'
import type { Fields } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { drawn } from '../fixtures/twice.ts'
import { expected, whoMay } from '../routes/expected.ts'

// LE-1: a lead suspects who wrote something, and tries everything that a lead may open. What they are after: a phrase that
// one person used, in a month, from a service of which only that person spoke.
const PHRASE = 'A kestrel sat on the roof of the unit.'
const SERVICE = 'Kestrelhouse'
const WRITTEN = '2026-10-07'

const stage = await openTestSite()
const { db, cast, site } = stage
t.teardown(() => stage.close())
const ending = { key: 'continuity-and-endings', impact: 'harder' as const, kind: 'concern' as const }

const speak = async (
  body: string,
  more: { received?: string; released?: string; service?: string; set?: string } = {},
) => {
  const [id, ref] = [randomUUID(), `F-${randomBytes(3).toString('hex').toUpperCase()}`]
  const key = () => randomBytes(16)
  await db
    .insertInto('responses')
    .values({
      ...{ id, ref },
      ...{ question_set_id: more.set ?? 'survivor.1', received_on: more.received ?? '2026-10-14' },
      ...{ language: 'en', service: more.service ?? 'early-help', words_permission: 'report', unsafe_now: null },
      ...{ channel: 'open', has_words: true, form_nonce_hash: key(), answers_mac: key(), key_lookup: key() },
      ...{ key_kept: null, key_shown_until: null, writer_public: key(), writer_private_wrapped: key(), dek_box: null },
      ...{ reader_key_id: null, withdrawn_on: null, words_erased_on: null },
    })
    .execute()
  const at = new Date(`${more.released ?? '2026-10-20'}T10:00:00Z`)
  return {
    ref,
    responseId: id,
    ...(await drawn(db, { responseId: id, body, marker: cast.imran, first: [ending] }, at)),
  }
}
for (let number = 0; number < 24; number += 1) await speak('They left and the waiting was long.')
for (let number = 0; number < 11; number += 1) await speak('The waiting was long.', { service: 'camhs' })
const target = await speak(`${PHRASE} The waiting was long.`, { received: WRITTEN, service: SERVICE })
await stage.db.updateTable('second_codings').set({ drawn_on: '2026-01-01' }).where('id', '=', target.id).execute()

const lead = await stage.as('leah')
const text = (body: string) => body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
const ask = async (fields: Fields) => {
  stage.pass(0.1)
  const reply = await lead.post('/team/search', { reason: 'theme', ...fields })
  return { code: reply.statusCode, html: reply.body, text: text(reply.body) }
}
/** The page without what was typed, so that two answers can be laid beside each other. */
const answerTo = ({ html }: { html: string }) =>
  text(html.slice(html.indexOf('<main'), html.indexOf('<form'))).replace(/\d+ refused search(es)?/, '')
const REFUSED = 'Fewer than ten people, or nobody.'

t.test('a phrase that one person used and a phrase that nobody used are answered with the same page', async (t) => {
  const [one, none, part, rare] = [
    await ask({ words: PHRASE }),
    await ask({ words: 'A buzzard sat on the roof of the unit.' }),
    await ask({ words: 'kestrel' }),
    await ask({ words: 'waiting kestrel' }),
  ]
  for (const page of [one, none, part, rare]) {
    t.equal(page.code, 200)
    t.match(page.text, REFUSED)
    t.equal(answerTo(page), answerTo(none))
  }
})

t.test('no filter, alone or together, brings out the one person or says that there is one', async (t) => {
  const all = await ask({ words: 'waiting' })
  t.match(all.text, 'About 35 people')
  t.notMatch(all.text, SERVICE)
  for (const filter of [
    { service: SERVICE },
    { service: SERVICE, period: 'September and October 2026' },
    { service: 'nowhere' },
    { period: 'November and December 2026' },
    { set: 'nothing' },
    { theme: ending.key, service: SERVICE },
  ]) {
    const page = await ask({ words: 'waiting', ...filter })
    t.match(page.text, REFUSED, JSON.stringify(filter))
    t.equal(answerTo(page), answerTo(await ask({ words: 'zzz', ...filter })))
  }
  // The two other services cannot be taken from the whole until only the one is left.
  const [early, camhs] = [
    await ask({ words: 'waiting', service: 'early-help' }),
    await ask({ words: 'waiting', service: 'camhs' }),
  ]
  t.match(early.text, 'About 25 people')
  t.match(camhs.text, REFUSED, 'it is kept together with the one')
})

t.test('two looks on neighbouring days show the same, though somebody wrote and was released in between', async (t) => {
  const sentences = ({ html }: { html: string }) =>
    [...html.matchAll(/<blockquote[^>]*>(.*?)</g)].map(([, words]) => words)
  const shown = async () => {
    const again = await stage.as('leah')
    return sentences({ html: (await again.post('/team/search', { reason: 'theme', words: 'waiting' })).body })
  }
  const before = await shown()
  t.ok(before.length > 30)
  const today = dayOf(site.now())
  const late = await speak('An otter. The waiting was long.', { received: today, released: today })
  stage.pass(24 * 60)
  t.same(await shown(), before)
  stage.pass(40 * 24 * 60)
  t.same(await shown(), before, 'one alone never comes in, also not in the next month')
  await db.deleteFrom('released_words').where('response_id', '=', late.responseId).execute()
  stage.pass(-41 * 24 * 60)
})

t.test(
  'what they see beside the phrase is no service and no day of writing, on any page a lead may open',
  async (t) => {
    const urls = expected
      .map((line) => line.split(/\s+/))
      .filter(([method, url]) => method === 'GET' && url?.startsWith('/team/') && !url.includes(':'))
      .filter(([, , ...audience]) => whoMay[audience.join(' ')]?.includes('lead'))
      .map(([, url]) => url!)
    const more = [
      `/team/themes/${ending.key}`,
      `/team/theming/${target.ref}`,
      `/team/changes/new?theme=${ending.key}`,
      '/team/board/2026-09',
      `/team/agreement/${target.id}`,
    ]
    t.ok(urls.length > 8, `${urls}`)
    let withPhrase = 0
    for (const url of [...urls, ...more]) {
      const reply = await lead.get(url)
      if (reply.statusCode === 303) continue
      if (![200, 404].includes(reply.statusCode)) t.fail(`${url}: ${reply.statusCode}`)
      t.match(String(reply.headers['content-type']), /^text\/html/, `${url} is a page, and nothing to take away`)
      if (!reply.body.includes('kestrel')) continue
      withPhrase += 1
      t.notMatch(reply.body, SERVICE, url)
      t.notMatch(reply.body, /2026-10-07|7 October/, url)
    }
    t.ok(withPhrase > 0, 'a lead may read it')
  },
)

t.test('the second coder sees the words and the question, and not whose, when or where', async (t) => {
  const blind = await speak('The heron. Nobody told me.', { service: SERVICE, received: WRITTEN })
  const reply = await lead.get(`/team/agreement/${blind.id}`)
  t.equal(reply.statusCode, 200)
  t.match(text(reply.body), 'The heron. Nobody told me.')
  t.notMatch(reply.body, new RegExp(`${blind.ref}|${SERVICE}|October|2026-1|Imran`))
  const form = text(reply.body.slice(reply.body.indexOf('<main')))
  t.notMatch(form, /Put on by/)
})

t.test('what fits no code is shown when five people share it, and one voice said five times is not', async (t) => {
  for (let number = 0; number < 5; number += 1) {
    const { segmentId } = await speak('The minibus smelled of petrol.')
    await db.deleteFrom('segment_codes').where('segment_id', '=', segmentId).execute()
    const words = {
      id: randomUUID(),
      response_id: target.responseId,
      question_key: `more-${number}`,
      released_on: '2026-10-20',
    }
    await db
      .insertInto('released_words')
      .values({ ...words, body: 'The albatross smelled of petrol.' })
      .execute()
  }
  const page = text((await lead.get('/team/emerging')).body)
  t.match(page, 'The minibus smelled of petrol.')
  t.notMatch(page, 'albatross')
})

t.test('each attempt is written down, counted for everybody who may search, and can be looked into', async (t) => {
  const page = text((await lead.get('/team/search')).body)
  const [, count] = /This month: (\d+) refused searches by 1 member/.exec(page) ?? []
  t.ok(Number(count) >= 15, page.slice(0, 400))
  const auditor = await stage.as('otto')
  const list = await auditor.get('/team/searches')
  t.match(text(list.body), `${count} refused searches by 1 member`)
  t.notMatch(list.body, 'kestrel')
  const [, id] = [...list.body.matchAll(/\/team\/searches\/([0-9a-f-]{36})/g)].at(-1) ?? []
  t.equal((await auditor.post(`/team/searches/${id}`, { why: 'Kaylee wrote it' })).statusCode, 422)
  const opened = await auditor.post(`/team/searches/${id}`, { why: 'complaint' })
  t.match(text(opened.body), PHRASE)
  t.match(text((await auditor.get('/team/log')).body), 'Opened what somebody searched for')
  t.equal((await lead.get('/team/searches')).statusCode, 403)
})

t.test('thirty searches an hour, and then a sentence', async (t) => {
  let last = await ask({ words: 'waiting' })
  for (let number = 0; number < 31 && last.code === 200; number += 1) last = await ask({ words: 'waiting' })
  t.equal(last.code, 429)
  t.match(last.text, 'You have searched 30 times in this hour.')
})
