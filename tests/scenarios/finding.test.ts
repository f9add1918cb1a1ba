import type { Page } from 'playwright-core'
import t from 'tap'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { bothWays, inOrder, openStage, seen } from './steps.ts'

const stage = await openStage({ pseudo: true })
const { address, phone, db } = stage

const wider = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

for (const { scripts, how } of bothWays) {
  t.test(
    `SU-1 "talk to someone this week, text only, not police" finds what fits, and the nearest: ${how}`,
    async (t) => {
      const page = await phone({ scripts })
      await page.goto(`${address}/support`)
      await page.getByLabel('Talk to someone').check()
      await page.getByLabel('This week').check()
      await page.getByText('More wishes, if you like').click()
      await page.getByLabel('By text').check()
      await page.getByLabel('Without the police').check()
      await page.getByRole('button', { name: 'Show what fits' }).click()
      await page.locator('#count').waitFor()
      t.ok(
        await inOrder(
          page,
          ...['1 option fits', 'These fit best', 'Shout', 'Helps with: Talk to someone.', 'By text.'],
          ...[
            'We do not know yet if the police have a part in it. Ask who they tell.',
            'Text SHOUT to',
            'Cost',
            'Free',
          ],
          ...['Who can ask', 'You can ask for it yourself.', 'What happens first', 'You text the word SHOUT to start.'],
          ...['Not known yet: who will know and waiting. You can ask them first.', 'No person has checked this yet.'],
          ...['Near, but not all you asked for', 'We do not know yet if you can text.'],
        ),
      )
      t.notMatch(await seen(page), 'The police run it')
      t.equal(await wider(page), 0, 'nothing is cut at 320 px')
      if (scripts) t.same(await axeFindings(page), [])
      await page
        .getByLabel(/^Put it on my page/)
        .first()
        .check()
      await page.getByRole('button', { name: 'Shout', exact: true }).click()
      await page.getByRole('heading', { name: 'Shout', level: 1 }).waitFor()
      t.equal(page.url(), `${address}/support/look`, 'nothing of it is in the address')
      t.equal(await wider(page), 0)
      if (scripts) t.same(await axeFindings(page), [])
      await page.getByRole('button', { name: 'Back to what fits' }).click()
      await page.locator('#count').waitFor()
      t.ok(await inOrder(page, '1 option fits', 'Shout', 'By text.'), 'the search is still there')
      t.ok(
        await page
          .getByLabel(/^Put it on my page/)
          .first()
          .isChecked(),
        'and what was chosen',
      )
      await page.getByText('What you asked for. Change it here').click()
      for (const name of ['Talk to someone', 'This week', 'By text', 'Without the police']) {
        t.ok(await page.getByLabel(name, { exact: true }).isChecked(), name)
      }
      await page.close()
    },
  )
}

t.test('no browser keeps results or an option that was looked at behind Back', async (t) => {
  const keeping = await openBrowser({ backForwardCache: true })
  t.teardown(() => keeping.close())
  for (const deep of [false, true]) {
    const page = await newPage(keeping, { width: 320, height: 640, scripts: false })
    await page.goto(`${address}/support`)
    await page.getByLabel('Talk to someone').check()
    await page.getByRole('button', { name: 'Show what fits' }).click()
    await page.locator('#count').waitFor()
    if (deep) {
      await page.locator('#found [name="look"]').first().click()
      await page.getByRole('button', { name: 'Back to what fits' }).waitFor()
    }
    await page.goto(`${address}/private`)
    await page.goBack({ waitUntil: 'commit' }).catch(() => undefined)
    await page.waitForTimeout(300)
    t.notMatch(await page.locator('body').innerText(), /Helps with: Talk|Back to what fits/)
    await page.close()
  }
})

t.test('in danger 999 is the first thing on the page of results, also when they change in place', async (t) => {
  const page = await phone({ scripts: true })
  await page.goto(`${address}/support`)
  await page.getByLabel('Have a health check').check()
  await page.getByRole('button', { name: 'Show what fits' }).click()
  await page.getByText('What you asked for. Change it here').click()
  await page.getByLabel('I am in danger now').check()
  await page.locator('#danger a[href="tel:999"]').waitFor()
  await page.getByLabel('I am in danger now').uncheck()
  await page.getByLabel('Have a health check').uncheck()
  await page.locator('#count', { hasText: 'Tick what would help first' }).waitFor()
  t.same(await axeFindings(page), [])
  await page.getByRole('button', { name: 'Show what fits' }).click()
  await page.locator('#need-problem').waitFor()
  t.same(await axeFindings(page), [])
  t.equal(await wider(page), 0)
  await page.close()
})

t.test(
  'with scripts the results narrow in place: said aloud, ticks kept, no address and no entry in the history',
  async (t) => {
    const page = await phone({ scripts: true })
    await page.goto(`${address}/support`)
    await page.getByLabel('Talk to someone').check()
    await page.getByRole('button', { name: 'Show what fits' }).click()
    const status = page.locator('#count')
    const before = await status.innerText()
    await page
      .getByLabel(/^Put it on my page/)
      .first()
      .check()
    const mine = await page.locator('[name="ref"]:checked').getAttribute('value')
    const entries = await page.evaluate(() => history.length)
    await page.getByText('What you asked for. Change it here').click()
    await page.getByText('More wishes, if you like').click()
    await page.getByLabel('By text').check()
    await page.waitForFunction((was) => document.querySelector('#count')?.textContent !== was, before)
    t.match(await status.innerText(), '1 option fits')
    t.ok(await page.getByLabel('By text').isChecked(), 'the form stays as it is')
    t.equal(await page.locator(`[name="ref"][value="${mine}"]`).count(), 1, 'what was ticked goes along')
    t.equal(
      await page.locator('#lost [name="way"]').getAttribute('value'),
      'text',
      'and what is told if it is not there',
    )
    t.equal(page.url(), `${address}/support`)
    t.equal(await page.evaluate(() => history.length), entries)
    t.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0)
    await page.getByLabel('Tonight').check()
    await page.getByLabel('By phone').check()
    await page.waitForFunction(() => !document.querySelector('#count')?.textContent?.startsWith('1 '))
    t.same(await axeFindings(page), [])
    await page.context().setOffline(true)
    await page.getByLabel('Without the police').check()
    t.match(await seen(page), 'Show what fits', 'without a network the button is still there')
    await page.close()
  },
)

t.test('right-to-left and at 320 px nothing is cut, and what somebody asks for is kept nowhere', async (t) => {
  const rows = async () => (await db.selectFrom('jobs').selectAll().execute()).length
  const before = await rows()
  const page = await phone({ scripts: false })
  await page.goto(`${address}/pseudo/support`)
  await page.locator('[name="need"][value="counselling_therapy"]').check()
  await page.locator('[name="when"][value="week"]').check()
  await page.locator('#finder details summary').click()
  await page.locator('#age').fill('17')
  await page.locator('#finder .btn').click()
  await page.locator('#count').waitFor()
  t.equal(await wider(page), 0)
  t.equal(await page.evaluate(() => document.documentElement.dir), 'rtl')
  t.equal(await rows(), before)
  await page.close()
})
