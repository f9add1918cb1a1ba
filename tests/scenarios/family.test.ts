import t from 'tap'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { type Language, languages, wordsIn } from '../../src/web/language.ts'
import { openTestSite } from '../fixtures/site.ts'
import { bothWays, everyRow, inOrder, openStage, openWords, say, seen, twoRead } from './steps.ts'

const urdu = languages(false).find(({ code }) => code === 'ur') as Language
const said = wordsIn(urdu)

/** As if a person had checked in Urdu what FA-1 names, and nothing else. */
const checked = ['layout', 'front/home', 'front/help-to-read', 'feedback/form parent.1']
const stage = await openStage({
  drafts: false,
  stateOf: ({ code }, page) =>
    code === 'en' ? 'source' : code === 'ur' && checked.includes(page) ? 'checked' : 'draft',
  settings: { FEEDBACK_PHONE: '01632 960000', FEEDBACK_PHONE_HOURS: 'Monday to Friday, 9 to 5' },
})
const { address, db, keys, cast, phone, desk, comesBy } = stage
const drafts = await openTestSite({ drafts: true })
const draftAddress = await drafts.listen()
t.teardown(drafts.close)

for (const { scripts, how } of bothWays) {
  t.test(
    `FA-1 who reads Urdu chooses it first, finds checked pages from right to left, and is told of others: ${how}`,
    async (t) => {
      const page = await phone({ scripts })
      await page.goto(address)
      t.ok(await inOrder(page, 'اردو', 'Say how it was. See what changed.'), 'language comes first')
      await page.getByRole('link', { name: 'اردو' }).first().click()
      const isOurs = async () => {
        t.same(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ['ur', 'rtl'])
        t.equal(await page.locator('main').evaluate((main) => getComputedStyle(main as Element).direction), 'rtl')
        t.equal(await page.locator('.note', { hasText: said('layout.draft') }).count(), 0, 'nothing says draft')
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        t.ok(over <= 0, 'nothing scrolls sideways')
      }
      await isOurs()
      await page.getByRole('link', { name: said('front.set_family') }).click()
      await isOurs()
      t.ok(
        await inOrder(
          page,
          said('feedback.before'),
          said('questions.parent.1.limits.2'),
          said('questions.parent.1.respect.ask'),
        ),
        'the limits before the first question',
      )
      t.match(await seen(page), said('layout.any_language'))
      await page.goto(`${address}/ur/help-to-read`)
      await isOurs()
      t.match(await seen(page), said('front.phone_title'))

      await page.goto(`${address}/ur/private`)
      t.match(await seen(page), said('layout.in_english'), 'a page that nobody checked says so')
      await page.getByRole('link', { name: said('layout.other_ways') }).click()
      t.match(await seen(page), '01632 960000')
      t.match(await seen(page), said('front.interpreter_family'))

      await page.goto(`${draftAddress}/ur/private`)
      t.ok(
        await inOrder(page, said('layout.draft'), said('front.private_title')),
        'where drafts are shown, they say so',
      )
      t.match(await seen(page), 'No person has checked these words yet.')
      await page.getByRole('link', { name: said('layout.other_ways') }).click()
      t.match(await seen(page), said('front.phone_title'))
      await page.close()
    },
  )
}

t.test(
  'FA-1 somebody answers in Urdu, and what they wrote is kept beside what a person made of it in English',
  async (t) => {
    const theirs = 'کسی نے ہمیں نہیں بتایا کہ آگے کیا ہوگا۔'
    const page = await phone({ scripts: false })
    await page.goto(`${address}/ur/say/family`)
    await page.getByLabel(said('questions.parent.1.got-in-the-way.ask')).fill(theirs)
    await page.locator('input[name="t.words-permission"][value=better]').check()
    const { id, ref, language } = await comesBy(async () => {
      await page.getByRole('button', { name: said('feedback.send'), exact: true }).click()
      await page.locator('.six').waitFor()
    })
    t.equal(language, 'ur')
    await page.close()
    const ruth = await desk('ruth')
    await openWords(stage, ruth, ref, 'I read it first')
    await ruth.getByText('Put it into English', { exact: true }).click()
    await ruth.getByLabel('The same in English').fill('Nobody told us what would happen next.')
    await ruth.getByRole('button', { name: 'Keep it' }).click()
    await ruth.locator('.said', { hasText: 'Nobody told us' }).waitFor()
    t.ok(await inOrder(ruth, theirs, 'Nobody told us what would happen next.'), 'side by side')
    t.match(await seen(ruth), 'By Ruth.', 'with who made it')
    await ruth.close()
    await twoRead(stage, ref)
    const kept = await openResponse(db, keys, ref, 'first reading', cast.ruth, stage.site.now())
    t.equal(kept['got-in-the-way'], theirs, 'letter by letter')
    const rows = await db.selectFrom('sealed_words').select('question_key').where('response_id', '=', id).execute()
    t.same(rows.map(({ question_key }) => question_key).sort(), ['got-in-the-way', 'got-in-the-way~en'])
  },
)

t.test(
  'FA-2 a child’s name is out of the copy before any lead sees it, and stays only where it is sealed',
  async (t) => {
    const page = await phone({ scripts: false })
    const words = 'Aisha waited for months. They never asked what Aisha wanted, or me, at Ferham Road.'
    const asked = { 'What got in the way?': words }
    const { id, ref } = await comesBy(() => say(stage, page, 'family', asked, { may: 'Yes, inside the service' }))
    await page.close()
    const lead = await stage.as('leah')
    const paths = ['theming', `theming/${ref}`, 'themes', 'themes/waiting-and-timing', 'board', `reading/${ref}`]
    for (const path of paths) {
      const { body } = await lead.get(`/team/${path}`)
      t.notMatch(body, /Aisha|Ferham|waited for months/, `${path} before it was read`)
    }
    const read = await twoRead(stage, ref, [
      ['Aisha', 'family'],
      ['Ferham Road', 'place'],
    ])
    t.match(read, 'Aisha waited', 'a reader sees it whole')
    const screen = await desk('leah')
    await screen.goto(`${address}/team/theming/${ref}`)
    const copy = (await seen(screen)).replace(/[[\]]/g, '')
    t.match(copy, /\[?family( 1)?\]? waited for months/i)
    t.match(copy, /what \[?family( 1)?\]? wanted, or me, at \[?place\]?\./)
    await screen.close()
    for (const path of paths) t.notMatch((await lead.get(`/team/${path}`)).body, /Aisha|Ferham/, path)
    t.notMatch(await everyRow(stage), /Aisha|Ferham/, 'in no table in clear')
    const original = await openResponse(db, keys, ref, 'concern', cast.ruth, stage.site.now())
    t.equal(original['got-in-the-way'], words, 'and whole in the sealed store')
    t.equal((await db.selectFrom('released_words').select('id').where('response_id', '=', id).execute()).length, 1)
  },
)

for (const { scripts, how } of bothWays) {
  t.test(
    `FA-4 who finds no version in their language is shown the phone, and an interpreter who is not family: ${how}`,
    async (t) => {
      const page = await phone({ scripts })
      await page.goto(address)
      await page.getByRole('link', { name: 'Languages and help to read' }).click()
      t.ok(
        await inOrder(
          page,
          'Is your language not here?',
          'By phone',
          '01632 960000',
          'Monday to Friday, 9 to 5',
          'ask for an interpreter',
          'With an interpreter',
          'Ask any worker you trust for an interpreter',
          'It should not be somebody from your family, or a friend.',
        ),
      )
      t.equal(await page.locator('a[href="tel:01632960000"]').count(), 1)
      await page.close()
    },
  )
}
