import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { doers } from '../../src/doers.ts'
import { buildPack } from '../../src/summaries/pack/building.ts'
import { packAsDocx } from '../../src/summaries/pack/docx.ts'
import type { PackTable } from '../../src/summaries/pack/pack.ts'
import { getPack } from '../../src/summaries/pack/reading-pack.ts'
import { tabNames } from '../../src/summaries/pack/sheets.ts'
import { SINCE_COLUMNS } from '../../src/summaries/pack/since.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import { doNext } from '../../src/team/long-work/worker.ts'
import { type Matrix, partOf, readCsv, sheetsInOds, tablesInDocx, tablesInHtml } from '../fixtures/pack-files.ts'
import { exampleContent, exampleHistory, exampleRelease, publishExample } from '../fixtures/release.ts'
import { openTestSite } from '../fixtures/site.ts'

const folder = mkdtempSync(join(tmpdir(), 'heard-pack-test-'))
const printer = join(folder, 'printer')
const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const leaves = `--print-to-pdf=*) echo "%PDF" > "$(echo "$a" | cut -d= -f2-)";;`
const draws = `--dump-dom) echo '<pre>{"chart-themes":"${point}","idea-people":"${point}"}</pre>';;`
// It stands for a browser: it takes the same words and leaves a file. The real one is tried in pack-files.test.ts.
writeFileSync(printer, `#!/bin/sh\nfor a in "$@"; do case "$a" in ${leaves} ${draws} esac; done\n`)
chmodSync(printer, 0o755)

