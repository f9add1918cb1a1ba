import type { Page } from 'playwright-core'
import t from 'tap'
import { bothWays, comeBack, inOrder, keyOn, openStage, openWords, seen } from './steps.ts'

const stage = await openStage({ settings: { SEALED_LINK: 'on' } })
const { db, phone, desk, comesBy, pass } = stage

/** Wren, a worker, makes invitations for Evolve. @returns their links */
async function invite(count: number, kind: 'Plain.' | 'Sealed.' = 'Plain.'): Promise<string[]> {
  const wren = await desk('wren')
  await wren.getByRole('link', { name: 'Invitations' }).first().click()
  await wren.getByLabel('For which team?').selectOption('evolve')
  await wren.getByLabel('How many?').fill(String(count))
  await wren.getByLabel(kind).check()
  await wren.getByRole('button', { name: 'Make them' }).click()
  const links = await wren.locator('.links .quiet').allTextContents()
  await wren.close()
  return links
}

/** Opens a link, chooses the questions for 11 to 17, writes and sends. @returns the key */
async function answer(page: Page, link: string, words: string): Promise<string> {
  await page.goto(link)
  await page.getByRole('button', { name: '11 to 17' }).click()
  await page.getByLabel('What should change?').fill(words)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('heading', { name: 'Thank you. Your words are with us.' }).waitFor()
  return keyOn(page)
}

for (const { scripts, how } of bothWays) {
  t.test(
    `YP-1 a link opens on a phone: who reads comes before the first question, forms are enough: ${how}`,
    async (t) => {
      const [link = ''] = await invite(1)
      const page = await phone({ scripts })
      const asked: string[] = []
      page.on('request', (one) =>
        asked.push(`${one.method()} ${one.resourceType()} ${one.headers()['content-type'] ?? ''}`),
      )
      await page.goto(link)
      t.ok(
        await inOrder(
          page,
          'Trained people read it on working days.',
          'we have to pass that on',
          'This link does not say who you are.',
          '11 to 17',
        ),
      )
      await page.getByRole('button', { name: '11 to 17' }).click()
      t.ok(
        await inOrder(
          page,
          'This link does not say who you are.',
          'Trained people read this on working days',
          'we have to pass that on',
          '1 of 12',
          'I could say what I really thought.',
        ),
      )
      const limits = await page.locator('.limits .strung').innerText()
      t.ok(limits.split(/\s+/).length <= 120, 'in at most 120 words')
      await page.getByRole('link', { name: 'Start the questions' }).click()
      await page.locator('#q1').getByText('Some').click()
      await page.getByLabel('What should change?').fill('Ring before you come.')
      const response = await comesBy(async () => {
        await page.getByRole('button', { name: 'Send' }).click()
        await page.getByRole('heading', { name: 'Thank you. Your words are with us.' }).waitFor()
      })
      t.match(response, { channel: 'invitation', service: 'evolve', has_words: true })
      await page.getByRole('button', { name: 'I have kept it' }).click()
      await page.getByRole('heading', { name: 'Done' }).waitFor()
      t.same(await page.context().cookies(), [])
      if (!scripts) {
        const posts = asked.filter((one) => one.startsWith('POST'))
        t.same(new Set(posts), new Set(['POST document application/x-www-form-urlencoded']), 'only plain forms')
        t.equal(posts.length, 3)
        t.ok(asked.every((one) => !/ (xhr|fetch|websocket) /.test(one)))
      }
      await page.close()
    },
  )
}

