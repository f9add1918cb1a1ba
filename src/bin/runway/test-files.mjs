import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'
import { Trouble } from './trouble.mjs'

/** @returns {string[]} every test file, as a path inside the checkout */
export function listTestFiles() {
  return readdirSync(join(root, 'tests'), { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('tests', path))
    .sort()
}

/** @throws {Trouble} when a file somebody asked for does not exist */
export function checkTestFiles(files) {
  const missing = files.find((file) => !existsSync(join(root, file)))
  if (missing) throw new Trouble(`There is no ${missing}.`)
  return files
}

/** A test that asks the HTML checker imports what does. */
export function needsJava(file) {
  return readFileSync(join(root, file), 'utf8').includes('crawl/checker.ts')
}

/** A test that opens files in LibreOffice imports the fixture that does. */
export function needsOffice(file) {
  return readFileSync(join(root, file), 'utf8').includes('fixtures/office.ts')
}

/**
 * A test that only looks at pages in a browser runs once: pages look the same whatever database is behind them. What
 * people do from page to page, and what happens when a database stops, is tried on both.
 */
export function looksOnly(file) {
  const onBoth = ['tests/scenarios/', 'tests/durability/', 'tests/walk.test.ts'].some((start) => file.startsWith(start))
  return !onBoth && (needsBrowser(file) || needsJava(file) || needsOffice(file))
}

/** A test that opens a browser imports the fixture that does. */
export function needsBrowser(file) {
  return /fixtures\/browser\.ts|scenarios\//.test(file + readFileSync(join(root, file), 'utf8'))
}
