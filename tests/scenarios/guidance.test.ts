import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { dayOf } from '../../src/site.ts'
import { bothWays, inOrder, openStage, seen } from './steps.ts'

const stage = await openStage()
const { address, phone, desk, site } = stage

/** For so long a page that is the same for everybody may be old. */
const SHELF = 3_100
const inDays = (days: number) => dayOf(new Date(site.now().getTime() + days * 86_400_000))

for (const { scripts, how } of bothWays) {
  t.test(
    `LE-9 a worker chooses "universal service" and sees what to do, say and refer, and that it is a draft: ${how}`,
    async (t) => {
      const page = await phone({ scripts })
      await page.goto(`${address}/support`)
      await page.getByRole('link', { name: 'For people who help in their job' }).click()
      await page.getByRole('link', { name: 'Universal service' }).click()
      t.ok(
        await inOrder(
          page,
          'Universal service',
          'Draft. No clinician has approved this yet.',
          'Do',
          'Say',
          'Do not say',
          'Refer',
        ),
      )
      t.ok(await inOrder(page, 'Clinical owner', 'Nobody yet.', 'To look at again by', 'No day set yet.'))
      const word = page.locator('a.hint:visible').first()
      const meaning = (await word.getAttribute('href')) ?? ''
      t.match(meaning, /^#word-/)
      await word.click()
      t.ok(page.url().endsWith(`/guidance/universal${meaning}`))
      t.ok(await page.locator(meaning).isVisible(), 'what the word means')
      const whom = page.locator('a[href*="/support/option/"]:visible', { hasText: 'MASH' }).first()
      await whom.click()
      await page.waitForURL(/\/support\/option\/\w+$/)
      t.match(await seen(page), 'Multi-Agency Safeguarding Hub', 'a name under "Refer" leads to whom it names')
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      t.ok(over <= 0, 'nothing scrolls sideways')
      await page.close()
    },
  )
}

t.test(
  'LE-9 two members record a clinician’s yes; the worker reads by whom and until when, and a warning after that',
  async (t) => {
    const dev = await desk('dev', { scripts: false })
    await dev.getByRole('link', { name: 'Guidance' }).first().click()
    await dev.getByRole('link', { name: 'Universal: Get safe' }).click()
    await dev.getByLabel('Which clinician answers for it?').fill('Dr A. Example')
    await dev.getByLabel('What are they?').fill('consultant psychologist')
    await dev.getByLabel('On which day did they approve it?').fill(inDays(-2))
    await dev.getByLabel('By which day has it to be looked at again?').fill(inDays(1))
    await dev.getByRole('button', { name: 'Ask a second member' }).click()
    t.match(await seen(dev), 'You recorded it. Another member has to see the approval too, and agree.')
    const page = await phone({ scripts: false })
    await page.goto(`${address}/guidance/universal/safe`)
    t.match(await seen(page), 'Draft. No clinician has approved this yet.', 'one alone changes nothing')

    const dana = await desk('dana', { scripts: false })
    await dana.goto(dev.url())
    await dana.getByRole('button', { name: 'Agree' }).click()
    await wait(SHELF)
    await page.reload()
    t.ok(
      await inOrder(
        page,
        'Clinical owner',
        'Dr A. Example, consultant psychologist',
        'Approved',
        'To look at again by',
      ),
    )
    t.notMatch(await seen(page), 'Draft.')

    stage.pass(3 * 24 * 60)
    await wait(SHELF)
    await page.reload()
    t.match(await seen(page), /This card was to be looked at again by .*, and nobody has\./)
  },
)
