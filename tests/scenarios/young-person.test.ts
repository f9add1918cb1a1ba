import t from 'tap'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { give } from '../fixtures/giving.ts'
import { bothWays, everyRow, inOrder, keyOn, openStage, openWords, say, seen } from './steps.ts'

const stage = await openStage()
const { address, server, db, keys, cast, phone, desk, comesBy } = stage

/** The heading of the page after Send. */
const thanks = 'Thank you. Your words are with us.'

const readingOf = (id: string) =>
  db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()

/** The page after Send, without what is each person's own. */
const alike = (html: string) =>
  html
    .replace(/name="form_token" value="[^"]+"/g, 'name="form_token"')
    .replace(/<ol class="six".*?<\/ol>/s, '<ol class="six"></ol>')
    .replace(/<p class="digits">.*?<\/p>/s, '<p class="digits"></p>')

const hurt = 'My uncle is hurting me now.\r\nEvery night. Please do not ring my house.'

for (const { scripts, how } of bothWays) {
  t.test(`YP-2 who says that somebody hurts them sees what everybody sees, and is read in time: ${how}`, async (t) => {
    const told = await phone({ scripts })
    const harmless = await phone({ scripts })
    const { id, ref } = await comesBy(() => say(stage, told, '11-17', { 'What should change?': hurt }))
    await say(stage, harmless, '11-17', { 'What helped most?': 'She was kind.' })
    t.equal(alike(await told.content()), alike(await harmless.content()), 'the same page to the letter')
    t.ok(await inOrder(told, 'Would you like someone to be able to reach you?', '999', '0800 1111', 'Any time'))
    t.match(await seen(told), 'The next reading day is', 'when somebody reads here')
    await told.getByRole('link', { name: 'Numbers in Rotherham' }).click()
    t.match(await seen(told), 'South Yorkshire Police', 'local numbers')

    const reading = await readingOf(id)
    t.match(reading, { state: 'waiting', reason: 'child wrote' })
    t.ok(reading.due_at && reading.due_at > stage.site.now(), 'with a due time')
    const ruth = await desk('ruth')
    await ruth.goto(`${address}/team/reading`)
    t.match(await seen(ruth), new RegExp(`${ref} Due .+ A child wrote. Not yet read by a person.`))
    await openWords(stage, ruth, ref, 'I read it first')
    t.match(await ruth.locator('.said').textContent(), 'Every night. Please do not ring my house.', 'in full')
    for (const name of ['leah', 'sam', 'noor', 'bea'] as const) {
      const member = await stage.as(name)
      for (const path of ['theming', 'themes', 'board', `theming/${ref}`, `reading/${ref}`]) {
        const { body } = await member.get(`/team/${path}`)
        t.notMatch(body, /hurting me|Every night/, `${name} at ${path}`)
        if (!path.includes('/')) t.notMatch(body, ref, `${name} at ${path}`)
      }
    }
    t.same(await db.selectFrom('released_words').select('id').execute(), [], 'nothing went on')
    for (const page of [told, harmless, ruth]) await page.close()
  })
}

t.test('YP-2 any box of any version takes it in full, and the next page does not change', async (t) => {
  for (const set of ['8-11', '11-17', 'family', 'adult'] as const) {
    const form = (await server.inject({ url: `/say/${set}` })).body
    const boxes = [...form.matchAll(/<textarea[^>]* name="([^"]+)"/g)].map(([, name = '']) => name)
    t.ok(boxes.length >= 2, set)
    const ordinary = alike((await give(server, set, { [boxes[0] ?? '']: 'All fine.' })).body)
    for (const box of boxes) {
      const { ref } = await comesBy(async () => {
        t.equal(alike((await give(server, set, { [box]: hurt })).body), ordinary, `${set} ${box}`)
      })
      const opened = await openResponse(db, keys, ref, 'first reading', cast.ruth, stage.site.now())
      t.same(Object.values(opened), [hurt.replace('\r', '')])
    }
    const unsafe = await give(server, set, { 't.unsafe-now': 'yes', [boxes[0] ?? '']: hurt })
    t.equal(alike(unsafe.body), ordinary, `${set}, unsafe now`)
  }
})

