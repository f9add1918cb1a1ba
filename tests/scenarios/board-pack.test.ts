import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { laterBy } from '../../src/days.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { type Period, periodBefore, periodOf } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { noteTakenBack, takenBack } from '../../src/summaries/releases/correcting.ts'
import { freeze } from '../../src/summaries/releases/freezing.ts'
import { prepareRelease, publishRelease } from '../../src/summaries/releases/releasing.ts'
import { addVoices, type Room } from '../changes/room.ts'
import { partOf, readCsv, sheetsInOds, tablesInHtml } from '../fixtures/pack-files.ts'
import { exampleRelease, publishExample } from '../fixtures/release.ts'
import { openStage } from './steps.ts'

// BO-2, BO-3 and BO-7: what a number in the pack means, that nothing in it is silently edited, that every file says the same.
const stage = await openStage({ demonstration: true })
const { address, db, keys, cast, desk, site } = stage
/** Two periods back, so that everything after its freezing has happened by now. */
const period = periodBefore(periodBefore(periodOf(dayOf(site.now()))))
const morning = (day: string) => new Date(`${day}T09:00:00Z`)
const room = stage as unknown as Room
const spoken = [
  { how: 26, theme: 'waiting-and-timing', set: '11-17' },
  { how: 14, theme: 'fits-my-life', set: 'survivor' },
  { how: 4, theme: 'fits-my-life', set: 'parent' },
]
for (const { how, ...one } of spoken) await addVoices(room, how, { ...one, on: period.from })
const number = await release(period)
await publishExample(db, exampleRelease(number + 1, periodBefore(period).key, 145))
const bea = await desk('bea', { width: 320, height: 640 })

async function release({ key, until }: Period): Promise<number> {
  const [frozenOn, publishedOn] = [morning(laterBy(until, 10)), morning(laterBy(until, 12))]
  const prepared = await prepareRelease(db, keys, { key }, cast.leah, frozenOn)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
  const { why } = await freeze(db, prepared.draftId, frozenOn)
  const published = await publishRelease(db, keys, prepared.draftId, cast.noor, publishedOn)
  if (!published.ok) throw new Error(`${why} ${JSON.stringify(published.problems)}`)
  return published.number
}

/** The tables of the pack that is open, as they stand on the page. */
const tablesOn = async (page: Page) => tablesInHtml(await page.locator('main').innerHTML())

/** What a link of the pack gives to take away. */
async function taken(page: Page, name: string): Promise<Uint8Array> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
  return readFileSync(await file.path())
}

for (const which of [number, number + 1]) {
  t.test(
    `BO-2: every number of pack ${which} leads to what it counts, in which time, and how small ones are kept`,
    async (t) => {
      await bea.goto(`${address}/team/packs/${which}`)
      const links = await bea.locator('a[href^="#how-"]').evaluateAll((all) =>
        all.map((one) => {
          const id = one.getAttribute('href')?.slice(1) ?? ''
          return { id, says: document.getElementById(id)?.textContent?.replace(/\s+/g, ' ') ?? '' }
        }),
      )
      t.ok(links.length > 10, `${links.length} links`)
      // Before there is anything to compare, the one about it says so.
      const wrong = links.filter(
        ({ id, says }) => id !== 'how-since' && !/\. Period: .+\. Small numbers: .{9}/.test(says),
      )
      t.same(wrong, [])
      const bare = await bea.locator('main table').evaluateAll((all) =>
        all
          .filter((table) => /\d/.test(table.querySelector('td.num')?.textContent ?? ''))
          .filter((table) => !table.querySelector('a[href^="#how-"]') && !table.closest('figure, details'))
          .map((table) => table.querySelector('caption')?.textContent),
      )
      t.same(bare, [], 'and no table with a number is without such a link')
      await bea.locator('dl.first a').first().click()
      t.match(await bea.locator('#how-versions').textContent(), 'Pieces of feedback received in this time')
      t.ok(await bea.locator('#how-versions').isVisible())
      const onScreen = () => {
        const { top } = document.querySelector('#how-versions')!.getBoundingClientRect()
        return top >= 0 && top < window.innerHeight
      }
      t.ok(await bea.waitForFunction(onScreen), 'one tap away')
    },
  )
}

