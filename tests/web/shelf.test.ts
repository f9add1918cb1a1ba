import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { NotFound } from '../../src/refusals.ts'
import { makeShelf } from '../../src/web/shelf.ts'

const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
const gone = new NotFound('gone')
const KEEP_MS = 20

const page = async (shelf: ReturnType<typeof makeShelf>, make: () => Promise<string>) =>
  String((await shelf.page('/a', make)).plain)

t.test('while the database is away people see the last page, however slowly it fails', async (t) => {
  const shelf = makeShelf(KEEP_MS)
  t.equal(await page(shelf, async () => 'first'), 'first')
  await sleep(KEEP_MS * 2)
  const slow = async () => {
    await sleep(KEEP_MS * 3)
    throw away
  }
  const one = page(shelf, slow)
  await sleep(KEEP_MS * 2)
  t.same(await Promise.all([one, page(shelf, slow)]), ['first', 'first'])
  await sleep(KEEP_MS * 2)
  t.equal(await page(shelf, async () => 'second'), 'second', 'and the new one as soon as it is back')
})

t.test('a page that is gone is gone at the next look', async (t) => {
  const shelf = makeShelf(KEEP_MS)
  await page(shelf, async () => 'an open service')
  await sleep(KEEP_MS * 2)
  await t.rejects(
    page(shelf, async () => {
      throw gone
    }),
    gone,
  )
})

t.test('without an older page a failure is told, and not kept', async (t) => {
  const shelf = makeShelf(60_000)
  await t.rejects(
    page(shelf, async () => {
      throw away
    }),
    away,
  )
  t.equal(await page(shelf, async () => 'made'), 'made')
})
