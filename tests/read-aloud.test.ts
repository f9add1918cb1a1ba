import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { axeFindings, newPage, openBrowser } from './fixtures/browser.ts'
import { openTestSite } from './fixtures/site.ts'

// Pages in every language, also while a word of theirs waits for its translation.
const site = await openTestSite({ stateOf: ({ code }) => (code === 'en' ? 'source' : 'draft') })
const address = await site.listen()
const browser: Browser = await openBrowser()
t.setTimeout(300_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})

type Voice = { lang: string; localService: boolean }

/** A page on a device with these voices, which come a little late as they do on telephones. It notes what is said. */
async function openWith(voices: Voice[], path: string, scripts = true): Promise<Page> {
  const page = await newPage(browser, { width: 320, scripts })
  await page.addInitScript((there) => {
    const heard: string[] = []
    let ready = false
    const box = {
      heard,
      onvoiceschanged: undefined as undefined | (() => void),
      getVoices: () => (ready ? there : []),
      speak: (saying: { text: string; voice: Voice }) => heard.push(`${saying.voice.lang}: ${saying.text}`),
      cancel: () => heard.push('stop'),
    }
    setTimeout(() => {
      ready = true
      box.onvoiceschanged?.()
    }, 50)
    Object.defineProperty(window, 'speechSynthesis', { value: box })
    Object.defineProperty(window, 'SpeechSynthesisUtterance', {
      value: class {
        text: string
        voice: Voice | undefined
        constructor(text: string) {
          this.text = text
        }
      },
    })
  }, voices)
  await page.goto(`${address}${path}`)
  await page.waitForTimeout(200)
  return page
}

const heardOn = (page: Page) =>
  page.evaluate(() => (window as unknown as { speechSynthesis: { heard: string[] } }).speechSynthesis.heard)

const local = { lang: 'en-GB', localService: true }
const remote = { lang: 'en-GB', localService: false }

t.test(
  'a voice of the device reads the question, why it is asked and the answers, and nothing that was typed',
  async (t) => {
    const page = await openWith([remote, local], '/say/11-17')
    const question = page.locator('.q', { has: page.locator('textarea') }).first()
    await question.locator('textarea').fill('My own secret words.')
    const button = question.getByRole('button', { name: 'Read aloud' })
    await button.click()
    const heard = (await heardOn(page)).filter((line) => line !== 'stop')
    t.equal(heard[0], `en-GB: ${await question.locator('.ask').textContent()}`)
    t.equal(heard[1], `en-GB: ${await question.locator('.why').first().textContent()}`)
    t.notMatch(heard.join(), /secret|Next|Skip|of 12/)
    t.equal(await button.count(), 0, 'its button now stops it')
    await question.getByRole('button', { name: 'Stop reading' }).click()
    t.equal((await heardOn(page)).at(-1), 'stop')
    t.equal(await button.count(), 1)

    const scale = page.locator('.q', { has: page.locator('.scale') }).first()
    await scale.getByRole('button', { name: 'Read aloud' }).click()
    const answers = await scale.locator('label').allTextContents()
    t.ok(answers.length >= 4)
    t.same(
      (await heardOn(page)).slice(-answers.length).map((line) => line.replace('en-GB: ', '')),
      answers.map((one) => one.trim()),
    )
    t.same(await axeFindings(page), [])
    await page.close()
  },
)

t.test('it stops when the person leaves', async (t) => {
  const page = await openWith([local], '/say/8-11')
  await page.getByRole('button', { name: 'Read aloud' }).first().click()
  const last = await page.evaluate(() => {
    document.addEventListener('click', (event) => event.preventDefault())
    document.querySelector<HTMLElement>('.leave')?.click()
    return (window as unknown as { speechSynthesis: { heard: string[] } }).speechSynthesis.heard.at(-1)
  })
  t.equal(last, 'stop', 'at once')
  await page.close()

  const gone = await openWith([local], '/say/8-11')
  await gone.getByRole('button', { name: 'Read aloud' }).first().click()
  const said = await gone.evaluate(() => {
    dispatchEvent(new Event('pagehide'))
    return (window as unknown as { speechSynthesis: { heard: string[] } }).speechSynthesis.heard.at(-1)
  })
  t.equal(said, 'stop', 'and when the page goes in any other way')
  await gone.close()
})

t.test('without a voice that stays on the device, there is no button', async (t) => {
  for (const [what, voices, path] of [
    ['only a voice that would send our words elsewhere', [remote], '/say/11-17'],
    ['no voice', [], '/say/11-17'],
    ['no voice for the language of the page', [local], '/ur/say/11-17'],
  ] as const) {
    const page = await openWith([...voices], path)
    t.equal(await page.locator('.aloud').count(), 0, what)
    await page.close()
  }
  const page = await openWith([local], '/say/11-17', false)
  t.equal(await page.locator('.aloud').count(), 0, 'without scripts')
  t.notMatch(await page.content(), />Read aloud</)
  await page.close()
})

t.test('an easy page is read too, and what people said is not', async (t) => {
  const page = await openWith([local], '/easy/private')
  await page.getByRole('button', { name: 'Read it to me' }).click()
  const heard = (await heardOn(page)).join(' ')
  t.match(heard, await page.locator('h1').textContent())
  t.equal(await page.locator('.aloud').count(), 1, 'one button is enough for a page')
  await page.close()
  const urdu = await openWith([{ lang: 'ur-PK', localService: true }], '/ur/say/11-17')
  t.ok((await urdu.locator('.aloud').count()) > 5, 'a page in Urdu has an Urdu voice')
  await urdu.close()
})
