import t from 'tap'
import { askForDecisions, COUNTED_AFTER_DAYS } from '../../src/changes/escalating/opening.ts'
import { passUpLate } from '../../src/changes/escalating/rising.ts'
import { laterBy } from '../../src/days.ts'
import { periodBefore, periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { addVoices, type Room } from '../changes/room.ts'
import { axeFindings } from '../fixtures/browser.ts'
import { decidedInPublic } from '../fixtures/themed.ts'
import { openStage } from './steps.ts'

// BO-4 and BO-5: what nobody decided is in sight with who has it, and a challenge gets an answer that both sides stand by.
const stage = await openStage()
const { db, keys, address, site } = stage
const now = site.now()
const period = periodBefore(periodOf(laterBy(dayOf(now), -COUNTED_AFTER_DAYS)))
await addVoices(stage as unknown as Room, 12, { theme: 'waiting-and-timing', on: period.from })
await askForDecisions(db, keys, 60, now)
await passUpLate(db, keys, 60, new Date(now.getTime() + 100 * 24 * 3_600_000))
await decidedInPublic(stage)

const window = { width: 320, height: 640, scripts: false }
const well = { width: 320, height: 640 }

t.test(
  'BO-4: a lead sees a theme that went up without a decision, names its owner and moves its day with a reason',
  async (t) => {
    const page = await stage.desk('leah', window)
    await page.goto(`${address}/team/undecided`)
    await page.getByText('With the Delivery Group.').waitFor()
    await page.getByRole('link', { name: 'Waiting and timing' }).click()
    await page.getByLabel('Job title').fill('Head of commissioning')
    await page.getByRole('button', { name: 'Name the owner' }).click()
    await page.getByText('Owner: Head of commissioning').waitFor()
    await page.getByLabel('Why?').fill('')
    await page.getByRole('button', { name: 'Move the day' }).click()
    await page.getByRole('link', { name: 'Say why.' }).waitFor()
    t.equal(await page.locator('#why').getAttribute('aria-invalid'), 'true')
  },
)

t.test('BO-5: the scrutineer challenges a change on a phone, is answered, and still disagrees', async (t) => {
  const sol = await stage.desk('sol', window)
  await sol.getByText('Menu', { exact: true }).click()
  await sol.getByRole('link', { name: 'Challenges' }).click()
  await sol.getByRole('link', { name: 'Make a challenge' }).click()
  await sol.getByLabel('What is it about?').selectOption({ label: 'Say what comes next' })
  await sol.getByLabel('What do you challenge, and what do you want to see?').fill('Who looks whether it is done?')
  await sol.getByRole('button', { name: 'Make the challenge' }).click()
  await sol.getByText('No reply yet').waitFor()

  const leah = await stage.desk('leah', window)
  await leah.goto(`${address}/team/challenges/C-1`)
  await leah.getByLabel('Reply').fill('A manager looks at ten plans each month.')
  await leah.getByRole('button', { name: 'Send the reply' }).click()
  await leah.getByText('A manager looks at ten plans each month.').waitFor()

  await sol.reload()
  await sol.getByLabel('No, I still disagree.').check()
  await sol.getByLabel('In your words').fill('Nobody from outside looks.')
  await sol.getByRole('button', { name: 'Write it down' }).click()
  await sol.getByRole('heading', { name: 'Still disagrees' }).waitFor()
  await sol.getByText('Nobody from outside looks.').waitFor()
  t.pass('both sides stand beside one another')
})

t.test('the panel says what it thinks, and every page of this can be used by everybody', async (t) => {
  const pia = await stage.desk('pia', well)
  await pia.goto(`${address}/team/panel`)
  await pia.getByLabel('What do you think of it?').fill('Say it twice, people forget.')
  await pia.getByRole('button', { name: 'Send it to the lead' }).click()
  await pia.getByRole('button', { name: 'Take it back' }).waitFor()
  t.same(await axeFindings(pia), [])
  const decision = await db.selectFrom('decisions').select('id').executeTakeFirstOrThrow()
  const wait = await db.selectFrom('theme_waits').select('id').executeTakeFirstOrThrow()
  const leah = await stage.desk('leah', well)
  const [panel, undecided] = [`/team/changes/${decision.id}/panel`, `/team/undecided/${wait.id}`]
  for (const url of [panel, undecided, '/team/undecided', '/team/challenges', '/team/challenges/C-1']) {
    await leah.goto(`${address}${url}`)
    t.same(await axeFindings(leah), [], url)
    t.equal(await leah.evaluate(() => document.documentElement.scrollWidth), 320, `${url} needs no sideways scrolling`)
  }
})
