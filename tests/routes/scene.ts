import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { wishContact } from '../../src/feedback/coming-back/contact.ts'
import { codesOf, makeInvitations, newSeed, readBatch } from '../../src/feedback/inviting/inviting.ts'
import { sealedCodePlace } from '../../src/feedback/inviting/sealed-link.ts'
import { hideWords } from '../../src/feedback/reading/hiding.ts'
import { openResponse, readOpened } from '../../src/feedback/reading/opening.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { addAbsence, addTurn } from '../../src/safeguarding/duty/arranging.ts'
import { sealWords } from '../../src/seal/envelope.ts'
import { newDataKey } from '../../src/seal/records.ts'
import { dayOf } from '../../src/site.ts'
import { freeze } from '../../src/summaries/releases/freezing.ts'
import { prepareRelease, publishRelease } from '../../src/summaries/releases/releasing.ts'
import { listOptions } from '../../src/support/directory.ts'
import { listCards, tiers } from '../../src/support/guidance/card.ts'
import { contentOf, findEntry } from '../../src/support/keeping/entry.ts'
import { hashPassword } from '../../src/team/password.ts'
import { proposeChange } from '../../src/themes/codebook/proposing.ts'
import { codePlaces } from '../../src/themes/coding.ts'
import { search } from '../../src/themes/searching/search.ts'
import { findWords } from '../../src/themes/sentences.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { makeFormToken } from '../../src/web/form-token.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { bringIn } from '../fixtures/imported.ts'
import { notifySettings } from '../fixtures/notices.ts'
import { formTokenFrom, signIn } from '../fixtures/sign-in.ts'
import { type Name, openTestSite, type TestSite } from '../fixtures/site.ts'
import { giveOnTablet, handOver } from '../fixtures/tablet.ts'
import { codedTwice, drawn } from '../fixtures/twice.ts'
import { type Actor, actors } from './expected.ts'
import { scrutinyIn } from './scrutiny.ts'

/** Stands in what somebody wrote, and never in what may leave the reading desk. */
export const canaries = {
  hidden: 'PURPLEOTTER',
  unread: 'GREENOTTER',
  onlyRead: 'BLUEOTTER',
  note: 'REDOTTER',
  reach: 'BROWNOTTER',
}

const nameOf: Partial<Record<Actor, Name>> = {
  reader: 'ruth',
  themer: 'sam',
  lead: 'leah',
  publisher: 'noor',
  board: 'bea',
  scrutineer: 'sol',
  'panel member': 'pia',
  'directory editor': 'dev',
  worker: 'wren',
  admin: 'ada',
  'duty manager': 'mo',
  auditor: 'otto',
}

/** What a request needs of whoever asks: a cookie, and the hidden field that makes a form theirs. */
export type Browser = { cookie: string; token: string }

/**
 * Heard with a little in it: words that wait, words that went on with a part hidden, words that were only read, a
 * concern, a theme and a decision; and a browser for everybody.
 */
