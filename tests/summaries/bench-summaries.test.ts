import { execFile } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { testServer } from '../fixtures/fresh-database.ts'

const bench = join(import.meta.dirname, '../../src/bin/bench-summaries.ts')
const options = testServer ? {} : { skip: 'only on PostgreSQL' }

t.test('the measurement of the summaries fills, sums, releases and looks', options, async (t) => {
  const env = { PATH: process.env.PATH, DATABASE_URL: testServer }
  const out = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [bench, '--sizes', '300,900', '--looks', '3'], { env }, (error, stdout, stderr) =>
      // With so few looks chance may say that it grew; anything else is a failure.
      error && error.code !== 1 ? reject(new Error(stderr)) : resolve(stdout),
    )
  })
  const { rows, grown } = JSON.parse(out.trim().split('\n').at(-1) ?? '')
  t.same(
    rows.map(({ passages }: { passages: number }) => passages),
    [300, 900],
  )
  for (const name of ['themes', 'board', 'changed', 'ofOne', 'freezing']) t.ok(rows[1][name] > 0, name)
  t.ok(grown.themes > 0 && grown.board > 0)
})
