import type { Page } from 'playwright-core'
import t from 'tap'
import { periodBefore, periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import type { Content } from '../../src/summaries/releases/release.ts'
import { axeFindings } from '../fixtures/browser.ts'
import { exampleContent, exampleRelease, publishExample } from '../fixtures/release.ts'
import { openStage } from './steps.ts'

const stage = await openStage({ demonstration: true })
const { address, db, desk } = stage
const [newest, before] = lastTwo()
const phone = { width: 320, height: 640 }
/** The smallest phones that are still carried show no more. */
const SHORTEST = 568
const bea = await desk('bea', phone)
await publishExample(db, exampleRelease(1, before.key, 145, { content: contentOf(145, before.name) }))
await publishExample(db, exampleRelease(2, newest.key, 175, { content: contentOf(175, newest.name) }))

function lastTwo() {
  const now = periodBefore(periodOf(dayOf(stage.site.now())))
  const name = 'September and October 2026'
  return [
    { key: now.key, name },
    { key: periodBefore(now).key, name: 'July and August 2026' },
  ] as const
}

/** The longest names that occur, ten groups that were not heard, and everything overdue at once. */
function contentOf(heard: number, name: string): Content {
  const content = exampleContent(heard, { name })
  const names = ['Being kept up to date', 'Fitting around your life', 'The same worker, all the way']
  const themes = content.tables.find(({ key }) => key === 'themes')!
  for (const [at, row] of themes.rows.entries()) row.name = names[at] ?? row.name
  const [row] = content.coverage
  const silent = ['Boys, young men and men', 'Asian, Asian British or Asian Welsh people', 'Romany']
  content.coverage = [...silent, ...Array.from({ length: 8 }, (_, at) => `Group ${at}`)].map((one, at) =>
    at === 0 ? { ...row!, name: one, heard: 'heard', less: true } : { ...row!, key: `k${at}`, name: one },
  )
  return content
}

/** Where each of the five facts ends on the screen, and the length of the page in screens. */
const measured = (page: Page) =>
  page.evaluate(() => ({
    ends: [...document.querySelectorAll('dl.first > div')].map((row) => Math.ceil(row.getBoundingClientRect().bottom)),
    small: Math.min(
      ...[...document.querySelectorAll('dl.first :is(dt, dd)')].map((one) =>
        Number.parseFloat(getComputedStyle(one).fontSize),
      ),
    ),
    wide: document.documentElement.scrollWidth,
    screens: Math.round(document.documentElement.scrollHeight / window.innerHeight),
  }))

for (const path of ['board', 'packs/2']) {
  t.test(`BO-1: the five facts of /team/${path} are on the first screen of a small phone`, async (t) => {
    await bea.goto(`${address}/team/${path}`)
    const { ends, small, wide, screens } = await measured(bea)
    t.equal(ends.length, 5)
    t.ok(
      ends.every((end) => end <= SHORTEST),
      `they end at ${ends.join(', ')}`,
    )
    t.ok(small >= 14, 'in letters that can be read')
    t.equal(wide, 320, 'and nothing has to be pushed sideways')
    if (path === 'board') t.ok(screens <= 16, `${screens} screens long`)
    t.same(await axeFindings(bea), [])
  })
}

t.test(
  'the menu is behind its name on a phone and open where there is room; paper has all decisions open',
  async (t) => {
    await bea.goto(`${address}/team/board`)
    const menu = bea.getByRole('link', { name: 'Scorecard' })
    t.notOk(await menu.isVisible())
    await bea.getByText('Menu', { exact: true }).click()
    t.ok(await menu.isVisible())
    t.equal(await bea.evaluate(() => document.documentElement.scrollWidth), 320, 'it fits when it is open')
    const owner = bea.getByText('Head of practice, The hospital').first()
    const decision = bea.locator('.fold', { hasText: 'Calls while waiting' })
    t.notOk(await decision.locator('dl').isVisible())
    await decision.locator('summary').click()
    t.ok(await owner.isVisible())
    await bea.reload()
    await bea.emulateMedia({ media: 'print' })
    t.ok(await decision.locator('dl').isVisible())
    t.ok(await decision.getByRole('heading', { name: 'Calls while waiting' }).isVisible())
    const wide = await desk('bea', { width: 1280, height: 800 })
    await wide.goto(`${address}/team/board`)
    t.ok(await wide.getByRole('link', { name: 'Scorecard' }).isVisible())
    t.notOk(await wide.getByText('Menu', { exact: true }).isVisible())
    await wide.close()
  },
)