export async function openScene() {
  const site = await openTestSite({ pseudo: true, settings: notifySettings })
  const { db, keys, cast, server } = site
  const now = site.site.now()
  await db
    .updateTable('members')
    .set({ password_hash: await hashPassword('nine wet boots in a row') })
    .execute()
  const hidden = await wordsOf(site, `My worker ${canaries.hidden} was kind. Nobody told me what came next.`, 'better')
  const unread = await wordsOf(site, `I am waiting and ${canaries.unread} knows.`, 'report')
  const onlyRead = await wordsOf(site, `Only for you: ${canaries.onlyRead}.`, 'none')

  await openResponse(db, keys, hidden.ref, 'first reading', cast.ruth, now)
  const words = await readOpened(db, keys, hidden.ref)
  const hide = { words: canaries.hidden, standIn: 'name' as const }
  await db.transaction().execute((trx) => hideWords(trx, keys, hidden.id, words, hide, cast.ruth, now))
  await finishFirstReading(db, keys, hidden.ref, { concern: false }, 'English', cast.ruth, now)
  await agreeAndRelease(db, keys, hidden.ref, cast.imran, now)

  await openResponse(db, keys, onlyRead.ref, 'first reading', cast.ruth, now)
  const worry = { about: 'unsafe-at-home' as const, note: `She wrote ${canaries.note}.`, ownerId: cast.imran.id }
  const found = { concern: true as const, ...worry }
  const { concernRef } = await finishFirstReading(db, keys, onlyRead.ref, found, 'English', cast.ruth, now)

  const released = await db.selectFrom('released_words').selectAll().executeTakeFirstOrThrow()
  const places = findWords(released.body, 'Nobody told me what came next.')
  const code = await db
    .selectFrom('codes')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .select(['codes.key', 'themes.key as theme'])
    .where('themes.key', '=', 'told-what-is-happening')
    .executeTakeFirstOrThrow()
  const coding = { codeKey: code.key, impact: 'harder' as const, kind: 'concern' as const }
  const marked = places.map((place) => ({ ...place, releasedWordsId: released.id }))
  await codePlaces(db, keys, { ...coding, responseId: hidden.id, places: marked }, cast.sam, now)
  await proposeChange(db, keys, 'online', { kind: 'merge', into: 'school-and-community' }, 'For now.', cast.sam, now)
  const { id: proposal } = await db.selectFrom('codebook_proposals').select('id').executeTakeFirstOrThrow()
  const decided = await decideOnTheme(
    db,
    keys,
    {
      themeKey: code.theme,
      outcome: 'planned',
      title: 'Say what comes next',
      reason: 'People were left to guess.',
      owner: 'Service manager',
      organisation: 'Early Help',
      dueOn: '2027-02-26',
      strategyPart: 'Protect',
      successMeasure: 'protect-feedback',
      publicSentence: 'Your worker will tell you what comes next.',
      easySentence: 'Your worker will tell you what comes next.',
      ...{ easyReason: 'People had to guess.', kind: 'information', passages: [] },
    },
    cast.leah,
    now,
  )
  if (!decided.ok) throw new Error(`not decided: ${JSON.stringify(decided.problems)}`)

  const made = { seed: newSeed(now), count: 8, sealed: false, service: 'evolve' }
  const batch = await makeInvitations(db, keys, made, cast.wren, now)
  const { dataKey, box } = newDataKey(site.readerKey, 'sealed_links', unread.id)
  const sealed_code = sealWords(dataKey, sealedCodePlace(unread.id), 'BCDFGHJK')
  await db
    .insertInto('sealed_links')
    .values({ response_id: unread.id, sealed_code, ...box })
    .execute()
  const [option] = await listOptions(db, dayOf(site.site.now()))
  if (!option) throw new Error('the directory is empty')
  const need = await db.selectFrom('taxonomy_terms').select(['id', 'taxonomy_id']).executeTakeFirstOrThrow()
  const wish = { how: 'call' as const, contact: canaries.reach, safe: [], times: '', avoid: '' }
  await wishContact(db, keys, unread.id, wish, { formMark: newFormMark(), cameWith: 'words' }, now)
  const { ref: wishRef } = await db.selectFrom('contact_wishes').select('ref').executeTakeFirstOrThrow()
  const brought = await bringIn(site, 'name,phone\nA table entry,01632 960001')
  const waitingId = await waitingChange(site, option.id)
  // Marked by nobody who asks for pages here, so that each of them may be its second coder.
  const put = { key: code.key, impact: 'harder' as const, kind: 'concern' as const }
  const twice = { marker: cast.imran, first: [put], body: 'They told me late.' }
  const given = async () => ({ responseId: (await wordsOf(site, 'They told me late.', 'better')).id, ...twice })
  const [toCode, toSettle] = [await drawn(db, await given(), now), await drawn(db, await given(), now)]
  await codedTwice(db, toSettle.id, cast.ruth, [put], [], now)
  const why = { reason: 'theme' as const, more: '' }
  const asked = { words: 'nobody', period: '', set: '', service: '', theme: '', impact: '' }
  await search(db, keys, asked, why, cast.leah, now)
  const searched = await db.selectFrom('searches').select('id').executeTakeFirstOrThrow()
  const days = { memberId: cast.ruth.id, from: '2026-11-23' }
  await addTurn(db, keys, { ...days, position: 'reader', weekdays: [], to: null }, cast.mo, now)
  await addAbsence(db, keys, { ...days, memberId: cast.sam.id, to: '2026-12-24' }, cast.mo, now)
  const release = async (key: string) => {
    const prepared = await prepareRelease(db, keys, { key }, cast.leah, now)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
    await freeze(db, prepared.draftId, now)
    return prepared
  }
  const { draftId } = await release('2026-07')
  await publishRelease(db, keys, draftId, cast.noor, now)
  const draft = await release('2026-09')
  const start = { id: randomUUID(), decision_id: decided.id, first_month: '2026-09', reason: 'For good.' }
  const { theme_id } = await db.selectFrom('decisions').select('theme_id').executeTakeFirstOrThrow()
  await db
    .insertInto('chart_rebases')
    .values({ ...start, theme_id, made_by: cast.leah.id, made_on: '2026-11-20' })
    .execute()
  const real: Record<string, string> = {
    'over-time/:id': start.id,
    'drafts/:id': draft.draftId,
    'releases/:number': '1',
    'packs/:number': '1',
    'progress/:id': draft.workId,
    'turns/:id': (await db.selectFrom('rota_turns').select('id').executeTakeFirstOrThrow()).id,
    'absences/:id': (await db.selectFrom('absences').select('id').executeTakeFirstOrThrow()).id,
    'agreement/:id': toCode.id,
    'settle/:id': toSettle.id,
    'searches/:id': searched.id,
    'waiting/:id': waitingId,
    'sources/:id': brought.sourceId,
    'runs/:id': brought.runId,
    'records/:id': brought.recordIds[0] ?? '',
    'contact/:ref': wishRef,
    'replies/:ref': hidden.ref,
    'reading/:ref': unread.ref,
    'in/:code': codesOf(keys, readBatch(keys, batch, cast.wren, now))[0] ?? '',
    'made/:batch': batch,
    'concerns/:ref': concernRef ?? '',
    'theming/:ref': hidden.ref,
    'themes/:key': code.theme,
    'codebook/:key': code.key,
    'versions/:version': '1',
    'proposals/:id': proposal,
    'changes/:id': decided.id,
    ...(await scrutinyIn(site, decided.id)),
    'board/:period': '2026-07',
    'coverage/:period': '2026-09',
    'scorecard/:number': '1',
    'directory/:slug': option.slug,
    'guidance/:id': (await listCards(db))[0]?.id ?? '',
    ...Object.fromEntries(tiers.map((tier) => [`${tier}/:name`, 'safe'])),
    'members/:id': cast.wren.id,
    'place/:name': 'safe',
    'option/:name': option.ref,
    'services/:id': option.id,
    'taxonomies/:id': need.taxonomy_id,
    'taxonomy_terms/:id': need.id,
    // The feed never has one.
    'service_at_locations/:id': option.id,
    'keying-in/:set': '11-17',
    'tablet/:token': lastOf((await handOver(site)).path),
    'key/:sealed': lastOf(
      String((await giveOnTablet(site, (await handOver(site)).path, { 't.had-a-say': 'some' })).sent.headers.location),
    ),
  }
  const foreign: Record<string, string> = {
    ':ref': 'F-00000000',
    ':code': 'BCDF-GHJK',
    ':batch': `${newSeed(now)}.8p.evolve.${'x'.repeat(22)}`,
    ':key': 'no-such-theme',
    ':version': '999999',
    ':id': '00000000-0000-4000-8000-000000000000',
    ':period': '1999-01',
    ':number': '999',
    ':slug': 'no-such-entry',
    ':name': 'no-such-name',
    ':token': 'no-such-tablet',
    ':sealed': 'no-such-key',
    ':set': 'no-such-set',
  }

  const browserFor = async (actor: Actor): Promise<Browser> => {
    if (actor === 'nobody') return { cookie: '', token: makeFormToken(keys, site.site.now()) }
    if (actor === 'key holder') return visit(site, hidden.key)
    if (actor === 'another key holder') return visit(site, unread.key)
    const { cookie, formToken } = await signIn(server, db, site.site, cast[nameOf[actor]!].id)
    return { cookie, token: formToken }
  }
  const browsers = new Map<Actor, Browser>()
  for (const actor of actors) browsers.set(actor, await browserFor(actor))
  return { ...site, real, foreign, browserFor, browsers, keysOf: { hidden: hidden.key, unread: unread.key } }
}

