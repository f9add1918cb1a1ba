// `npm run bench:summaries`: how long the themed summary and the board's page take with 10,000, 100,000 and 1,000,000 coded
// passages, in one run on PostgreSQL (docs/performance.md). The last line is one JSON object. It leaves nothing behind.
//   --sizes 10000,100000,1000000   --looks 60
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Signer } from '@fastify/cookie'
import { sql } from 'kysely'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { type Db, openDatabase } from '../db/open.ts'
import { sessionStore } from '../db/session-store.ts'
import { periodBefore, periodOf } from '../period.ts'
import { loadReferenceData } from '../prepare.ts'
import { deriveForTeam } from '../seal/keys.ts'
import { makeReaderKey } from '../seal/reader-key.ts'
import { makePair } from '../seal/x25519.ts'
import { dayOf, type Site } from '../site.ts'
import { freeze } from '../summaries/releases/freezing.ts'
import { prepareRelease, publishRelease } from '../summaries/releases/releasing.ts'
import type { Member } from '../team/member.ts'
import { sumDays } from '../themes/counting.ts'
import { addMembers, fillPassages } from './bench/coded-passages.ts'
import { openBenchDatabase } from './bench/database.ts'

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000,1000000' }, looks: { type: 'string', default: '60' } },
})
const sizes = values.sizes.split(',').map(Number)
const looks = Number(values.looks)
/** A page may take so much longer with the most passages than with the fewest. */
const MOST_GROWTH = 2

const at = new Date('2026-11-22T10:00:00Z')
const database = await openBenchDatabase(false)
if (!database.url) throw new Error('This measurement needs PostgreSQL on this machine, or DATABASE_URL.')
const filling = await openDatabase({ databaseUrl: database.url, patient: true })
const { db, close } = await openDatabase({ databaseUrl: database.url })
const keys = {
  ...{ root: randomBytes(32), desk: randomBytes(32), recoveryPublic: makePair().publicRaw, demonstration: false },
}
const config = readConfig({ NODE_ENV: 'test', LOG: 'silent' })
const site: Site = { db, config, keys, now: () => at, demonstration: false }

try {
  await migrate(filling.db)
  await loadReferenceData(filling.db)
  await makeReaderKey(db, keys, dayOf(at))
  const { coder, lead, publisher } = await addMembers(db)
  const { server } = await buildApp(site)
  const cookie = await signedIn(db, lead)
  const get = async (url: string) => {
    const reply = await server.inject({ url, headers: { cookie } })
    if (reply.statusCode !== 200) throw new Error(`${url}: ${reply.statusCode}`)
    return reply.body.length
  }
  console.log(`${database.name}. Each figure is the middle of ${looks} looks, in milliseconds.`)
  const rows: Row[] = []
  let there = 0
  for (const size of sizes) {
    const filled = performance.now()
    there = await fillPassages(filling.db, there, size, dayOf(at), coder.id)
    console.log(`${there} passages, written in ${seconds(filled)} s.`)
    const summed = performance.now()
    await sumDays(filling.db)
    const summing = seconds(summed)
    const key = rows.reduce((period) => periodBefore(period), periodBefore(periodOf(dayOf(at)))).key
    const freezing = await release(key, lead, publisher)
    const themes = await middle(() => get('/team/themes'))
    const board = await middle(() => get('/team/board'))
    const changed = await middle(async () => get('/team/themes'), markOneDay)
    await sumDays(filling.db)
    const afresh = await once(() => countAfresh(filling.db))
    const ofOne = await once(() => get('/team/themes/listened-to'))
    rows.push({ passages: there, themes, board, changed, afresh, ofOne, summing, freezing })
    console.log(JSON.stringify(rows.at(-1)))
  }
  const growth = (name: 'themes' | 'board' | 'changed') => round(rows.at(-1)![name] / rows[0]![name])
  const grown = { themes: growth('themes'), board: growth('board'), changed: growth('changed') }
  const met = grown.themes < MOST_GROWTH && grown.board < MOST_GROWTH
  console.log(
    `From first to last the themed summary takes ${grown.themes} times as long, the board's page ${grown.board}.`,
  )
  console.log(JSON.stringify({ rows, grown, most: MOST_GROWTH, met }))
  if (!met) process.exitCode = 1
  await server.close()
} finally {
  await close()
  await filling.close()
  await database.remove()
}

type Row = Record<'passages' | 'themes' | 'board' | 'changed' | 'afresh' | 'ofOne' | 'summing' | 'freezing', number>

/** Freezing is long work, with connections that have no deadline. A release of a period, prepared by one member and published by another. @returns seconds */
async function release(key: string, lead: Member, publisher: Member): Promise<number> {
  const began = performance.now()
  const prepared = await prepareRelease(db, keys, { key }, lead, at)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
  const { state, why } = await freeze(filling.db, prepared.draftId, at)
  const frozen = seconds(began)
  if (state !== 'ready') throw new Error(why)
  await publishRelease(db, keys, prepared.draftId, publisher, at)
  return frozen
}

/** Somebody coded a passage that came in yesterday: its day is counted anew on the next look. */
async function markOneDay(): Promise<void> {
  await sql`update segment_codes set impact = 'helped' where id = (
    select c.id from segment_codes c join segments s on s.id = c.segment_id
    join released_words w on w.id = s.released_words_id join responses r on r.id = w.response_id
    where r.received_on = ${dayOf(new Date(at.getTime() - 86_400_000))}::date limit 1)`.execute(filling.db)
}

/** What each look would cost without sums. */
async function countAfresh(patient: Db): Promise<void> {
  await sql`
    select codes.theme_id, count(distinct responses.id) from segment_codes
    join codes on codes.id = segment_codes.code_id join segments on segments.id = segment_codes.segment_id
    join released_words on released_words.id = segments.released_words_id
    join responses on responses.id = released_words.response_id
    where responses.withdrawn_on is null group by codes.theme_id`.execute(patient)
}

async function middle(look: () => Promise<unknown>, before: () => Promise<unknown> = async () => {}): Promise<number> {
  const times: number[] = []
  for (let n = -5; n < looks; n += 1) {
    await before()
    const took = await once(look)
    if (n >= 0) times.push(took)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

async function once(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return round(performance.now() - began)
}

/** A session laid into the store: the measurement has no password. @returns the cookie header */
async function signedIn(there: Db, member: Member): Promise<string> {
  const id = randomBytes(24).toString('base64url')
  const session = { cookie: { originalMaxAge: 900_000, path: '/' }, memberId: member.id, startedAt: at.getTime() }
  await new Promise<void>((resolve, reject) => {
    sessionStore(there, 'team', site.now).set(id, session as never, (error) => (error ? reject(error) : resolve()))
  })
  const signed = new Signer(deriveForTeam(keys, 'team-cookie/v1').toString('hex'), 'sha256').sign(id)
  return `team=${encodeURIComponent(signed)}`
}

function seconds(since: number): number {
  return round((performance.now() - since) / 1000)
}

function round(n: number): number {
  return Math.round(n * 100) / 100
}
