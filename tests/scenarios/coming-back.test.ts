import t from 'tap'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'
import { decidedInPublic, readAndTheme, themedWithKey } from '../fixtures/themed.ts'
import { bothWays, comeBack, inOrder, openStage, openWords, say, seen, showRest } from './steps.ts'

// It began six weeks ago, and what was said then is released by now.
const WEEKS = 6
const stage = await openStage({ at: new Date(Date.now() - WEEKS * 7 * 86_400_000) })
const { address, db, keys, cast, phone, desk, comesBy, pass } = stage

const mine = { 't.words-permission': 'better', 'w.better': 'Tell me first, said the otter.' }
const child = await givenWithKey(stage, mine, '8-11')
const young = await givenWithKey(stage, { ...mine, 'w.should-change': 'Tell me first, said the otter.' }, '11-17')
for (const one of [child, young]) await readAndTheme(stage, one)
for (let n = 0; n < 9; n += 1) await themedWithKey(stage, 'Nobody told us.')
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const decisionId = await decidedInPublic(stage, { dueOn: later(90) })
await releaseAsItIs(db, periodOf(dayOf(stage.site.now())).key)
pass(WEEKS * 7 * 24 * 60)

for (const { scripts, how } of bothWays) {
  t.test(
    `YP-8 weeks later the key shows the whole way, in the words of their version, and not their own: ${how}`,
    async (t) => {
      const page = await phone({ scripts })
      await comeBack(stage, page, young.key.toUpperCase())
      t.ok(
        await inOrder(
          page,
          ...['Received', 'Read', 'In the week of', 'Two people have read it. They hid nothing.'],
          ...['Themed', 'We heard one thing:', 'Knowing what is going on', 'About 10 people spoke about this in '],
          ...['Decided', 'Planned', 'Your worker will tell you what comes next.', 'Why: People were left to guess.'],
          ...['Changed', 'Not yet.', 'Due by '],
        ),
      )
      t.notMatch(await seen(page), 'otter', 'never their own words')
      await page.getByRole('button', { name: 'Close my page' }).click()

      const short = child.key.split(' ').map((word) => word.slice(0, 4))
      await comeBack(stage, page, short.join('-'))
      t.match(await seen(page), 'Your worker will tell you what is next.', 'a child reads the easy sentence')
      t.notMatch(await seen(page), 'otter')
      await page.close()
    },
  )
}

t.test(
  'YP-8 "that is not what I meant" reaches the themer, coding opens again, and the page says how far it is',
  async (t) => {
    const sam = await desk('sam')
    for (const { scripts, how } of bothWays) {
      const { key, id, ref } = scripts ? young : child
      const page = await phone({ scripts })
      await comeBack(stage, page, key)
      await page.getByRole('link', { name: 'That is not what I meant' }).click()
      await page.getByLabel('Knowing what is going on').check()
      await page.getByRole('textbox').fill('I meant the police.')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.waitForURL(/way$/)
      t.match(
        await seen(page),
        /his is not what you meant: Knowing what is going on A person is looking at it again/,
        how,
      )
      const themings = await db.selectFrom('themings').select('response_id').where('response_id', '=', id).execute()
      t.same(themings, [], 'theming is open again')
      await sam.goto(`${address}/team/theming`)
      t.match(await seen(sam), new RegExp(`${ref} Released [^.]+\\. The person says this is not what they meant\\.`))
      await sam.goto(`${address}/team/theming/${ref}`)
      await sam.getByRole('button', { name: /^Undo/ }).first().click()
      await sam.getByText('Nothing is marked yet.').waitFor()
      await sam.getByRole('button', { name: 'Finish this one' }).click()
      await sam.waitForURL(/theming$/)
      await page.reload()
      t.match(await seen(page), /A person looked at it again.* in the week of \d/, how)
      const reading = await db.selectFrom('readings').select('state').where('response_id', '=', id).executeTakeFirst()
      t.equal(reading?.state, 'waiting', 'and what they meant is read as any other words')
      await page.close()
    }
    await sam.close()
  },
)

