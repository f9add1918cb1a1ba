import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { asked, setAt } from '../src/feedback/asking.ts'
import { listProjectSets } from '../src/feedback/question-set.ts'
import { languages } from '../src/web/language.ts'
import { axeFindings, newPage, openBrowser } from './fixtures/browser.ts'
import { testServer } from './fixtures/fresh-database.ts'
import { hardToRead, lonelyPictures, questionsOnScreen } from './fixtures/pictures.ts'
import { openTestSite } from './fixtures/site.ts'
import { filesUnder, root } from './house/catalogue.ts'

t.setTimeout(300_000)
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const pictures: Record<string, string> = JSON.parse(read('src/feedback/data/pictures.json'))
const easy = languages(false).find(({ code }) => code === 'en-easy')!
const sets = listProjectSets().filter(({ key }) => Object.values<string>(setAt).includes(key))
const exists = (drawing?: string) => drawing !== undefined && existsSync(join(root, `views/drawings/${drawing}.eta`))

t.test('every question, every answer and every line before them has a drawing', async (t) => {
  t.equal(sets.length, 4)
  for (const set of sets) {
    const { questions, limits, limitDrawings } = asked(set, easy)
    t.same(limits, set.limits['en-easy'], `${set.id} says every easy line, though English has fewer`)
    const answers = questions.filter(({ kind }) => kind !== 'service').flatMap(({ choices }) => choices)
    t.same(
      [...questions, ...answers].filter(({ drawing }) => !exists(drawing)).map(({ key }) => key),
      [],
      set.id,
    )
    t.same(
      limits.filter((_, n) => !exists(limitDrawings[n])),
      [],
      `${set.id}, before the questions`,
    )
    t.equal(new Set(questions.map(({ drawing }) => drawing)).size, questions.length, 'no two questions look the same')
  }
  const keys = sets.flatMap((set) => set.questions.map(({ key }) => `${set.id}.${key}`))
  const named = Object.keys(pictures).filter((key) => !/\.limits\.\d$|^scale\./.test(key))
  t.same(named.sort(), keys.sort(), 'no drawing belongs to nothing')
})

t.test('a small drawing is in whole numbers, with honey in one place at most, and silent', async (t) => {
  const ours = filesUnder('views/drawings', '.eta').filter((file) => /\/(idea|pic)-/.test(file))
  t.ok(ours.length > 40, `${ours.length}`)
  for (const file of ours) {
    const svg = read(file)
    t.match(svg, /^<svg viewBox="0 0 64 64" aria-hidden="true">/, file)
    t.ok(svg.length < 340 && (svg.match(/class="fill"/g) ?? []).length <= 1, file)
    t.notMatch(svg, /\d\.\d|<text|style|stroke/, file)
  }
})

const site = await openTestSite()
const address = await site.listen()
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await site.close()
})

// What a page looks like does not depend on where its words are kept.
const once = { skip: testServer ? 'only on the embedded database' : false }
const small = { width: 320, height: 640 }

/** What easy read promises on each page, and that it shows so many ideas with a picture. */
async function lookAt(t: Pick<typeof import('tap').t, 'same' | 'ok'>, page: Page, what: string, ideas: number) {
  t.same(await lonelyPictures(page), [], `${what}: words beside every picture`)
  t.same(await hardToRead(page), [], `${what}: 14 points or more, no serifs`)
  const count = await page.locator('main .p').count()
  t.ok(count >= ideas, `${what} has ${count} pictures`)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  t.ok(over <= 0, `${what} does not scroll sideways`)
}

