import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { periodOf } from '../src/period.ts'
import { dayOf } from '../src/site.ts'
import { ledgerFor } from '../src/summaries/afterwards/ledger.ts'
import { axeFindings, newPage, openBrowser } from './fixtures/browser.ts'
import { releaseAsItIs } from './fixtures/released-now.ts'
import { openTestSite } from './fixtures/site.ts'
import { spoken } from './fixtures/spoken.ts'

// From words to change: five people in five browsers, one after the other, on one Heard.

const site = await openTestSite({ demonstration: true, pseudo: true, at: new Date() })
const address = await site.listen()
const browser: Browser = await openBrowser()
// A browser on a busy machine takes its time.
t.setTimeout(600_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})

const theirWords = 'Kelly was brilliant. Then she left and nobody told me. I found out when I rang.'
const decided = 'Every worker plans the goodbye with you, from the first week.'
let key = ''
let ref = ''

/** Signs in with one click, as the demonstration allows. */
async function signIn(name: string): Promise<Page> {
  const page = await newPage(browser, { width: 1280 })
  await page.goto(`${address}/team/sign-in`)
  await page.getByRole('button', { name: new RegExp(`^${name}\\b`) }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  return page
}

/** What axe finds on a page as it stands, wide and at 320 px; one in the light and one in the dark. */
async function lookWell(t: Tap.Test, page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of [
    [320, 'light'],
    [1280, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    t.same(await axeFindings(page), [], `${name}, ${width} px, ${colorScheme}`)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    t.ok(over <= 0, `${name} does not scroll sideways at ${width} px`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

declare namespace Tap {
  type Test = typeof t
}

t.before(async () => {
  for (let count = 0; count < 11; count += 1) {
    await spoken(site, `Nobody said that she would go, number ${count}.`, { code: 'continuity-and-endings' })
  }
})

t.test('1. a young person says how it was, and keeps a key', async (t) => {
  const page = await newPage(browser, { width: 320, height: 700 })
  await page.goto(address)
  await lookWell(t as never, page, 'home')
  await page.getByRole('link', { name: '11 to 17' }).click()
  await lookWell(t as never, page, 'the questions')
  await page.getByRole('link', { name: 'Start the questions' }).click()
  await page.getByRole('group', { name: 'People listened and took me seriously.' }).getByText('Some').click()
  await page.getByLabel('What should change?').fill(theirWords)
  await page.getByText('Yes, and short pieces in reports').click()
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('heading', { name: 'Thank you. Your words are with us.' }).waitFor()
  await lookWell(t as never, page, 'the key')
  key = (await page.locator('.six li').allTextContents()).join(' ')
  t.equal(key.split(' ').length, 6)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  t.same(await page.context().cookies(), [])
  await page.close()
})

t.test('2. a reader reads it, finds nobody at risk, and hides a name', async (t) => {
  const page = await signIn('Ruth')
  await page.getByRole('heading', { name: 'Reading desk' }).waitFor()
  await lookWell(t as never, page, 'the reading desk')
  await page.locator('.queue a').first().click()
  ref = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  t.notMatch(await page.content(), 'nobody told me', 'the words are closed')
  await page.getByLabel('I read it first').check()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByText('nobody told me').waitFor()
  await page.getByLabel('Words to hide, as they stand').fill('Kelly')
  await page.getByLabel('What is it?').selectOption('worker')
  await page.getByRole('button', { name: 'Hide everywhere' }).click()
  await page.locator('.said .hide').waitFor()
  await lookWell(t as never, page, 'an open reading')
  await page.getByLabel('I read nothing that says so').check()
  await page.getByRole('button', { name: 'I have read and protected it' }).click()
  await page.getByText('You read it. Waits for a second person.').waitFor()
  await page.close()
})

t.test('3. a second reader agrees, and only then the copy goes on', async (t) => {
  const page = await signIn('Imran')
  await page.goto(`${address}/team/reading/${ref}`)
  await page.getByLabel('I check what the first reader did').check()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('button', { name: 'Agree, and release the copy' }).click()
  await page.getByText('Nothing waits. Thank you.').waitFor()
  await page.close()
  t.ok(true)
})

t.test('4. the lead themes it, decides, records the change and publishes it', async (t) => {
  const page = await signIn('Leah')
  await page.goto(`${address}/team/theming/${ref}`)
  t.notMatch(await page.content(), 'Kelly', 'the name is not in the copy')
  await page.getByLabel('Then she left and nobody told me.').check()
  await page.getByLabel('What is it about?').selectOption('continuity-and-endings')
  await page.getByLabel('Made things harder').check()
  await page.getByLabel('Concern', { exact: true }).check()
  await lookWell(t as never, page, 'theming')
  await page.getByRole('button', { name: 'Put this code on' }).click()
  await page.getByRole('button', { name: /^Undo 1/ }).waitFor()
  await page.getByRole('button', { name: 'Finish this one' }).click()

  await page.goto(`${address}/team/themes/continuity-and-endings`)
  await page.getByText('Then she left and nobody told me.').first().waitFor()
  await lookWell(t as never, page, 'a theme')
  await page.getByRole('link', { name: 'Decide on this theme' }).click()
  await page.getByLabel('Planned: it will be made, by a day').check()
  await page.getByLabel('A name for it, for the team').fill('Plan every goodbye')
  await page.getByLabel('Why?').fill('It costs little, and every age group asked for it.')
  await page.getByLabel('Who sees that it happens?').fill('Head of Evolve')
  await page.getByLabel('For which organisation?').fill('Evolve')
  await page.getByLabel('By which day?').fill('2099-12-31')
  await page.getByLabel('Which measure of success').selectOption({ index: 1 })
  await page.getByLabel('The sentence that everyone reads').fill(decided)
  await page.getByLabel('The same in easy words').fill('Your worker plans the goodbye with you.')
  await page.getByLabel('The reason in easy words').fill('It is sad when a worker goes and nobody tells you.')
  await page.getByLabel('What sort of change is it?').selectOption('service')
  const more = page.locator('fieldset details > summary')
  if (await more.count()) await more.click()
  await page.getByLabel('Then she left and nobody told me.').check()
  await lookWell(t as never, page, 'deciding')
  await page.getByRole('button', { name: 'Record the decision' }).click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('button', { name: 'Take it off the public page' }).waitFor()
  await page.getByLabel('What is different now?').fill('A goodbye page stands in every plan.')
  await page.getByLabel('What should people say differently?').fill('Fewer people say that nobody told them.')
  await page.getByLabel('Fewer people raise it as a concern').check()
  await page.getByLabel('By which day should it be heard?').fill('2099-12-31')
  await page.getByLabel('Go on without the survivors’ panel.').check()
  await lookWell(t as never, page, 'a decision')
  await page.getByRole('button', { name: 'Record it as made' }).click()
  await page.getByText('A goodbye page stands in every plan.').waitFor()
  await page.close()
})

t.test('5. the board member sees it in rounded numbers', async (t) => {
  const period = periodOf(dayOf(site.site.now()))
  const ledger = await ledgerFor(site.db, { kind: 'period', ...period }, site.site.now())
  await releaseAsItIs(site.db, period.key, { ledger })
  const page = await signIn('Bea')
  await page.goto(`${address}/team/board`)
  await page.getByText('About 10 people').first().waitFor()
  t.match(await page.content(), 'Plan every goodbye')
  await lookWell(t as never, page, 'the board page')
  await page.goto(`${address}/team/reading`)
  t.match(await page.content(), 'This page did not open', 'and no words')
  await page.close()
})

t.test('6. everybody sees what changed, and the young person sees it with the key', async (t) => {
  for (const scripts of [true, false]) {
    const page = await newPage(browser, { width: 320, scripts })
    await page.goto(`${address}/what-changed`)
    await page.getByText(decided).first().waitFor()
    if (scripts) await lookWell(t as never, page, 'what changed')
    await page.goto(`${address}/back`)
    if (scripts) await lookWell(t as never, page, 'coming back')
    await page.getByLabel('Your key').fill(key)
    await page.getByRole('button', { name: 'Open my page' }).click()
    await page.getByRole('heading', { name: 'The way your words went' }).waitFor()
    t.match(await page.content(), decided)
    t.notMatch(await page.content(), 'nobody told me', 'never their own words')
    if (scripts) await lookWell(t as never, page, 'the way')
    await page.getByRole('button', { name: 'Close my page' }).click()
    await page.getByRole('heading', { name: 'Say how it was. See what changed.' }).waitFor()
    t.same(await page.context().cookies(), [])
    await page.close()
  }
})

t.test('the public part works without scripts, from the first page to taking it back', async (t) => {
  const page = await newPage(browser, { width: 320, scripts: false })
  await page.goto(address)
  await page.getByRole('link', { name: 'Parent or carer' }).click()
  await page.getByLabel('What got in the way?').fill('Letters in English only.')
  await page.getByRole('button', { name: 'Send' }).click()
  const own = (await page.locator('.six li').allTextContents()).join(' ')
  await page.reload()
  t.equal((await page.locator('.six li').allTextContents()).join(' '), own, 'a refresh shows the same key')
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.goto(`${address}/back`)
  await page.getByLabel('Your key').fill(own)
  await page.getByRole('button', { name: 'Open my page' }).click()
  await page.getByRole('link', { name: 'Take back what I said' }).click()
  await page.getByRole('button', { name: 'Yes, take it back' }).click()
  await page.getByRole('heading', { name: 'It is gone' }).waitFor()
  await page.close()
})

t.test('right to left and long, the same pages hold', async (t) => {
  const page = await newPage(browser, { width: 320 })
  for (const path of [
    '/',
    '/say/8-11',
    '/say/adult',
    '/support',
    '/what-changed',
    '/back',
    '/private',
    '/who-reads',
    '/help-to-read',
  ]) {
    await page.goto(`${address}/pseudo${path === '/' ? '/' : path}`)
    t.equal(await page.locator('html').getAttribute('dir'), 'rtl')
    await lookWell(t as never, page, `pseudo ${path}`)
  }
  await page.close()
})