const room = await openTestSite({ settings: { CHROMIUM: printer } })
t.teardown(async () => {
  await room.close()
  rmSync(folder, { recursive: true })
})
const { db, site } = room
const bea = await room.as('bea')
const history = exampleHistory('2026-09', [120, 125, 110, 120, 130, 125, 115, 120, 135, 125, 130, 125, 145])
const newest = history.length
for (const release of history) await publishExample(db, release)
await publishExample(db, exampleRelease(20, '2026', 760))
const pack = () => readReleased(db, (released) => getPack(released, newest))
const get = async (path: string) => {
  const reply = await bea.get(`/team/packs/${newest}${path}`)
  if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode}`)
  return reply
}
const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const asText = ({ columns, rows }: PackTable): Matrix => [columns, ...rows.map((row) => row.map(({ text }) => text))]

t.test(
  'the first screen says who was heard, three themes, what changed, what is overdue and who is missing',
  async (t) => {
    const page = words((await get('')).body)
    t.match(page, /About 145 people \. 20 more than in July and August 2026/)
    t.match(page, 'How support ends; Waiting; Choosing who you talk to')
    t.match(page, /Overdue 1 decision, 1 theme, 1 reply/)
    t.match(page, /Not heard, or too few Disabled people \(heard less\); Boys and men\./)
    t.match(page, /Decision asked The meeting is asked to:\s+Decide on “Waiting”/)
    t.match(page, /It is with the Delivery Group; owner: Head of practice/)
  },
)

t.test('every number on the page leads to what it counts, in which time, and how small ones are kept', async (t) => {
  const { body } = await get('')
  const links = new Set([...body.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id))
  t.ok(links.size > 15)
  for (const id of links) t.match(body, `id="${id}"`)
  const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
  t.same(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
    'and no name stands twice',
  )
  for (const { key, definition, period, rule } of (await pack()).tables.filter((one) => !one.key.startsWith('chart'))) {
    if (key !== 'measures') t.match(words(body), `${definition} Period: ${period}. Small numbers: ${rule}`, key)
  }
})

t.test('page, CSV, spreadsheet and Word document say the same in every cell', async (t) => {
  const { tables } = await pack()
  t.ok(tables.length >= 15, `${tables.length} tables`)
  const names = tabNames(tables)
  const zip = new Uint8Array((await get('/tables.zip')).rawPayload)
  const ods = new Uint8Array((await get('/tables.ods')).rawPayload)
  const sheets = sheetsInOds(ods)
  const html = tablesInHtml((await get('')).body)
  const docx = tablesInDocx(new Uint8Array((await get('/pack.docx')).rawPayload))
  const has = (all: Matrix[], wanted: Matrix) => all.some((one) => JSON.stringify(one) === JSON.stringify(wanted))
  for (const table of tables) {
    const name = names.get(table.key) ?? ''
    const wanted = asText(table)
    const csv = readCsv(partOf(zip, `${name}.csv`)).map((row) => row.map((cell) => cell.replace(/^'(?==)/, '')))
    const numbers = table.rows.map((row) => row.map(({ text, n }) => (n === undefined ? text : String(n))))
    t.same(csv, [table.columns, ...numbers], `${name} as CSV`)
    const sheet = sheets.get(name) ?? []
    t.equal(sheet[0]?.[0]?.text, table.name, 'the title stands in A1')
    t.same(
      sheet.slice(2).map((row) => row.map(({ text }) => text)),
      wanted,
      `${name} as a sheet`,
    )
    t.same(
      sheet.slice(3).map((row) => row.map(({ n }) => n)),
      table.rows.map((row) => row.map(({ n }) => n)),
    )
    // These two stand on the page in words, and the scorecard with its definitions behind it.
    if (['ledger', 'challenges'].includes(table.key)) continue
    const columns = { measures: 3, since: SINCE_COLUMNS }[table.key]
    const shown = wanted.map((row) => row.slice(0, columns))
    t.ok(has(html, shown), `${name} on the page`)
    t.ok(has(docx, shown), `${name} in the Word document`)
  }
  const meta = JSON.parse(partOf(zip, 'csv-metadata.json'))
  t.same(
    meta.tables.map(({ url }: { url: string }) => url),
    tables.map(({ key }) => `${names.get(key)}.csv`),
  )
  t.match(partOf(zip, 'read-me.txt'), `Release ${newest}, frozen on 2026-11-01.`)
  t.equal(Buffer.from(ods.slice(38, 84)).toString(), 'application/vnd.oasis.opendocument.spreadsheet')
})

t.test('a text that begins like a formula is none', async (t) => {
  const zip = new Uint8Array((await get('/tables.zip')).rawPayload)
  t.match(partOf(zip, 'challenges.csv'), ",'=Who rings people who wait?,")
})

t.test('the ledger stands in words: said, decided, changed, since, with owner, day and state', async (t) => {
  const page = words((await get('')).body)
  for (const line of history.at(-1)!.content.ledger) {
    for (const said of [line.title, line.owner, line.organisation, line.reason, line.sentence]) t.match(page, said)
  }
  t.match(page, '16 March 2026: made, and heard as hoped.')
  t.match(page, 'That it is not possible. We have too few workers')
  t.match(page, 'Fewer people said this after the change. Other things also changed in this time.')
  t.match(page, /Still disagrees 28 October 2026, Independent scrutineer: December is late/)
  t.match(page, /Reply None by 1 November 2026\. It was due on 8 October 2026/)
  t.notMatch(page, /because of|proved|significant/)
})

t.test('a correction shows with its day, first of all, and a release that was replaced says by which', async (t) => {
  const sentence = 'Fewer than 10 people took back what they said.'
  await db
    .insertInto('released.corrections')
    .values({ id: randomUUID(), number: newest, on_day: '2026-11-20', sentence })
    .execute()
  const { body } = await get('')
  t.match(words(body), 'Corrected since it was frozen.')
  t.match(words(body), `20 November 2026. ${sentence}`)
  t.match(words(body), 'About 145 people', 'and no figure moved')
  await publishExample(db, exampleRelease(21, '2026-07', 140, { replaces: newest - 1, why: 'A mistake.' }))
  t.match((await bea.get(`/team/packs/${newest - 1}`)).body, 'Replaced by release number 21')
  t.match(
    words((await get('')).body),
    '5 more than in July and August 2026',
    'the correction is what it is compared with',
  )
})

t.test('a group of four of whom all agree shows as nothing that tells so', async (t) => {
  const small = { key: 'themes', name: 'T', of: 'heard', rowsAre: 'overlapping', columnsAre: 'beside' } as const
  const row = { key: 'endings', name: 'How support ends', cells: [{ kind: 'hidden' as const }] }
  const tables = [
    { ...small, base: { kind: 'hidden' as const }, columns: [{ key: 'people', name: 'People' }], rows: [row] },
  ]
  const release = exampleRelease(3, '2026-05', 4, { content: exampleContent(4, { tables }) })
  const one = buildPack({ release, earlier: [], within: [], corrections: [], replacedBy: undefined, quotes: new Map() })
  const said = JSON.stringify(one)
  t.match(said, 'Some people (no number can be shown)')
  t.match(said, 'No theme has a number that can be shown.')
  t.notMatch(said, /\ball of them said\b|"n":4\b/)
  t.same(
    one.tables.find(({ key }) => key === 'themes')?.rows.map((cells) => cells.map(({ text }) => text)),
    [
      ['How support ends', 'not shown'],
      ['All together', 'not shown'],
    ],
  )
})

t.test('a quote stands in it only while it may, in its own language', async (t) => {
  const [decision] = exampleContent(145).ledger
  const line = { decisionId: decision!.id, segmentId: randomUUID(), tone: 'criticism' as const }
  const release = exampleRelease(3, '2026-05', 145, { content: exampleContent(145, { quotes: [line] }) })
  const given = { release, earlier: [], within: [], corrections: [], replacedBy: undefined }
  const quotes = new Map([[decision!.id, { words: 'Nikt mi nie powiedział.', language: 'pl' }]])
  t.match(JSON.stringify(buildPack({ ...given, quotes })), 'Nikt mi nie powiedział.')
  t.match(partOf(await packAsDocx(buildPack({ ...given, quotes })), 'word/document.xml'), 'w:lang w:val="pl"')
  t.match(JSON.stringify(buildPack({ ...given, quotes: new Map() })), 'No quote may be shown at this moment.')
})

t.test('the year has a pack of its own, with its periods beside each other', async (t) => {
  const page = words((await bea.get('/team/packs/20')).body)
  t.match(page, 'The year 2026')
  t.match(page, 'About 760 people')
  for (const month of ['January and February 2026', 'September and October 2026']) t.match(page, `${month} 1`)
})

t.test('pages for children and in easy read are there, in short sentences', async (t) => {
  for (const id of ['children', 'easy']) {
    const { title, blocks } = (await pack()).sections.find((section) => section.id === id)!
    const said = blocks.flatMap((block) =>
      block.kind === 'picture' ? [block.text] : block.kind === 'list' ? block.items.map(({ text }) => text) : [],
    )
    const long = said.flatMap((text) => text.split(/[.:?]\s*/)).filter((sentence) => sentence.split(' ').length > 15)
    t.same(long, [], title)
    t.match(said.join(' '), 'You plan the goodbye with your worker.')
  }
})

t.test('what nobody published, and what was taken off the public page, is marked, and no child reads it', (t) => {
  const release = history.at(-1)!
  const ledger = release.content.ledger.map((line) =>
    line.title === 'Calls while waiting' ? { ...line, told: false } : line,
  )
  const given = { release: { ...release, content: { ...release.content, ledger } }, earlier: [], within: [] }
  const more = { corrections: [], replacedBy: undefined, quotes: new Map() }
  const said = (takenOff: Set<string>, id: string) =>
    JSON.stringify(buildPack({ ...given, ...more, takenOff }).sections.find((section) => section.id === id))
  const [first] = ledger
  for (const id of ['children', 'easy']) {
    t.match(said(new Set(), id), 'We decided one more thing. It is not on our public page.')
    t.notMatch(said(new Set(), id), 'We will ring you')
    t.match(said(new Set(), id), first!.easySentence)
    t.match(said(new Set([first!.id]), id), 'We decided 2 more things.')
    t.notMatch(said(new Set([first!.id]), id), first!.easySentence)
    t.notMatch(said(new Set([first!.id]), id), /Nothing (is different|has changed) yet/)
  }
  t.equal(said(new Set(), 'themes').split('Not on the public page.').length, 2)
  t.match(said(new Set(), 'themes'), 'Calls while waiting', 'the board reads it')
  t.match(JSON.stringify(buildPack({ ...given, ...more }).tables), 'Not on the public page. Somebody will ring you')
  t.end()
})

t.test('a late promise is called late, for children too, and groups are named in their words', (t) => {
  const release = history.at(-1)!
  const [row] = release.content.coverage
  const silent = (more: object) => ({ ...row!, heard: 'not heard yet' as const, ...more })
  const coverage = [
    silent({ group: 'disability', key: 'young-yes', name: 'Children under 11: disabled people' }),
    silent({ group: 'ethnic', key: 'mixed', name: 'Mixed' }),
  ]
  const given = { release: { ...release, content: { ...release.content, coverage } }, earlier: [], within: [] }
  const { sections } = buildPack({ ...given, corrections: [], replacedBy: undefined, quotes: new Map() })
  const children = JSON.stringify(sections.find(({ id }) => id === 'children'))
  t.match(children, /We are late:[^\]]*We will ring you while you wait/)
  t.notMatch(children, 'What we want to do next')
  t.match(children, /Disabled children\..*Children and adults of every background\./)
  t.match(JSON.stringify(sections.find(({ id }) => id === 'easy')), /It is late:[^\]]*We will ring you/)
  t.end()
})

t.test(
  'a PDF is made as work, is kept while the pack says the same, and goes when a quote or a permission is touched',
  async (t) => {
    const path = `/team/packs/${newest}`
    t.equal((await bea.get(`${path}/pack.pdf`)).headers.location, `${path}#files`)
    const asked = await bea.post(`${path}/pdf`)
    t.match(asked.headers.location, /^\/team\/progress\//)
    t.equal((await bea.post(`${path}/pdf`)).headers.location, asked.headers.location, 'two presses do it once')
    t.match((await bea.get(path)).body, 'The PDF is being made.')
    const word = async () => partOf(new Uint8Array((await get('/pack.docx')).rawPayload), 'word/document.xml')
    const undrawn = (await word()).match(/The chart is not drawn in this file/g)?.length ?? 0
    t.notMatch(await word(), '<pic:pic')
    await doNext(site, doers)
    t.equal((await word()).match(/<pic:pic /g)?.length, 3, 'a chart, and one small picture on both easy pages')
    t.equal((await word()).match(/The chart is not drawn in this file/g)?.length, undrawn - 1)
    const file = await bea.get(`${path}/pack.pdf`)
    t.match(file.body, /^%PDF/)
    t.match(file.headers, {
      'content-type': 'application/pdf',
      'content-disposition': /heard-period-2026-09-release-13\.pdf/,
    })
    t.match((await bea.get(path)).body, 'The whole pack as a PDF')
    await sql`update responses set withdrawn_on = withdrawn_on where false`.execute(db)
    t.equal((await bea.get(`${path}/pack.pdf`)).statusCode, 303)
    await bea.post(`${path}/pdf`)
    await doNext(site, doers)
    const correction = { id: randomUUID(), number: newest, on_day: '2026-11-22', sentence: 'Another one.' }
    await db.insertInto('released.corrections').values(correction).execute()
    t.equal((await bea.get(`${path}/pack.pdf`)).statusCode, 303, 'an old one is not given out')
  },
)

