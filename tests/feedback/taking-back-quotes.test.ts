import t from 'tap'
import { agreeQuote, chooseQuote } from '../../src/changes/quote.ts'
import { withdrawQuotes } from '../../src/feedback/coming-back/withdrawing.ts'
import { visitWith } from '../fixtures/key-page.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { decidedInPublic, themedWithKey } from '../fixtures/themed.ts'

// In October, so that people count on the first of the next month.
const site = await openTestSite({ at: new Date('2026-10-12T10:00:00Z') })
const { server, db, keys, cast } = site
t.teardown(() => site.close())

const OTTER = 'Nobody told me, said the otter.'
const mine = await themedWithKey(site, OTTER, 'report')
for (let n = 0; n < 10; n += 1) await themedWithKey(site, 'Nobody told me.')
const decisionId = await decidedInPublic(site)
site.pass(30 * 24 * 60)
const segment = await db
  .selectFrom('segments')
  .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
  .select('segments.id')
  .where('response_id', '=', mine.id)
  .executeTakeFirstOrThrow()
const quote = { decisionId, segmentId: segment.id }
const chosen = await chooseQuote(db, keys, quote, cast.leah, site.site.now())
const agreed = await agreeQuote(db, keys, quote, cast.noor, site.site.now())
if (!chosen.ok || !agreed.ok) throw new Error('no quote')
await releaseAsItIs(db)
const publicPage = async () => (await server.inject({ url: '/what-changed' })).body

t.test('a person takes back only that they may be quoted: the quote is gone at once, the rest stays', async (t) => {
  t.match(await publicPage(), OTTER)
  const visit = await visitWith(site, mine.key)
  const ask = await visit.get('/back/take-back')
  t.match(ask.body, 'Only take back the quotes')
  t.match(ask.body, 'A report that is already printed stays as it is.')
  const fields = { form_token: formTokenFrom(ask.body) }
  const done = await postForm(server, '/back/take-back/quotes', fields, { cookie: visit.cookie })
  t.match(done.body, 'Your words will not be quoted. Quotes from them are gone.')
  t.notMatch(done.body, 'Only take back the quotes')
  t.same(await db.selectFrom('quotes').selectAll().execute(), [])
  await new Promise((resolve) => setTimeout(resolve, 3_100))
  t.notMatch(await publicPage(), OTTER, 'pages for everybody follow within three seconds')
  t.match(await publicPage(), 'Your worker will tell you what comes next.')
  const again = await postForm(server, '/back/take-back/quotes', fields, { cookie: visit.cookie })
  t.equal(again.statusCode, 200, 'a second try is harmless')
  const released = await db.selectFrom('released_words').select('id').where('response_id', '=', mine.id).execute()
  t.equal(released.length, 1)
  t.match((await chooseQuote(db, keys, quote, cast.leah, site.site.now())) as object, {
    ok: false,
    problems: { quote: 'This person did not say yes to being quoted.' },
  })
})

t.test('who never said yes is not asked about quotes, and nothing changes for them', async (t) => {
  const other = await themedWithKey(site, 'Nobody told me.')
  const visit = await visitWith(site, other.key)
  t.notMatch((await visit.get('/back/take-back')).body, 'Only take back the quotes')
  await withdrawQuotes(db, other.id)
  const row = await db.selectFrom('responses').select('words_permission').where('id', '=', other.id).executeTakeFirst()
  t.equal(row?.words_permission, 'better')
})

t.test('what goes and what must stay is said before it is confirmed', async (t) => {
  const other = await themedWithKey(site, 'Nobody told me.')
  const visit = await visitWith(site, other.key)
  const { body } = await visit.get('/back/take-back')
  for (const said of [
    'We erase your words, your ticks, and any quote from them.',
    'What you added later goes too',
    'What stays: a report that is already printed.',
    'Safety copies of our database are not changed.',
    'We cannot call back what a person has already read',
  ])
    t.match(body, said)
})