/** A change of an entry that waits for a second member. @returns its id */
async function waitingChange({ db, site }: TestSite, optionId: string): Promise<string> {
  const entry = await findEntry(db, optionId)
  if (!entry) throw new Error('no such entry')
  const row = { id: randomUUID(), option_id: optionId, revision: null, base_revision: entry.revision, kind: 'edited' }
  const settled = { settled_by: null, settled_at: null, settled_why: null }
  const content = JSON.stringify(contentOf(entry))
  await db
    .insertInto('entry_changes')
    .values({ ...row, ...settled, content, why: 'A test.', state: 'waiting', made_by: null, made_at: site.now() })
    .execute()
  return row.id
}

export type Scene = Awaited<ReturnType<typeof openScene>>

/** The address of a route with a real record in it, or with one that is not there. */
export function addressOf(scene: Scene, url: string, which: 'real' | 'foreign' = 'real'): string {
  return url.replace(/([\w-]+)\/(:\w+)/, (_, before: string, param: string) => {
    const value = which === 'real' ? scene.real[`${before}/${param}`] : scene.foreign[param]
    if (!value) throw new Error(`tests/routes/scene.ts has nothing to put into ${url}`)
    return `${before}/${value}`
  })
}

type Seen = { writes: string; rows: string; state: string; tables: string[] }