for (const { scripts, how } of bothWays) {
  t.test(`YP-6 one answer is enough, and nothing on the way is red: ${how}`, async (t) => {
    const page = await phone({ scripts })
    await page.goto(`${address}/say/11-17`)
    await page.getByRole('link', { name: 'Start the questions' }).click()
    for (let n = 1; n <= 6; n += 1) await page.locator(`#q${n}`).getByRole('link', { name: 'Skip' }).click()
    await page.getByLabel('What helped most?').fill('She listened.')
    await page.locator('#q7').getByRole('link', { name: 'Next' }).click()
    for (let n = 8; n <= 12; n += 1) await page.locator(`#q${n}`).getByRole('link', { name: 'Skip' }).click()
    const { id } = await comesBy(async () => {
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByRole('heading', { name: thanks }).waitFor()
    })
    t.equal(await page.locator('[role=alert], .problem, .problems, [aria-invalid]').count(), 0)
    const answers = await db.selectFrom('answers').select('question_key').where('response_id', '=', id).execute()
    const words = await db.selectFrom('sealed_words').select('question_key').where('response_id', '=', id).execute()
    t.same([answers, words], [[], [{ question_key: 'helped-most' }]], 'what was skipped is not there')
    await page.close()
  })

  t.test(`YP-7 the key can be said aloud or copied, is put away or refused, and stays theirs: ${how}`, async (t) => {
    for (const [button, kept, done] of [
      ['I have kept it', 'kept', 'Your key is not on this page any more.'],
      ['I don’t want one', 'not wanted', 'No key is kept for you.'],
    ] as const) {
      const page = await phone({ scripts })
      const { id, ref } = await comesBy(() => say(stage, page, '11-17', { 'What should change?': 'Ring first.' }))
      const key = await keyOn(page)
      t.match(key, /^([a-z]+ ){5}[a-z]+$/, 'six words')
      t.match(await seen(page), 'Say the six words aloud until they stick.')
      const selected = await page.locator('.six').evaluate((list) => {
        getSelection()?.selectAllChildren(list)
        return getSelection()?.toString().trim().split(/\s+/).join(' ')
      })
      t.equal(selected, key, 'they can be marked and copied')
      t.equal(await page.getByRole('button', { name: /I have kept it|I don’t want one/ }).count(), 2)
      t.equal(await page.locator('input[type=email], a[href^="mailto:"]').count(), 0, 'nobody offers to send it')
      await page.getByRole('button', { name: button }).click()
      t.match(await seen(page), done)
      t.notMatch(await seen(page), key)
      const row = await db.selectFrom('responses').select('key_kept').where('id', '=', id).executeTakeFirst()
      t.equal(row?.key_kept, kept)

      const secret = new RegExp(key.split(' ').slice(0, 2).join('[^a-z]+'), 'i')
      const rows = await everyRow(stage)
      t.notMatch(rows, secret, 'it lies nowhere')
      t.notMatch(rows, Buffer.from(key.split(' ').slice(0, 2).join(' ')).toString('hex'), 'nor as bytes')
      t.same(await db.selectFrom('outbox').select('id').execute(), [], 'and was sent to nobody')
      const ruth = await stage.as('ruth')
      await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
      const { body } = await ruth.get(`/team/reading/${ref}`)
      t.match(body, 'Ring first.')
      t.notMatch(body, secret, 'nor does a reader see it')
      await page.close()
    }
  })
}

for (const { scripts, how } of bothWays) {
  t.test(
    `YP-11 a child goes through the pictures on a small screen, one question at a time, and sends: ${how}`,
    async (t) => {
      const page = await phone({ scripts })
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.goto(`${address}/say/8-11`)
      await page.getByRole('link', { name: 'Start the questions' }).click()
      const answers = ['Yes', 'A bit', 'No', 'Not sure']
      for (let n = 1; n <= 9; n += 1) {
        const question = page.locator(`#q${n}`)
        await page.waitForTimeout(150)
        const [from = -1, to = 999] = await question.evaluate((all) => {
          const links = [...(all as Element).querySelectorAll('a')].map((one) => one.getBoundingClientRect().bottom)
          return [(all as Element).getBoundingClientRect().top, Math.max(...links)]
        })
        t.ok(from >= -1 && to <= 640, `${n} is whole on the screen: ${from} to ${to}`)
        const answer = answers[n - 1]
        if (answer) {
          const words = await question.locator('.pic').allInnerTexts()
          t.same(
            words.map((one) => one.trim()),
            answers,
            'each picture has words',
          )
          await question
            .locator('.pic', { hasText: new RegExp(`^\\s*${answer}\\s*$`) })
            .locator('svg')
            .click()
          t.ok(await question.getByRole('radio', { name: answer, exact: true }).isChecked(), 'a picture can be pressed')
        }
        await question.getByRole('link', { name: 'Next' }).click()
      }
      const { id } = await comesBy(async () => {
        await page.getByRole('button', { name: 'Send' }).click()
        await page.locator('.six').waitFor()
      })
      const ticks = await db
        .selectFrom('answers')
        .select(['question_key', 'choice'])
        .where('response_id', '=', id)
        .execute()
      t.same(Object.fromEntries(ticks.map(({ question_key, choice }) => [question_key, choice])), {
        listen: 'yes',
        safe: 'a-bit',
        told: 'no',
        'did-what-said': 'not-sure',
      })
      await page.close()
    },
  )
}
