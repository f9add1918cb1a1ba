import type { KyselyPlugin, RootOperationNode } from 'kysely'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { raiseChallenge } from '../../src/changes/challenging/raising.ts'
import { countHeard } from '../../src/changes/not-heard.ts'
import { getPack } from '../../src/summaries/pack/reading-pack.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { exampleRelease, publishExample } from '../fixtures/release.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(() => site.close())
await publishExample(site.db, exampleRelease(1, '2026-09'))
const asks = { about: 'theme:waiting-and-timing', body: 'Why is there no decision?', formMark: newFormMark() }
await raiseChallenge(site.db, site.keys, asks, site.cast.sol, 28, site.site.now())

/** Every table that was asked for since the last look, with its schema. */
const asked = new Set<string>()
const aliases = new Set<string>()
const recorder: KyselyPlugin = {
  transformQuery: ({ node }) => {
    note(node)
    return node
  },
  transformResult: async ({ result }) => result,
}

function note(node: unknown): void {
  if (Array.isArray(node)) for (const one of node) note(one)
  else if (typeof node === 'object' && node !== null) {
    const { kind, table } = node as RootOperationNode & {
      table?: { schema?: { name: string }; identifier: { name: string } }
    }
    if ((kind as string) === 'TableNode' && table?.identifier)
      asked.add(`${table.schema ? `${table.schema.name}.` : ''}${table.identifier.name}`)
    const { alias } = node as { alias?: { name?: string } }
    if (alias?.name) aliases.add(alias.name)
    for (const one of Object.values(node)) note(one)
  }
}

const { server, routes } = await buildApp({ ...site.site, db: site.db.withPlugin(recorder) })
await server.ready()
t.teardown(() => server.close())

/** Who asks, and that they asked: no figure about anybody. */
const gate = ['sessions', 'members', 'audit_entries']

/** Who may do this sits on the board, scrutinises, or decides; what is for nobody else has pages of its own. */
const boards: string[] = ['may see the board page', 'may challenge']

async function tablesOf(url: string, get: (url: string) => Promise<{ statusCode: number }>): Promise<string[]> {
  asked.clear()
  t.ok([200, 303].includes((await get(url)).statusCode), url)
  return [...asked].filter((table) => !table.startsWith('released.') && !aliases.has(table)).sort()
}

t.test('the public pages of what changed ask for released rows only', async (t) => {
  const get = (url: string) => server.inject({ url })
  for (const path of ['', '/by-aim', '/by-service', '/children', '.rss']) {
    t.same(await tablesOf(`/what-changed${path}`, get), [], path)
  }
  t.ok(asked.has('released.told') && asked.has('released.releases'), 'and they do ask')
})

t.test('the first page takes its newest change from there too', async (t) => {
  await tablesOf('/', (url) => server.inject({ url }))
  t.ok(asked.has('released.told'))
  t.notOk(asked.has('decisions') || asked.has('responses') || asked.has('segments'), [...asked].join())
})

/** What stands in the place of each part of an address that is not fixed. */
const real: Record<string, string> = {
  ...{ 'board/:period': '2026-09', 'packs/:number': '1', 'scorecard/:number': '1', 'challenges/:ref': 'C-1' },
}

t.test(
  'every page of the board and the scrutineer asks for released rows, and beside them only who looks',
  async (t) => {
    const bea = await browserOf(server, site.db, site.site, site.cast.bea.id)
    const pages = routes.filter(({ method, audience }) => method === 'GET' && boards.includes(audience))
    t.ok(pages.length >= 13, `${pages.length}`)
    for (const { url } of pages) {
      const address = url.replace(/([\w-]+)\/(:\w+)/, (part, before: string) => {
        if (!real[part]) t.fail(`what stands in ${url}?`)
        return `${before}/${real[part]}`
      })
      const others = (await tablesOf(address, (at) => bea.get(at))).filter((table) => !gate.includes(table))
      t.same(
        others.filter((table) => table !== 'works'),
        [],
        url,
      )
      if (url.includes('challenges'))
        t.ok(
          [...asked].some((table) => table.startsWith('released.')),
          `${url} does ask`,
        )
    }
  },
)

t.test('a page that counted live, or by a feature of its own, would fail: the database refuses it', async (t) => {
  const live = (work: (db: never) => Promise<unknown>) => readReleased(site.db, (released) => work(released as never))
  for (const wrong of [
    () => live((db) => peopleByTheme(db, {})),
    () => live((db) => countHeard(db, '2026-09-01', '2026-11-01')),
    () => live(async (db) => ({ ...(await getPack(db, 1)), live: await countHeard(db, '2026-01-01', '2027-01-01') })),
  ]) {
    await t.rejects(wrong, { message: /permission denied/ })
  }
})
