import { randomBytes, randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { changesTeamRoutes } from '../../src/changes/team-routes.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/open.ts'
import { loadQuestionSets } from '../../src/feedback/question-set.ts'
import { NotAllowed, NotFound } from '../../src/refusals.ts'
import { readingTimes } from '../../src/safeguarding/duty/openings.ts'
import type { Site } from '../../src/site.ts'
import { afterwards } from '../../src/summaries/afterwards/afterwards.ts'
import { summariesTeamRoutes } from '../../src/summaries/team-routes.ts'
import { toldPublicRoutes } from '../../src/summaries/telling/told-public-routes.ts'
import { guardTeam } from '../../src/team/gate.ts'
import type { Member } from '../../src/team/member.ts'
import { loadCodebook } from '../../src/themes/loading.ts'
import { makeCrowd } from '../../src/web/crowd.ts'
import { acceptForms } from '../../src/web/form.ts'
import { frameFor } from '../../src/web/frame.ts'
import { languages } from '../../src/web/language.ts'
import { makeShelf } from '../../src/web/shelf.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { freshKeys, monday } from '../fixtures/team-room.ts'

/** Ruth leads; Noor publishes and agrees quotes; Bev sits on the board; Sam themes. */
export type Cast = Record<'ruth' | 'noor' | 'bev' | 'sam', Member>

export type Room = {
  db: Db
  site: Site
  server: FastifyInstance
  cast: Cast
  now: Date
  browser: (member: Member) => ReturnType<typeof browserOf>
  close: () => Promise<void>
}

/** The rooms of changes and summaries on a database of their own, on Monday 23 November 2026. */
export async function openRoom(): Promise<Room> {
  const { db, close } = await openFreshDatabase()
  await loadCodebook(db)
  await loadQuestionSets(db)
  const cast: Cast = {
    ruth: await addMember(db, 'Ruth A.', ['lead']),
    noor: await addMember(db, 'Noor H.', ['publisher']),
    bev: await addMember(db, 'Bev T.', ['board']),
    sam: await addMember(db, 'Sam K.', ['themer']),
  }
  const config = readConfig({ NODE_ENV: 'test', LOG: 'silent', DRAFT_LANGUAGES: 'on' })
  const site: Site = { db, config, keys: freshKeys(), now: () => monday, demonstration: false }
  const server = Fastify()
  await acceptForms(server)
  server.setErrorHandler((error, _request, reply) => {
    const code = error instanceof NotFound ? 404 : error instanceof NotAllowed ? 403 : 500
    return reply.code(code).send(code === 500 ? String((error as Error).stack) : (error as Error).name)
  })
  const frame = frameFor(site, [])
  for (const language of languages(true)) {
    // Nothing stays on the shelf: a test looks at once.
    const reads = () => readingTimes(site.db, site.now())
    const room = { site, language, frame, shelf: makeShelf(0), crowd: makeCrowd(site.keys, 0), reads }
    await server.register(async (scope) => toldPublicRoutes(scope, room), { prefix: language.prefix })
  }
  await server.register(
    async (scope) => {
      await guardTeam(scope, site)
      changesTeamRoutes(scope, site, afterwards)
      summariesTeamRoutes(scope, site)
    },
    { prefix: '/team' },
  )
  return {
    db,
    site,
    server,
    cast,
    now: monday,
    browser: (member) => browserOf(server, db, site, member.id),
    close: async () => {
      await server.close()
      await close()
    },
  }
}

async function addMember(db: Db, name: string, roles: string[]): Promise<Member> {
  const member = { id: randomUUID(), name, roles }
  const email = `${name.replace(/\W/g, '').toLowerCase()}@example.org`
  const rest = { password_hash: '', totp_sealed: Buffer.alloc(0), joined_on: '2026-01-05' }
  await db
    .insertInto('members')
    .values({ ...member, email, ...rest })
    .execute()
  return member
}

type Spoken = {
  on?: string
  set?: string
  theme?: string
  words?: string
  permission?: 'none' | 'better' | 'report'
  language?: string
  kind?: 'praise' | 'concern' | 'idea'
}

/** Somebody spoke, and one passage of it was put under a theme. */
export async function addVoice(room: Room, spoken: Spoken = {}): Promise<{ responseId: string; segmentId: string }> {
  const { db, cast } = room
  const { on = '2026-09-15', set = '11-17', permission = 'report', language = 'en' } = spoken
  const words = spoken.words ?? 'Nobody told me she was leaving.'
  const responseId = randomUUID()
  const releasedId = randomUUID()
  const segmentId = randomUUID()
  const sets = await db.selectFrom('question_sets').select('id').where('key', '=', set).executeTakeFirstOrThrow()
  await db
    .insertInto('responses')
    .values({
      id: responseId,
      ref: randomBytes(4).toString('hex'),
      question_set_id: sets.id,
      received_on: on,
      language,
      service: null,
      words_permission: permission,
      unsafe_now: null,
      channel: 'open',
      has_words: true,
      form_nonce_hash: randomBytes(32),
      answers_mac: randomBytes(32),
      key_lookup: randomBytes(32),
      writer_public: randomBytes(32),
      writer_private_wrapped: randomBytes(60),
    })
    .execute()
  const themeKey = spoken.theme ?? 'continuity-and-endings'
  const code = await db
    .selectFrom('codes')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .where('themes.key', '=', themeKey)
    .select('codes.id')
    .executeTakeFirstOrThrow()
  const body = `Well. ${words}`
  const released = { id: releasedId, response_id: responseId, question_key: 'should-change', body, released_on: on }
  await db.insertInto('released_words').values(released).execute()
  const place = { released_words_id: releasedId, starts: 6, ends: body.length }
  await db
    .insertInto('segments')
    .values({ id: segmentId, ...place, marked_by: cast.sam.id, marked_on: on })
    .execute()
  const facets = { impact: 'harder' as const, kind: spoken.kind ?? ('concern' as const) }
  const applied = { applied_by: cast.sam.id, applied_on: on }
  await db
    .insertInto('segment_codes')
    .values({ id: randomUUID(), segment_id: segmentId, code_id: code.id, ...facets, ...applied })
    .execute()
  return { responseId, segmentId }
}

/** Several people say the same sort of thing. */
export async function addVoices(room: Room, how: number, spoken: Spoken = {}) {
  const voices = []
  for (let i = 0; i < how; i++) voices.push(await addVoice(room, spoken))
  return voices
}

/** A decision with nothing left out; a test changes what it is about. */
export const goodbye = {
  themeKey: 'continuity-and-endings',
  outcome: 'planned',
  title: 'Every goodbye is planned from the first week',
  reason: 'It costs little and was asked for by every age group.',
  owner: 'Head of practice',
  organisation: 'Evolve',
  dueOn: '2027-01-31',
  strategyPart: 'Protect',
  successMeasure: 'protect-feedback',
  publicSentence: 'Every worker plans the goodbye with you, from the first week.',
  easySentence: 'Your worker plans the goodbye with you. You plan it from the first week.',
  easyReason: 'It is sad when a worker goes and nobody tells you.',
  kind: 'service',
  passages: [] as string[],
}

/** What should be heard once a change is made; a form of "made" needs it. */
export const fewerGoodbyes = {
  shouldHear: 'Fewer people say that an ending came without warning.',
  hearWay: 'fewer concerns',
  heardBy: '2027-05-31',
  whyNoPassages: 'It was said in a meeting.',
}
