import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import type { Report } from '../src/bin/bench/report.ts'
import { testServer } from './fixtures/fresh-database.ts'

const bench = join(import.meta.dirname, '../src/bin/bench.ts')
const tiny = ['--rounds', '1', '--round-ms', '200', '--warm-ms', '50']

t.test(
  'the measurement works: every ratio is there, nothing failed, and each submission said to be saved is',
  async (t) => {
    const where = testServer ? [] : ['--embedded']
    const env = { PATH: process.env.PATH, ...(testServer ? { DATABASE_URL: testServer } : {}) }
    const { stdout } = await promisify(execFile)(process.execPath, [bench, ...tiny, ...where], { env })
    const report: Report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    t.equal(report.failed, 0)
    t.ok(report.submissions.saidSaved > 1)
    t.equal(report.submissions.stored, report.submissions.saidSaved)
    t.equal(Object.keys(report.ratios).length, 8)
    for (const [name, { rate, cpu }] of Object.entries(report.ratios)) t.ok(rate > 0 && cpu > 0, name)
    for (const [name, { operations }] of Object.entries(report.targets)) t.ok(operations > 0, name)
    t.match(stdout, 'beside (more is better)', 'and people can read it')
  },
)