t.test('BO-2: what is not shown cannot be worked out from the total', async (t) => {
  await bea.goto(`${address}/team/packs/${number}`)
  const versions = (await tablesOn(bea)).find(([head]) => head?.[0] === 'Questions for' && head[1] === 'People')!
  const figure = (cell = '') => (/^\d+$/.test(cell) ? Number(cell) : undefined)
  const [whole, ...rows] = versions.slice(1).toReversed()
  const kept = rows.filter(([, cell]) => figure(cell) === undefined)
  t.ok(
    kept.some(([name]) => name === 'Parents and carers'),
    'four parents are not shown',
  )
  t.same([...new Set(kept.map(([, cell]) => cell))], ['not shown'], 'in the same words as everything else')
  const shown = rows.flatMap(([, cell]) => figure(cell) ?? [])
  const total = figure(whole?.[1])
  const left = total === undefined ? undefined : total - shown.reduce((sum, one) => sum + one, 0)
  // Each figure may be two more or two less.
  const most = left === undefined ? 9 : Math.min(9, left + 2 * (shown.length + 1))
  const least = left === undefined ? 0 : Math.max(0, left - 2 * (shown.length + 1))
  t.ok(kept.length > 1 || most - least >= 4, `${least} to ${most}`)
})

t.test('BO-3: who takes words back shows as a dated sentence, and no figure changes', async (t) => {
  await bea.goto(`${address}/team/packs/${number}`)
  const corrections = bea.locator('section[aria-labelledby="corrections"]')
  t.match(await corrections.textContent(), 'None so far.')
  const before = { tables: await tablesOn(bea), csv: await taken(bea, 'Tables (CSV)') }
  const said = await db.selectFrom('responses').select('id').where('received_on', '=', period.from).limit(3).execute()
  for (const { id } of said) await withdrawFeedback(db, id, morning(laterBy(period.until, 20)))
  const noted = laterBy(period.until, 35)
  await noteTakenBack(db, morning(noted))
  await bea.reload()
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(morning(noted))
  t.match(await corrections.textContent(), `${day}. ${takenBack.some}`)
  t.same(await tablesOn(bea), before.tables)
  t.same(await taken(bea, 'Tables (CSV)'), before.csv)
  await bea.goto(`${address}/team/packs/${number + 1}`)
  t.match(await corrections.textContent(), 'None so far.', 'only where they were counted')
})

for (const which of [number, number + 1]) {
  t.test(
    `BO-7: the tables of pack ${which} say the same on the page, in the CSV files and in the spreadsheet`,
    async (t) => {
      await bea.goto(`${address}/team/packs/${which}`)
      const [csv, ods] = [await taken(bea, 'Tables (CSV)'), await taken(bea, 'Tables (ODS)')]
      const { tables } = JSON.parse(partOf(csv, 'csv-metadata.json')) as {
        tables: { url: string; 'dc:title': string }[]
      }
      const sheets = sheetsInOds(ods)
      const onPage = (await tablesOn(bea)).map((rows) => JSON.stringify(rows))
      let compared = 0
      for (const { url, 'dc:title': title } of tables) {
        // A text that a spreadsheet would take for a formula is told in a CSV file that it is none.
        const rows = readCsv(partOf(csv, url)).map((row) => row.map((cell) => cell.replace(/^'(?==)/, '')))
        const sheet = sheets.get(url.replace(/\.csv$/, '')) ?? []
        t.same(
          sheet.slice(2).map((row) => row.slice(0, rows[0]?.length).map(({ text }) => text)),
          rows,
          `${title} in both files`,
        )
        // On the page two of them are told in words, and two leave out columns that are told beside them.
        if (/^(ledger|challenges|measures|since)/.test(url)) continue
        t.ok(onPage.includes(JSON.stringify(rows)), `${title} on the page`)
        compared += 1
      }
      t.ok(compared >= 8, `${compared} tables`)
      const versions = readCsv(partOf(csv, tables.find(({ url }) => url.startsWith('versions'))!.url))
      const heard = await bea.locator('dl.first > div').first().textContent()
      t.match(heard, new RegExp(`\\b${versions.at(-1)?.[1]}\\b`), 'and the first number is the total of its table')
    },
  )
}