t.test('YP-4 two readers open a sealed link, and the page of the key says so and why', async (t) => {
  const [link = '', other = ''] = await invite(2, 'Sealed.')
  const page = await phone({ scripts: false })
  await page.goto(link)
  t.match(await seen(page), 'Two people here can find out', 'said before the first question')
  for (const [at, tell] of [
    [link, 'Yes, tell them'],
    [other, 'No, unsafe to say'],
  ] as const) {
    let key = ''
    const { id, ref } = await comesBy(async () => {
      key = await answer(page, at, 'He hits me every Friday.')
    })
    const ruth = await desk('ruth')
    const imran = await desk('imran')
    await openWords(stage, ruth, ref, 'I read it first')
    await ruth.getByRole('link', { name: 'Open the sealed link' }).click()
    await ruth.getByLabel('The person who wrote is being hurt, or may be').check()
    await ruth.getByLabel('What makes you think so?').fill('He hits them on Fridays, and it is Thursday.')
    await ruth.getByLabel(tell).check()
    if (tell.startsWith('Yes'))
      await ruth.getByLabel('If so: what will they read?').fill('Somebody will ring you at school.')
    await ruth.getByRole('button', { name: 'Ask a second reader' }).click()
    t.match(await seen(ruth), 'Another reader has to agree. You cannot.')
    t.equal(await ruth.getByRole('button', { name: 'I agree: open it' }).count(), 0)
    const code = at.slice(-9)
    t.notMatch(await seen(ruth), code, 'one alone sees no code')

    await openWords(stage, imran, ref, 'I check what the first reader did')
    await imran.getByRole('link', { name: 'Answer' }).click()
    t.match(await seen(imran), 'He hits them on Fridays')
    await imran.getByRole('button', { name: 'I agree: open it' }).click()
    t.match(await seen(imran), code, 'two see it')
    await ruth.reload()
    t.match(await seen(ruth), code)

    const log = await desk('otto')
    await log.goto(`${stage.address}/team/log`)
    t.match(
      await seen(log),
      new RegExp(
        `Imran Opened a sealed link reason: The person who wrote is being hurt, or may be asked by: Ruth.{1,30}response ${id.slice(0, 8)}`,
      ),
      'both names and the reason are in the log',
    )
    t.equal((await db.selectFrom('seal_openings').select('outcome').where('response_id', '=', id).execute()).length, 1)
    for (const { scripts, how } of bothWays) {
      const own = await phone({ scripts })
      await comeBack(stage, own, key)
      const way = await seen(own)
      await own.close()
      if (tell.startsWith('Yes')) {
        t.match(way, 'Your sealed link was opened', how)
        t.match(way, 'They were worried that somebody hurts you, or may hurt you.')
        t.match(way, 'Somebody will ring you at school.')
      } else {
        t.notMatch(way, /sealed link was opened|two people here looked/, `nothing, where it is unsafe to say: ${how}`)
      }
    }
    for (const one of [ruth, imran, log]) await one.close()
  }
  await page.close()
})

t.test('YP-5 a link that was used, is too old or unknown says which, shows nothing, and leads on', async (t) => {
  const [used = '', old = ''] = await invite(2)
  const first = await phone({ scripts: false })
  const key = await answer(first, used, 'Only for the readers.')
  await first.close()
  const unknown = used.replace(/.{9}$/, 'BCDF-GHJK')
  const states: [string, string, string][] = [
    [used, 'This code was used before', 'Each code works once. Somebody has sent an answer with it.'],
    [unknown, 'We do not know this code', 'Maybe one letter is different.'],
    [old, 'This code is too old', 'Its time is over, and that is not your fault.'],
  ]
  for (const [link, title, lead] of states) {
    if (link === old) pass(100 * 24 * 60)
    for (const { scripts, how } of bothWays) {
      const page = await phone({ scripts })
      await page.goto(link)
      await page.getByRole('heading', { name: title }).waitFor()
      const text = await seen(page)
      t.match(text, lead, how)
      for (const theirs of ['Only for the readers', key, 'Evolve', 'Wren']) t.notMatch(text, theirs)
      const buttons = page.locator('main').locator('a.btn, button')
      t.equal(await buttons.count(), 1, 'one button')
      await buttons.click()
      await page.getByRole('link', { name: '11 to 17' }).click()
      t.ok(await inOrder(page, 'Before you start', '1 of 12'), 'the open form')
      t.equal(await page.locator('input[name=came]').count(), 0)
      t.same(await page.context().cookies(), [])
      await page.close()
    }
  }
})