t.test('where no browser is, the page says what to take instead', async (t) => {
  const path = `/team/packs/${newest}`
  room.pass(1)
  await bea.post(`${path}/pdf`)
  const defects: Error[] = []
  const config = { ...site.config, chromium: join(folder, 'no-such-browser') }
  await doNext({ ...site, config }, doers, (error) => defects.push(error))
  t.same(defects, [])
  t.match(
    words((await bea.get(path)).body),
    'There is no browser on this server that can make a PDF. Take the Word document',
  )
})

t.test('a pack that is not there is not found, and who took which is written down', async (t) => {
  for (const number of ['99', '0', 'x', '99999999999', '-1']) {
    t.equal((await bea.get(`/team/packs/${number}`)).statusCode, 404)
    t.equal((await bea.get(`/team/packs/${number}/tables.ods`)).statusCode, 404)
  }
  t.equal((await (await room.as('sam')).get(`/team/packs/${newest}`)).statusCode, 403)
  const looks = await db
    .selectFrom('audit_entries')
    .select(['action', 'record_id'])
    .where('record', '=', 'release')
    .execute()
  for (const as of ['a page', 'ODS', 'ZIP', 'DOCX', 'a PDF']) {
    t.ok(
      looks.some(({ action, record_id }) => action === `pack: taken as ${as}` && record_id === String(newest)),
      as,
    )
  }
  t.match(words((await bea.get('/team/packs')).body), /September and October 2026 Release 13/)
})