for (const width of [320, 1280]) {
  t.test(`the pages of easy read have pictures at the start and words beside them: ${width} px`, once, async (t) => {
    const page = await newPage(browser, { ...small, width })
    const ideas = {
      ...{ '': 5, '/private': 10, '/who-reads': 8, '/help-to-read': 7, '/back': 3, '/back/lost': 6, '/say': 2 },
      ...{ '/say/8-11': 15, '/say/11-17': 20, '/say/family': 18, '/say/adult': 19, '/nothing-here': 2 },
    }
    for (const [path, count] of Object.entries(ideas)) {
      await page.goto(`${address}/easy${path}`)
      await lookAt(t, page, `/easy${path}`, count)
      if (width === 320) t.same(await axeFindings(page), [], path)
    }
    await page.close()
  })
}

t.test('so have the pages behind a form', once, async (t) => {
  const page = await newPage(browser, small)
  const press = (selector: string) => Promise.all([page.waitForNavigation(), page.locator(selector).first().click()])
  await page.goto(`${address}/easy/say/family`)
  await press('#send button')
  await lookAt(t, page, 'nothing to send', 2)
  await page.goto(`${address}/easy/say/family`)
  await page.locator('textarea').first().fill('She rang back.')
  await press('#send button')
  await lookAt(t, page, 'the key', 9)
  const key = (await page.locator('.six li').allTextContents()).join(' ')
  await press('button[value=yes]')
  await lookAt(t, page, 'it is kept', 2)
  await page.goto(`${address}/easy/back`)
  await page.locator('#key').fill(key)
  await press('main form button')
  await lookAt(t, page, 'the way', 7)
  await press('a[href$="/back/take-back"]')
  await lookAt(t, page, 'take back?', 5)
  await press('#take-all button')
  await lookAt(t, page, 'taken back', 2)
  await page.close()
})

t.test('whoever had pictures beside the questions has them beside the key, in any language', once, async (t) => {
  const page = await newPage(browser, small)
  for (const [path, pictured] of [
    ['/say/8-11', true],
    ['/say/family', false],
  ] as const) {
    await page.goto(`${address}${path}`)
    await page.locator('textarea').first().fill('She rang back.')
    await Promise.all([page.waitForNavigation(), page.locator('#send button').click()])
    t.equal((await page.locator('main .p').count()) > 0, pictured, path)
  }
  await page.close()
})

for (const prefix of ['', '/easy']) {
  t.test(`YP-11 each question for 8 to 11 fits one small screen: ${prefix || 'English'}`, once, async (t) => {
    const page = await newPage(browser, small)
    await page.goto(`${address}${prefix}/say/8-11`)
    await lookAt(t, page, 'the questions', 15)
    const questions = await questionsOnScreen(page)
    t.equal(questions.length, 10, 'nine questions and the end')
    t.same(
      questions.filter(({ from, to, head }) => from < head || to > small.height),
      [],
    )
    await page.close()
  })
}

t.test(
  'YP-11 a screen reader says the question, why, then each answer by its name, and no picture',
  once,
  async (t) => {
    const page = await newPage(browser, small)
    await page.goto(`${address}/say/8-11`)
    const heard = async (selector: string) => (await page.locator(selector).ariaSnapshot()).replace(/\s+/g, ' ')
    t.match(
      await heard('#q1'),
      /group "Did your worker listen to you\?": .*So that workers learn to listen well\. - radio "Yes" .*- radio "A bit" .*- radio "No" .*- radio "Not sure" .*link "Next".*link "Skip"/,
    )
    t.match(
      await heard('#q5'),
      /textbox "What was good\? So that we keep the good things\." - paragraph: A grown-up reads this/,
    )
    t.match(await heard('#q7'), /heading "Who can you talk to if you are worried\?" .*It is just for you\./)
    t.match(
      await heard('#q9'),
      /group "Can we use your words\?": .*You can say no.*radio "No. Just read them." \[checked\]/,
    )
    const all = await page.locator('main').ariaSnapshot()
    t.notMatch(all, /- (img|image|graphics)/, 'pictures are silent')
    t.notMatch(all, /- (radio|link|button|textbox|combobox|checkbox)(:|$| \[)/m, 'nothing is without a name')
    await page.close()
  },
)