/** What was seen last, so that what nobody wrote is not read again. */
const last = new WeakMap<object, Seen>()

/**
 * One short text that changes when anything in any table does. Sessions are left out: each look renews one.
 * Whoever writes gets the next number of a transaction, and what they write carries it: as long as there is no new number,
 * or no table has another newest one or another count of rows, all is as it was.
 */
export async function stateOf({ db }: Pick<Scene, 'db'>): Promise<string> {
  const { rows: now } = await sql<{ writes: string }>`
    select pg_snapshot_xmax(pg_current_snapshot())::text as writes`.execute(db)
  const writes = now[0]?.writes ?? ''
  const before = last.get(db)
  if (before?.writes === writes) return before.state
  const tables = before?.tables ?? (await tablesOf(db))
  const rows = await eachTable(db, tables, sql`count(*)::text || ' ' || coalesce(max(xmin::text::bigint), 0)`)
  const same = before?.rows === rows
  const all = sql`md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), ''))`
  const state = same ? before.state : await eachTable(db, tables, all)
  last.set(db, { writes, rows, state, tables })
  return state
}

async function tablesOf(db: Scene['db']): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'sessions' order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

async function eachTable(db: Scene['db'], tables: string[], what: RawBuilder<unknown>): Promise<string> {
  const parts = tables.map(
    (name) => sql<object>`select ${name}::text as name, ${what} as state from ${sql.table(name)} t`,
  )
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)} order by 1`.execute(
    db,
  )
  return rows.map(({ name, state }) => `${name} ${state}`).join('\n')
}

const lastOf = (path: string) => path.split('/').at(-1) ?? ''

async function wordsOf(site: TestSite, words: string, permission: string) {
  const before = (await site.db.selectFrom('responses').select('id').execute()).map(({ id }) => id)
  const fields = { 'w.should-change': words, 't.words-permission': permission }
  const sent = await give(site.server, '11-17', fields)
  const rows = await site.db.selectFrom('responses').select(['id', 'ref']).execute()
  const { id, ref } = rows.find((row) => !before.includes(row.id))!
  return { id, ref, key: keyOn(sent.body) }
}

async function visit(site: TestSite, key: string): Promise<Browser> {
  const { cookie, page } = await comeBack(site.server, key)
  return { cookie, token: formTokenFrom(page.body) }
}
