import type { Page } from 'playwright-core'
import t from 'tap'
import { addToCounts } from '../../src/feedback/giving/about-you.ts'
import { periodBefore, periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { addVoices, type Room } from '../changes/room.ts'
import { axeFindings } from '../fixtures/browser.ts'
import { exampleRelease, publishExample } from '../fixtures/release.ts'
import { openStage, seen } from './steps.ts'

const stage = await openStage()
const { address, db, cast, desk } = stage
const period = periodBefore(periodOf(dayOf(stage.site.now())))
const phone = { width: 320, height: 640 }
/** What axe finds at 320 px, and that nothing has to be pushed sideways. */
async function lookWell(tried: Pick<typeof t, 'same' | 'equal'>, page: Page, name: string): Promise<void> {
  tried.same(await axeFindings(page), [], name)
  tried.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${name} fits`)
}

t.test('a lead types in whom services saw, reads whose voice is missing, and writes down what is done', async (t) => {
  await addVoices({ db, cast: { sam: cast.sam } } as unknown as Room, 30, { on: `${period.key}-10` })
  for (let n = 0; n < 24; n += 1) {
    const sex = n < 22 ? 'female' : 'male'
    await addToCounts(db, { askedOf: '11-17', choices: { 'sex-1': sex } }, period.key)
  }
  const lead = await desk('leah', phone)
  await lead.goto(`${address}/team/coverage`)
  t.match(await seen(lead), 'Whose voice is missing')
  await lead.getByRole('textbox', { name: 'Everybody' }).fill('a hundred')
  await lead.getByRole('button', { name: 'Save the figures' }).click()
  t.match(await seen(lead), 'Type a whole number, or leave it empty if you do not know it.')
  t.equal(await lead.getByRole('textbox', { name: 'Everybody' }).inputValue(), 'a hundred', 'what was typed is kept')
  await lead.getByRole('textbox', { name: 'Everybody' }).fill('120')
  await lead.locator('summary', { hasText: /^Sex$/ }).click()
  await lead.getByLabel('Boys, young men and men').fill('52')
  await lead.getByLabel('Girls, young women and women').fill('66')
  await lookWell(t, lead, 'typing in')
  await lead.getByRole('button', { name: 'Save the figures' }).click()
  await lead.waitForURL(/#totals$/)
  const boys = lead.locator('#g-sex-male')
  t.match(await boys.innerText(), 'We heard less from boys and young men than services saw of them.')
  await lead.getByLabel('About whom?').selectOption('sex.male')
  await lead.getByLabel('What will be done?').fill('Ask at football')
  await lead.getByLabel('By which day?').fill(dayOf(new Date(stage.site.now().getTime() + 60 * 86_400_000)))
  await lead.getByRole('button', { name: 'Write it down' }).click()
  await lead.waitForURL(/#next$/)
  t.match(await boys.innerText(), 'Next: Ask at football, by')
  await lookWell(t, lead, 'whose voice is missing')
})

t.test('on a board member’s phone each number of the scorecard leads to what it means', async (t) => {
  await publishExample(db, exampleRelease(1, period.key))
  const board = await desk('bea', phone)
  await board.goto(`${address}/team/scorecard`)
  await lookWell(t, board, 'scorecard')
  await board.getByRole('link', { name: '21 days' }).click()
  await board.waitForURL(/#m-first-reply$/)
  t.ok(await board.getByText('Half of all first answers came within so many days.').isVisible())
})
