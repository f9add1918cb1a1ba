import { sql } from 'kysely'
import t from 'tap'
import { codesOf, makeInvitations, newSeed, readBatch } from '../../src/feedback/inviting/inviting.ts'
import type { SetAddress } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { readAndTheme, THEME } from '../fixtures/themed.ts'
import { openStage, seen } from './steps.ts'

// A child and their parent, one after the other on one phone, with two cards that one worker made: six such pairs. The
// lead does what they can to find out who belongs to whom.

const stage = await openStage()
const { address, server, db, keys, cast, desk, comesBy } = stage

type Voice = { id: string; ref: string }
const pairs: { child: Voice; parent: Voice }[] = []

const batch = { seed: newSeed(stage.site.now()), count: 12, sealed: false, service: 'evolve' }
const made = await makeInvitations(db, keys, batch, cast.wren, stage.site.now())
const codes = codesOf(keys, readBatch(keys, made, cast.wren, stage.site.now()))

t.before(async () => {
  for (let n = 0; n < 6; n += 1) {
    const speak = async (code: string, set: SetAddress, box: string) =>
      comesBy(async () => {
        const { body } = await postForm(server, '/in', { code, set })
        const came = /name="came" value="([^"]+)"/.exec(body)?.[1] ?? ''
        const words = { [box]: 'Nobody told us when she would come.', 't.words-permission': 'better' }
        await postForm(server, `/say/${set}`, { form_token: formTokenFrom(body), came, ...words })
      })
    const child = await speak(codes[2 * n] ?? '', '11-17', 'w.should-change')
    const parent = await speak(codes[2 * n + 1] ?? '', 'family', 'w.got-in-the-way')
    for (const voice of [child, parent]) await readAndTheme(stage, voice)
    pairs.push({ child, parent })
  }
  const ways = await db.selectFrom('responses').select('channel').execute()
  if (!ways.every(({ channel }) => channel === 'invitation')) throw new Error('not by their cards')
})

/** What two things of a pair share, and no other voice has: what would tell that they belong together. */
function tellTale(factsOf: Map<string, Set<string>>): string[] {
  return pairs.flatMap(({ child, parent }, n) => {
    const others = pairs.filter((_, m) => m !== n).flatMap((one) => [one.child.ref, one.parent.ref])
    const elsewhere = new Set(others.flatMap((ref) => [...(factsOf.get(ref) ?? [])]))
    const both = [...(factsOf.get(child.ref) ?? [])].filter((fact) => factsOf.get(parent.ref)?.has(fact))
    return both.filter((fact) => !elsewhere.has(fact))
  })
}

const allRefs = () => pairs.flatMap(({ child, parent }) => [child.ref, parent.ref])

t.test('FA-3 a lead who looks at a theme finds nothing that pairs a child with their parent', async (t) => {
  const lead = await desk('leah')
  await lead.goto(`${address}/team/themes/${THEME}`)
  const facts = new Map<string, Set<string>>()
  for (const passage of await lead.locator('.suggest > li').all()) {
    const bits = await passage.locator('.bits > li').allTextContents()
    const ref = bits.find((bit) => allRefs().includes(bit)) ?? ''
    facts.set(ref, new Set([...bits, await passage.locator('.said').innerText()]))
  }
  t.same([...facts.keys()].sort(), allRefs().sort(), 'all twelve are there')
  t.same(tellTale(facts), [])
  t.same([...facts.keys()], allRefs().sort(), 'in the order of their random names, not of their coming')

  for (const ref of allRefs()) {
    await lead.goto(`${address}/team/theming/${ref}`)
    const words = (await seen(lead)).split(/[\s,.]+/)
    const hidden = await lead
      .locator('main [href], main [id], main [value]')
      .evaluateAll((all) =>
        all.flatMap((one) => ['href', 'id', 'value'].flatMap((name) => one.getAttribute(name) ?? [])),
      )
    facts.set(ref, new Set([...words, ...hidden.flatMap((one) => one.split('/'))]))
  }
  t.same(tellTale(facts), [], 'nor on the page of each, markup included')
  await lead.goto(`${address}/team/theming`)
  const listed = await lead.locator('.queue b').allTextContents()
  t.same(listed, [...listed].sort(), 'the list of finished ones tells no order either')
  await lead.close()
})

t.test('FA-3 a lead who asks for pages that know more is refused, and no address joins two of them', async (t) => {
  const lead = await desk('leah')
  const { child, parent } = pairs[0] ?? { child: { ref: '', id: '' }, parent: { ref: '', id: '' } }
  for (const path of [
    ...[`reading/${child.ref}`, `reading/${child.ref}/seal`, 'reading', 'log', 'concerns', 'handover'],
    ...[`theming/${child.id}`, `theming/${child.ref},${parent.ref}`],
  ]) {
    await lead.goto(`${address}/team/${path}`)
    t.match(await seen(lead), /This page did not open|This page is not here/, path)
  }
  await lead.goto(`${address}/team/invitations`)
  t.notMatch(await seen(lead), new RegExp(allRefs().join('|')))
  t.match(await seen(lead), 'about 10', 'of the cards there are numbers, rounded')
  for (const code of codes) t.notMatch(await seen(lead), code)
  await lead.close()
})

t.test('FA-3 not even the tables hold a value that a child and their parent share and others do not', async (t) => {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name = 'response_id'`.execute(db)
  const facts = new Map<string, Set<string>>()
  for (const { ref, id } of pairs.flatMap(({ child, parent }) => [child, parent])) {
    const own = new Set<string>()
    for (const [name, column] of [['responses', 'id'], ...tables.map((one) => [one.name, 'response_id'])]) {
      const { rows } = await sql<{ row: object }>`
        select row_to_json(x) as row from ${sql.table(name ?? '')} x where ${sql.ref(column ?? '')} = ${id}::uuid`.execute(
        db,
      )
      for (const { row } of rows) for (const value of Object.values(row)) own.add(JSON.stringify(value))
    }
    facts.set(ref, own)
  }
  t.ok([...facts.values()].every((own) => own.size > 15))
  t.same(tellTale(facts), [])
})
