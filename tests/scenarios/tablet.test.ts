import type { Page } from 'playwright-core'
import t from 'tap'
import { forgetHandovers } from '../../src/feedback/with-a-worker/handover.ts'
import { bothWays, keyOn, openStage, openWords, seen } from './steps.ts'

// In a browser that keeps pages alive behind Back, as people's browsers do.
const stage = await openStage({}, { backForwardCache: true })
const { address, desk, comesBy } = stage

/** Wren hands their tablet over: the questions for 11 to 17, about Evolve. */
async function handOver(page: Page, how: 'No, they are on their own' | 'Yes, read with me'): Promise<void> {
  await page.getByRole('link', { name: 'Hand over' }).click()
  await page.getByLabel('11 to 17').check()
  await page.getByLabel('Which team is it about?').selectOption('evolve')
  await page.getByLabel(how).check()
  await page.getByRole('button', { name: 'Sign me out and hand over' }).click()
  await page.getByRole('heading', { name: 'This is yours now' }).waitFor()
}

/** Wren signs in again on the tablet, half an hour later. @returns what they see of the last handover, without its time */
async function signInAgain(page: Page): Promise<string> {
  stage.pass(31)
  await forgetHandovers(stage.db, stage.site.now())
  const [name = '', value = ''] = (await stage.as('wren')).cookie.split('=')
  await page.context().addCookies([{ name, value, url: address }])
  await page.goto(`${address}/team/handover`)
  const last = await page.locator('section:has(#today) li').first().innerText()
  return last.replace(/^.*\d:\d\d/, '').trim()
}

const secret = 'She left without goodbye'

for (const { scripts, how } of bothWays) {
  for (const ends of ['Send', 'Leave quickly'] as const) {
    const name = `YP-9 on a tablet that was handed over the worker’s pages are locked, and after ${ends} nothing comes back`
    t.test(`${name}: ${how}`, async (t) => {
      const page = await desk('wren', { scripts, width: 768, height: 1024 })
      await page.goto(`${address}/team/directory`)
      await handOver(page, 'No, they are on their own')
      t.same(await page.context().cookies(), [])
      for (const path of ['', '/handover', '/directory', '/you', '/keying-in']) {
        const other = await page.context().newPage()
        await other.goto(`${address}/team${path}`)
        t.equal(new URL(other.url()).pathname, '/team/sign-in', `/team${path} is locked`)
        await other.close()
      }
      await page.getByLabel('What should change?').fill(secret)
      await page.locator('#q1').getByText('Some').click()
      let key = 'no key'
      if (ends === 'Send') {
        const response = await comesBy(async () => {
          await page.getByRole('button', { name: 'Send' }).click()
          await page.getByRole('heading', { name: 'Put your key away' }).waitFor()
        })
        t.match(response, { channel: 'tablet', helped: false, service: 'evolve' })
        key = await keyOn(page)
        await page.getByRole('button', { name: 'I have kept it' }).click()
        await page.getByRole('heading', { name: 'Please give the tablet back' }).waitFor()
      } else {
        const away = page.waitForRequest(/^https:\/\/www\.bbc\.co\.uk\/weather/)
        await page.locator('a.leave').click()
        await away
      }
      let neutral = 0
      for (let step = 1; step <= 5; step += 1) {
        await page.goBack({ waitUntil: 'commit', timeout: 600 }).catch(() => {})
        await page.waitForTimeout(250)
        const text = await seen(page)
        t.notMatch(text, new RegExp(`${secret}|${key}|You are Wren|Your handovers`), `${step} back`)
        t.equal(await page.locator('input[type=radio]:checked:not([value=none])').count(), 0, `${step} back: no tick`)
        if (text.includes('Please give the tablet back')) neutral += 1
      }
      t.ok(ends !== 'Send' || neutral > 0, 'Back shows a neutral page')
      const last = await signInAgain(page)
      t.equal(last, ends === 'Send' ? 'Finished' : 'Not finished')
      t.equal(await page.locator('section:has(#today) a').count(), 0, 'a word, and nothing that leads further')
      t.notMatch(await seen(page), new RegExp(`${secret}|${key}`))
      await page.close()
    })
  }

  t.test(`LE-7 "read with me" is said on the page and recorded as helped, never as alone: ${how}`, async (t) => {
    for (const [chosen, says, helped] of [
      ['Yes, read with me', 'You do this together. The person beside you sees what you say now.', true],
      ['No, they are on their own', 'After you send it, the person who gave it to you cannot open it again.', false],
    ] as const) {
      const page = await desk('wren', { scripts, width: 768, height: 1024 })
      await handOver(page, chosen)
      t.match(await seen(page), says)
      await page.getByLabel('What helped most?').fill('Reading it aloud.')
      const response = await comesBy(async () => {
        await page.getByRole('button', { name: 'Send' }).click()
        await page.getByRole('heading', { name: 'Put your key away' }).waitFor()
      })
      t.match(response, { channel: 'tablet', helped })
      if (!scripts) {
        const ruth = await desk('ruth')
        await openWords(stage, ruth, response.ref, 'I read it first')
        t.match(await seen(ruth), 'Reading it aloud.')
        await ruth.close()
      }
      await page.close()
    }
  })
}
