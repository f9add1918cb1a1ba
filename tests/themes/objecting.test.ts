import t from 'tap'
import { objectToThemes } from '../../src/themes/objecting.ts'
import { finishTheming } from '../../src/themes/theming.ts'
import { givenWithKey, visitWith } from '../fixtures/key-page.ts'
import { openTestSite } from '../fixtures/site.ts'
import { THEME, themedWithKey } from '../fixtures/themed.ts'
import { typedOn } from '../fixtures/typed.ts'

const site = await openTestSite()
const { db, keys, cast } = site
t.teardown(() => site.close())

const theme = await db.selectFrom('themes').selectAll().where('key', '=', THEME).executeTakeFirstOrThrow()
const isThemed = async (id: string) =>
  (await db.selectFrom('themings').select('response_id').where('response_id', '=', id).executeTakeFirst()) !== undefined

t.test('"that is not what I meant" reaches the themer at once, and looking again settles it', async (t) => {
  const { key, id, ref } = await themedWithKey(site, 'Nobody told me.')
  const visit = await visitWith(site, key)
  t.match(visit.page.body, theme.plain_name)
  t.match(visit.page.body, 'href="/back/not-meant"')
  const sent = await visit.send('/back/not-meant', { theme: theme.id, words: 'I meant the school.' })
  t.equal(sent.headers.location, '/back/way')
  t.notOk(await isThemed(id), 'theming is open again')
  const way = (await visit.get('/back/way')).body
  t.match(way, 'You told us in November 2026 that this is not what you meant:')
  t.match(way, 'A person is looking at it again.')

  const sam = await site.as('sam')
  t.match((await sam.get('/team/theming')).body, 'The person says this is not what they meant.')
  const page = (await sam.get(`/team/theming/${ref}`)).body
  t.match(page, 'The person says this is not what they meant')
  t.match(page, theme.name)
  t.notMatch(page, 'I meant the school.', 'their words are read by two people first')
  const seen = /name="objections" value="([^"]*)"/.exec(page)?.[1] ?? ''
  await sam.post(`/team/theming/${ref}/finish`, { objections: seen })
  t.ok(await isThemed(id))
  t.match((await visit.get('/back/way')).body, 'A person looked at it again in the week of 23 November 2026.')
  const late = await db.selectFrom('sealed_words').select('question_key').where('response_id', '=', id).execute()
  t.ok(late.some(({ question_key }) => question_key === 'meant-1'))
})

t.test('something can be missing; saying it twice keeps it once; ticking nothing is asked again', async (t) => {
  const { key, id } = await themedWithKey(site, 'Nobody told me.')
  const visit = await visitWith(site, key)
  const nothing = await visit.send('/back/not-meant', { words: 'Something else.' })
  t.equal(nothing.statusCode, 422)
  t.match(nothing.body, 'Something else.', 'what was typed stays')
  await visit.send('/back/not-meant', { theme: ['missing', theme.id] })
  await visit.send('/back/not-meant', { theme: ['missing'] })
  const rows = await db.selectFrom('theme_objections').select('theme_id').where('response_id', '=', id).execute()
  t.equal(rows.length, 2)
  t.match(
    (await visit.get('/back/way')).body,
    /<mark>Something is missing<\/mark><\/p>/,
    'and no stop of ours after it',
  )
})

t.test('after twelve months there is no box, and words that come all the same are given back', async (t) => {
  const { key, id } = await themedWithKey(site, 'Nobody told me.')
  const visit = await visitWith(site, key)
  t.match((await visit.get('/back/not-meant')).body, '<textarea')
  await db.updateTable('responses').set({ received_on: '2025-11-01' }).where('id', '=', id).execute()
  t.notMatch((await visit.get('/back/not-meant')).body, '<textarea')
  for (const ticked of [[theme.id], []]) {
    const sent = await visit.send('/back/not-meant', { theme: ticked, words: 'I meant the school.' })
    t.equal(sent.statusCode, 422)
    t.match(sent.body, 'Your own words were erased after twelve months')
    t.same(typedOn(sent.body), ['I meant the school.'])
  }
  t.notOk(await isThemed(id), 'what was ticked counts all the same')
})

t.test('only one’s own themes can be objected to', async (t) => {
  const { id } = await givenWithKey(site, { 't.words-permission': 'better', 'w.should-change': 'x' })
  t.equal(await objectToThemes(db, id, { themeIds: [theme.id, 'not-an-id'], missing: false }, site.site.now()), 0)
})

t.test('what a person objects to while the themer finishes is not settled unseen', async (t) => {
  const { id } = await themedWithKey(site, 'Nobody told me.')
  const now = site.site.now()
  await objectToThemes(db, id, { themeIds: [theme.id], missing: false }, now)
  const nothing = { objections: [], codings: [] }
  t.notOk((await finishTheming(db, keys, id, cast.sam, now, nothing)).ok, 'the page that was open showed none')
  t.notOk(await isThemed(id))
  const open = await db
    .selectFrom('theme_objections')
    .select(['id', 'settled_on'])
    .where('response_id', '=', id)
    .execute()
  t.same(
    open.map(({ settled_on }) => settled_on),
    [null],
  )
  const seen = { objections: open.map((one) => one.id), codings: [] }
  t.ok((await finishTheming(db, keys, id, cast.sam, now, seen)).ok)
})
