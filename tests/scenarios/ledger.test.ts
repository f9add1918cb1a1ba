import type { Page } from 'playwright-core'
import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { type Period, periodBefore, periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { addVoices, fewerGoodbyes, goodbye, type Room } from '../changes/room.ts'
import { axeFindings } from '../fixtures/browser.ts'
import { openStage, seen } from './steps.ts'

const stage = await openStage()
const { address, db, keys, cast, desk } = stage
const now = stage.site.now()
/** The period so many before the one that runs. */
const ago = (periods: number): Period =>
  Array.from({ length: periods }).reduce((one: Period) => periodBefore(one), periodOf(dayOf(now)))
const dayIn = (period: Period, day = '10') => `${period.key}-${day}`
const speak = (how: number, period: Period, theme: string) =>
  addVoices({ db, cast: { sam: cast.sam } } as unknown as Room, how, { on: dayIn(period), theme })
type Tap = { same: (found: unknown, wanted: unknown, name: string) => boolean; equal: Tap['same'] }

/** What axe finds at 320 px, and that nothing has to be pushed sideways. */
async function lookWell(t: Pick<Tap, 'same' | 'equal'>, page: Page, name: string): Promise<void> {
  t.same(await axeFindings(page), [], name)
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${name} fits`)
}
const later = dayOf(new Date(now.getTime() + 90 * 86_400_000))

t.test('LE-4 nine people spoke of endings: the decision is not recorded until each part is there', async (t) => {
  await speak(9, ago(1), 'continuity-and-endings')
  const lead = await desk('leah', { width: 320, height: 640, scripts: false })
  await lead.goto(`${address}/team/changes/new?theme=continuity-and-endings`)
  const send = () => lead.getByRole('button', { name: 'Record the decision' }).click()
  await send()
  t.match(await seen(lead), 'There is a problem')
  for (const asked of [
    ...['Choose what was decided.', 'Say why. Everyone can read this.', 'Say who sees that it happens, by job title.'],
    ...['Choose one of the strategy’s measures of success.', 'Write the sentence that everyone will read.'],
    ...['Write it in easy words too.', 'Say why in easy words too.', 'Choose what sort of change it is.'],
  ])
    t.match(await seen(lead), asked)
  await lead.getByLabel('Planned: it will be made, by a day').check()
  await lead.getByLabel('A name for it, for the team').fill('Plan every goodbye')
  await lead.getByLabel('Why?').fill('It costs little, and every age group asked for it.')
  await lead.getByLabel('Who sees that it happens?').fill('Head of practice')
  await lead.getByLabel('For which organisation?').fill('Evolve')
  await lead.getByLabel('Which measure of success').selectOption({ index: 1 })
  await lead.getByLabel('The sentence that everyone reads').fill('We plan the goodbye with you.')
  await lead.getByLabel('The same in easy words').fill(`${'word '.repeat(16)}.`)
  await lead.getByLabel('The reason in easy words').fill('It is sad when a worker goes and nobody tells you.')
  await lead.getByLabel('What sort of change is it?').selectOption('service')
  await send()
  t.match(await seen(lead), 'Give the day by which it is to be made.')
  t.match(await seen(lead), 'At most 15 words in each sentence.')
  t.match(await seen(lead), 'Plan every goodbye', 'what was typed is kept')
  await lead.getByLabel('By which day?').fill(later)
  await lead.getByLabel('The same in easy words').fill('We plan the goodbye with you.')
  await send()
  await lead.waitForURL(/\/team\/changes\/[0-9a-f-]{36}$/)
  t.match(await seen(lead), 'Sort: service')
  await lead.getByRole('link', { name: 'Link passages' }).click()
  await lead.getByRole('checkbox').first().check()
  await lead.getByRole('button', { name: 'Link them' }).click()
  t.equal(await lead.getByRole('button', { name: /^Take away/ }).count(), 1)
  const [passages] = [lead.url(), await lead.close()]
  const look = await desk('leah', { width: 320, height: 640 })
  await look.goto(passages)
  await lookWell(t, look, 'the passages behind it')
  await look.goto(`${address}/team/changes/new?theme=continuity-and-endings`)
  await lookWell(t, look, 'deciding')
  await look.close()
})

t.test('LE-5 made six months ago: counts with care once ten have spoken, and until then it is too early', async (t) => {
  const theme = 'waiting-and-timing'
  const [then, made] = [ago(4), ago(3)].map((one) => new Date(`${dayIn(one)}T10:00:00Z`))
  const decided = await decideOnTheme(db, keys, { ...goodbye, themeKey: theme, dueOn: later }, cast.leah, then!)
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
  const change = { decisionId: decided.id, whatWasDone: 'A call each month.', madeOn: dayIn(ago(3)), ...fewerGoodbyes }
  t.match(await recordPracticeChange(db, keys, { ...change, heardBy: '2099-01-01' }, cast.leah, made!), { ok: true })
  await speak(1, ago(6), theme)
  await speak(30, ago(5), theme)
  for (const one of [4, 2, 1]) await speak(30, ago(one), 'choice-and-control')
  await speak(9, ago(1), theme)
  const lead = await desk('leah', { width: 320, height: 640 })
  await lead.goto(`${address}/team/changes/${decided.id}`)
  t.match(await seen(lead), 'It is too early to say.')
  t.notMatch(await seen(lead), 'Small numbers, be careful')
  await speak(1, ago(1), theme)
  await lead.reload()
  t.match(await seen(lead), 'Fewer people said this after the change. Other things also changed in this time.')
  t.match(await seen(lead), 'Small numbers, be careful')
  t.match(await seen(lead), /Before, .* 30 .*60 .*After, .* 10 .*79/s)
  await lookWell(t, lead, 'a change with what people said since')
  await lead.goto(`${address}/team/changes`)
  await lead.getByText('Show only some').click()
  await lead.getByLabel('State').selectOption('made, and heard as hoped')
  await lead.getByRole('button', { name: 'Show', exact: true }).click()
  t.match(await seen(lead), /1 of 2 decisions fit/)
  await lookWell(t, lead, 'the list of changes')
  await lead.close()
})
