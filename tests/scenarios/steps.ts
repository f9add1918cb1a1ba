import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { newPage, openBrowser } from '../fixtures/browser.ts'
import type { SetAddress } from '../fixtures/giving.ts'
import { type Kind, type Name, openTestSite, type TestSite } from '../fixtures/site.ts'

/** With and without scripts, and how to say so in a test's name. */
export const bothWays = [
  { scripts: false, how: 'without scripts' },
  { scripts: true, how: 'with scripts' },
]

type Window = Parameters<typeof newPage>[1]

/**
 * The whole of Heard and a real browser, for one file of scenarios. Everything is closed when the file is done.
 * The clock stands at the moment of the start, because a browser throws away cookies that are over by its own clock.
 */
export async function openStage(kind: Kind = {}, how: Parameters<typeof openBrowser>[0] = {}) {
  t.setTimeout(300_000)
  const site = await openTestSite({ at: new Date(), ...kind })
  const address = await site.listen()
  const browser: Browser = await openBrowser(how)
  t.teardown(async () => {
    await browser.close()
    await site.close()
  })
  const { db } = site
  return {
    ...site,
    address,
    browser,
    /** A small phone that nobody has used before. */
    phone: (window: Window = {}) => newPage(browser, { width: 320, height: 640, ...window }),
    /** The desk of a member who has signed in. */
    async desk(name: Name, window: Window = {}): Promise<Page> {
      const page = await newPage(browser, window)
      const [cookie = '', value = ''] = (await site.as(name)).cookie.split('=')
      await page.context().addCookies([{ name: cookie, value, url: address }])
      await page.goto(`${address}/team`)
      return page
    },
    /** Does something. @returns the one response that came by it */
    async comesBy(doing: () => Promise<unknown>) {
      const before = (await db.selectFrom('responses').select('id').execute()).map(({ id }) => id)
      await doing()
      const after = await db.selectFrom('responses').selectAll().execute()
      const [came, ...more] = after.filter(({ id }) => !before.includes(id))
      if (!came || more.length > 0) throw new Error(`${more.length + (came ? 1 : 0)} responses came`)
      return came
    },
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** What a person can read on a page, boxes included, in its order. */
export async function seen(page: Page): Promise<string> {
  const look = () => {
    const boxes = [...document.querySelectorAll<HTMLInputElement>('textarea, input:not([type=hidden])')]
    return `${document.body.innerText}\n${boxes.map(({ value }) => value).join('\n')}`
  }
  // A page that is on its way, such as one behind Back, may take the place of the one that is looked at.
  const text = await page.evaluate(look).catch(async () => {
    await page.waitForLoadState()
    return page.evaluate(look)
  })
  return text.replace(/\s+/g, ' ')
}

/** Whether these words all stand on a page, each after the one before it. */
export async function inOrder(page: Page, ...words: string[]): Promise<boolean> {
  const text = await seen(page)
  let at = 0
  for (const one of words) {
    const found = text.indexOf(one, at)
    if (found < 0) {
      t.comment(`“${one}” is not there, or not in its place`)
      return false
    }
    at = found + one.length
  }
  return true
}

/** The six words that a page shows. */
export async function keyOn(page: Page): Promise<string> {
  return (await page.locator('.six li').allTextContents()).join(' ')
}

/** Opens the questions, fills the boxes named by their questions, and presses Send. @returns the key */
export async function say(
  { address }: Stage,
  page: Page,
  set: SetAddress,
  boxes: Record<string, string>,
  { may }: { may?: string } = {},
): Promise<string> {
  await page.goto(`${address}/say/${set}`)
  for (const [question, words] of Object.entries(boxes)) await page.getByLabel(question).fill(words)
  if (may) await page.getByText(may).click()
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('heading', { name: 'Thank you. Your words are with us.' }).waitFor()
  return keyOn(page)
}

/** Comes back with a key. */
export async function comeBack({ address }: Stage, page: Page, key: string): Promise<void> {
  await page.goto(`${address}/back`)
  await page.getByLabel('Your key').fill(key)
  await page.getByRole('button', { name: 'Open my page' }).click()
  await page.waitForURL(/\/back\/way$/)
}

/** Opens the words of a response at the reading desk, for a reason. */
export async function openWords({ address }: Stage, page: Page, ref: string, reason: string): Promise<void> {
  await page.goto(`${address}/team/reading/${ref}`)
  await page.getByLabel(reason).check()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('heading', { name: 'Their words' }).waitFor()
}

/**
 * Ruth reads words first and hides what could pick somebody out, Imran agrees, and the copy goes on.
 * @param hide words as they stand, and what stands in for them
 * @returns what Ruth read
 */
export async function twoRead(stage: Stage, ref: string, hide: [words: string, as: string][] = []): Promise<string> {
  const ruth = await stage.desk('ruth')
  await openWords(stage, ruth, ref, 'I read it first')
  const read = await readAll(ruth)
  for (const [words, as] of hide) {
    await ruth.getByLabel('Words to hide, as they stand').fill(words)
    await ruth.getByLabel('What is it?').selectOption(as)
    const hidden = ruth.waitForResponse((answer) => answer.request().method() === 'POST')
    await ruth.getByRole('button', { name: 'Hide everywhere' }).click()
    await hidden
    // The part of the page that changed takes its place a moment later.
    await ruth.waitForTimeout(500)
    await ruth.locator('.said .hide').first().waitFor()
  }
  await showRest(ruth)
  const writtenIn = ruth.getByLabel('Written in')
  if ((await writtenIn.inputValue()) === '') await writtenIn.fill('Urdu')
  await ruth.getByLabel('I read nothing that says so').check()
  await ruth.getByRole('button', { name: 'I have read and protected it' }).click()
  await ruth.waitForURL(/reading$/)
  await ruth.close()
  const imran = await stage.desk('imran')
  await openWords(stage, imran, ref, 'I check what the first reader did')
  await readAll(imran)
  await imran.getByRole('button', { name: 'Agree, and release the copy' }).click()
  await imran.waitForURL(/reading$/)
  await imran.close()
  return read
}

/** Every section of the open words, one after the other; a long story has several. */
async function readAll(page: Page): Promise<string> {
  const sections: string[] = []
  while (true) {
    sections.push((await page.locator('#words-of .said').allTextContents()).join('\n'))
    const next = page.getByRole('link', { name: 'Next section' })
    if ((await next.count()) === 0) return sections.join('\n')
    const at = sections.length + 1
    await next.click()
    await page.getByText(`Section ${at} of`).waitFor()
  }
}

/** What is proposed to be hidden and was not hidden is shown on purpose, so that the first reading can end. */
export async function showRest(page: Page): Promise<void> {
  const rest = page.locator('[data-detail]')
  if ((await rest.count()) === 0) return
  for (const one of await rest.all()) await one.getByLabel('Show on purpose').check()
  await page.getByRole('button', { name: 'Do as chosen' }).click()
  await page.getByText('shown on purpose.').waitFor()
}

/** Every row of every table, as text: what somebody finds who steals the database. */
export async function everyRow({ db }: Pick<TestSite, 'db'>): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema() order by 1`.execute(
    db,
  )
  const parts: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select row_to_json(x)::text as row from ${sql.table(name)} x`.execute(
      db,
    )
    parts.push(`${name}: ${rows.map(({ row }) => row).join('\n')}`)
  }
  return parts.join('\n')
}
