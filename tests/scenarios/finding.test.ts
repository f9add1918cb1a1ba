import type { Page } from 'playwright-core'
import t from 'tap'
import { axeFindings } from '../fixtures/browser.ts'
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
          ...['Who will know', 'Not known yet.', 'Waiting', 'Not known yet.', 'Checked '],
          ...['Near, but not all you asked for', 'We do not know yet if you can text.'],
        ),
      )
      t.notMatch(await seen(page), 'The police run it')
      t.equal(await wider(page), 0, 'nothing is cut at 320 px')
      if (scripts) t.same(await axeFindings(page), [])
      await page.close()
    },
  )
}

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
