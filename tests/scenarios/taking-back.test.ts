import t from 'tap'
import { agreeQuote, chooseQuote } from '../../src/changes/quote.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { raiseFrom } from '../../src/feedback/reading/reading.ts'
import { periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'
import { decidedInPublic, THEME, themedWithKey } from '../fixtures/themed.ts'
import { bothWays, comeBack, everyRow, inOrder, openStage, openWords, say, seen, showRest } from './steps.ts'

// It began six weeks ago, so that what people said counts by now.
const WEEKS = 6
const stage = await openStage({ at: new Date(Date.now() - WEEKS * 7 * 86_400_000) })
const { address, db, keys, cast, phone, desk, comesBy, pass } = stage
const now = () => stage.site.now()

const otter = 'Nobody told me, said the otter.'
const badger = 'I had to guess, said the badger.'
const mine = [await themedWithKey(stage, otter, 'report'), await themedWithKey(stage, badger, 'report')]
for (let n = 0; n < 9; n += 1) await themedWithKey(stage, 'Nobody told us.')
const decided = [
  await decidedInPublic(stage, { publicSentence: 'You hear what comes next.' }),
  await decidedInPublic(stage),
]
const spokenIn = periodOf(dayOf(now())).key
pass(WEEKS * 7 * 24 * 60)

const peopleOn = async () => (await peopleByTheme(db)).find(({ key }) => key === THEME)?.people ?? 0

/** What they said is quoted in public; and a concern came from it. */
async function quoteAndRaise({ id, ref }: { id: string; ref: string }, decisionId: string): Promise<void> {
  const { id: segmentId } = await db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .select('segments.id')
    .where('response_id', '=', id)
    .executeTakeFirstOrThrow()
  const quote = { decisionId, segmentId }
  const answers = [
    await chooseQuote(db, keys, quote, cast.leah, now()),
    await agreeQuote(db, keys, quote, cast.noor, now()),
  ]
  if (!answers.every(({ ok }) => ok)) throw new Error(JSON.stringify(answers))
  const concern = { about: 'someone-else' as const, note: 'Others may be left to guess.', ownerId: cast.imran.id }
  await raiseFrom(db, keys, ref, concern, cast.ruth, now())
}

for (const [n, { scripts, how }] of bothWays.entries()) {
  t.test(`SU-5 with only the key, words, counts and quotes go at once, and what stays is said: ${how}`, async (t) => {
    const { key, id, ref } = mine[n] ?? { key: '', id: '', ref: '' }
    const quoted = [otter, badger][n] ?? ''
    await quoteAndRaise({ id, ref }, decided[n] ?? '')
    await releaseAsItIs(db, spokenIn)
    const anyone = await phone()
    await anyone.waitForTimeout(3_100)
    await anyone.goto(`${address}/what-changed`)
    t.match(await seen(anyone), quoted)
    t.match(await seen(anyone), 'about 10 people told us')
    const people = await peopleOn()

    const page = await phone({ scripts })
    await comeBack(stage, page, key)
    await page.getByRole('link', { name: 'Take back what I said' }).click()
    const before = [
      'We erase your words, your ticks, and any quote from them.',
      'What stays: a report that is already printed.',
    ]
    const why = 'if we had to tell somebody to keep a person safe, the note about that stays'
    t.ok(await inOrder(page, ...before, why, 'Safety copies of our database are not changed.'), 'said before')
    const again = await page.context().newPage()
    await again.goto(`${address}/back/take-back`)
    await page.getByRole('button', { name: 'Yes, take it back' }).click()
    await page.getByRole('heading', { name: 'It is gone' }).waitFor()
    t.match(await seen(page), 'Your words are erased.')
    t.match(await seen(page), 'One thing had to stay: a note that we told somebody, to keep a person safe.')

    for (const table of ['sealed_words', 'released_words', 'answers', 'readings', 'themings'] as const) {
      const rows = await db.selectFrom(table).selectAll().where('response_id', '=', id).execute()
      t.same(rows, [], table)
    }
    t.notMatch(await everyRow(stage), quoted)
    await t.rejects(openResponse(db, keys, ref, 'concern', cast.ruth, now()), { name: 'NotFound' })
    await anyone.waitForTimeout(3_100)
    await anyone.goto(`${address}/what-changed`)
    t.notMatch(await seen(anyone), quoted, 'the quote is gone')
    t.equal(await peopleOn(), people - 1, 'and they are not counted')
    t.match(await seen(anyone), 'about 10 people told us', 'a released figure stays until the next release')

    await again.getByRole('button', { name: 'Yes, take it back' }).click()
    await again.getByRole('heading', { name: 'It is gone' }).waitFor()
    await page.goto(`${address}/back`)
    await page.getByLabel('Your key').fill(key)
    await page.getByRole('button', { name: 'Open my page' }).click()
    await page.getByText('If your words were taken back, the key opens nothing any more.').first().waitFor()
    t.equal((await db.selectFrom('concerns').select('id').where('response_id', '=', id).execute()).length, 0)
    for (const one of [page, again, anyone]) await one.close()
  })
}

t.test(
  'SU-8 who names a person who harmed them reads what is passed on and to whom, and the copy has no name',
  async (t) => {
    const page = await phone({ scripts: false })
    const words = 'Barry Halloran did it. He trains boys at the club now. My support worker listened.'
    let key = ''
    const { ref } = await comesBy(async () => {
      key = await say(stage, page, 'adult', { 'What should change?': words }, { may: 'Yes, inside the service' })
    })
    await page.close()
    const ruth = await desk('ruth')
    await openWords(stage, ruth, ref, 'I read it first')
    await ruth.getByLabel('Words to hide, as they stand').fill('Barry Halloran')
    await ruth.getByLabel('What is it?').selectOption('name')
    await ruth.getByRole('button', { name: 'Hide everywhere' }).click()
    await ruth.locator('.said .hide').waitFor()
    await showRest(ruth)
    await ruth.getByLabel('Yes, or I am not sure. Raise a concern.').check()
    await ruth.getByText('If you raise a concern').click()
    await ruth.getByLabel('What is it about?').selectOption('adult-in-post')
    await ruth.getByLabel('What worries you?').fill('Says that a man who trains boys harmed them.')
    await ruth.getByRole('button', { name: 'I have read and protected it' }).click()
    await ruth.getByRole('group', { name: 'May a child be at risk?' }).getByLabel('Yes').check()
    await ruth.getByRole('group', { name: 'May an adult who' }).getByLabel('We cannot tell').check()
    await ruth.getByLabel('Pass it on', { exact: true }).check()
    await ruth.getByLabel('Why?').first().fill('He trains boys.')
    await ruth.getByRole('button', { name: 'Record the decision' }).click()
    await ruth.locator('ol.strung li', { hasText: 'Decided' }).waitFor()
    for (const place of ['MASH (children’s front door)', 'Adult social care front door']) {
      const folded = ruth.locator('summary', { hasText: 'Pass it on' }).first()
      if (await folded.isVisible()) await folded.click()
      await ruth.getByLabel(place).check()
      await ruth.getByLabel('It is safe: say it there').check()
      await ruth.getByRole('button', { name: 'Record it' }).click()
      await ruth.locator('ol.strung li', { hasText: place }).filter({ hasText: 'Their page says so.' }).waitFor()
    }
    for (const left of [2, 1]) {
      await ruth.getByRole('button', { name: 'They have answered' }).first().click()
      await ruth.waitForFunction((n) => document.querySelectorAll('ol.strung h3').length === n, 7 - left)
    }
    await ruth.getByLabel('The place it went to has taken it on').check()
    await ruth.getByLabel('How did it end?').fill('Children’s social care takes it on. The writer needs nothing now.')
    const told = 'They will look at the club. We did not say who you are.'
    await ruth.getByLabel('They read this on their page').check()
    await ruth.getByLabel('If it is safe: what will they read?').fill(told)
    await ruth.getByRole('button', { name: 'Propose to close' }).click()
    const concern = ruth.url()
    await ruth.close()
    const imran = await desk('imran')
    await imran.goto(concern)
    await imran.getByRole('button', { name: 'Open the note' }).click()
    await imran.getByText('Children’s social care takes it on.').first().waitFor()
    await imran.getByRole('button', { name: 'Agree and close' }).click()
    await openWords(stage, imran, ref, 'I check what the first reader did')
    await imran.getByRole('button', { name: 'Agree, and release the copy' }).click()
    await imran.waitForURL(/reading$/)
    await imran.close()

    const lead = await desk('leah')
    await lead.goto(`${address}/team/theming/${ref}`)
    t.match(await seen(lead), 'My support worker listened.')
    t.match(await seen(lead), /name\] did it\./)
    t.notMatch(await lead.content(), /Barry|Halloran/)
    await lead.close()
    t.notMatch(await everyRow(stage), /Barry|Halloran/, 'in no table in clear')
    for (const { scripts, how } of bothWays) {
      const own = await phone({ scripts })
      await comeBack(stage, own, key)
      const [child, adult] = [
        'to the team for children in Rotherham, in the week of',
        'to the council’s team for adults, in the week of',
      ]
      t.ok(await inOrder(own, 'What we were able to do', 'We passed on what worries us, ', child, adult, told), how)
      t.notMatch(await seen(own), /Barry|Halloran/)
      await own.close()
    }
  },
)