t.test('YP-8 what was done is told as soon as it is', async (t) => {
  const { key } = await themedWithKey(stage, 'Nobody told me either.')
  const done = {
    decisionId,
    whatWasDone: 'Each plan says what comes next.',
    madeOn: stage.site.now().toISOString().slice(0, 10),
    ...{
      shouldHear: 'Fewer people say it.',
      hearWay: 'fewer concerns',
      heardBy: '2099-05-31',
      whyNoPassages: 'It was said.',
    },
  }
  t.match(await recordPracticeChange(db, keys, done, cast.leah, stage.site.now()), { ok: true })
  const page = await phone({ scripts: false })
  await comeBack(stage, page, key)
  t.ok(await inOrder(page, 'Made', 'Changed', 'Your worker will tell you what comes next.', 'It is too early to say'))
  await page.close()
})

t.test('YP-3 who could not be found is told so on their page, with ways to tell us who they are', async (t) => {
  const page = await phone({ scripts: false })
  let key = ''
  const { ref, id } = await comesBy(async () => {
    key = await say(stage, page, '11-17', { 'What should change?': 'He hurts me when mum is out.' })
  })
  t.match(await seen(page), 'Unless you told us who you are, we cannot find you or send help.', 'said at once, too')
  await comeBack(stage, page, key)
  t.notMatch(await seen(page), 'We could not tell who you are')
  const ruth = await desk('ruth')
  await openWords(stage, ruth, ref, 'I read it first')
  await showRest(ruth)
  await ruth.getByLabel('Yes, or I am not sure. Raise a concern.').check()
  await ruth.getByText('If you raise a concern').click()
  await ruth.getByLabel('What is it about?').selectOption('unsafe-at-home')
  await ruth.getByLabel('What worries you?').fill('Somebody hurts them at home.')
  await ruth.getByRole('button', { name: 'I have read and protected it' }).click()
  await ruth.getByRole('group', { name: 'May a child be at risk?' }).getByLabel('Yes').check()
  await ruth.getByRole('group', { name: 'May an adult who' }).getByLabel('We cannot tell').check()
  await ruth.getByLabel('Pass it on to nobody').check()
  await ruth.getByLabel('Why?').first().fill('Nothing tells who it is.')
  await ruth.getByRole('button', { name: 'Record the decision' }).click()
  await ruth.locator('ol.strung li', { hasText: 'Decided' }).waitFor()
  const folded = ruth.locator('summary', { hasText: 'Pass it on' }).first()
  if (await folded.isVisible()) await folded.click()
  await ruth.getByLabel('Nowhere: we cannot tell who it is').check()
  await ruth.getByLabel('If nowhere: why?').fill('Nothing in it tells who it is.')
  await ruth.getByLabel('It is safe: say it there').check()
  await ruth.getByLabel('It is safe: say it there').check()
  await ruth.getByRole('button', { name: 'Record it' }).click()
  await ruth.getByText('Passed on').first().waitFor()
  for (const { scripts, how } of bothWays) {
    const own = await phone({ scripts })
    await comeBack(stage, own, key)
    t.ok(
      await inOrder(own, 'We could not tell who you are. So we could not send help.', 'You can still tell us.', '999'),
      how,
    )
    await own.getByRole('link', { name: 'Say how to reach me' }).first().click()
    t.match(await seen(own), 'If we must pass on what you said to keep someone safe, we pass on how to reach you too.')
    await own.getByLabel('Through someone I trust').check()
    await own.getByLabel('Which number, or whom do we ask for?').fill(`Miss Shah at school, ${how}`)
    await own.getByRole('button', { name: 'Send' }).click()
    await own.waitForURL(/way$/)
    t.match(await seen(own), 'We will reach you the way you said.')
    await own.close()
  }
  const wishes = await db.selectFrom('contact_wishes').selectAll().where('response_id', '=', id).execute()
  t.equal(wishes.length, 2)
  t.ok(
    wishes.every(({ due_at }) => due_at && due_at > stage.site.now()),
    'each with a due time',
  )
  await ruth.goto(`${address}/team/contact`)
  await ruth.getByRole('link', { name: new RegExp(wishes[0]?.ref ?? '-') }).click()
  await ruth.locator('#reason input').first().check()
  await ruth.getByRole('button', { name: 'Open', exact: true }).click()
  t.match(await seen(ruth), 'Miss Shah at school')
  await ruth.close()
  await page.close()
})
