import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { readConfig } from '../../src/config.ts'
import type { OpenDatabase } from '../../src/db/open.ts'
import { readingTimes } from '../../src/safeguarding/duty/openings.ts'
import type { Site } from '../../src/site.ts'
import { helpNow } from '../../src/support/help-now.ts'
import { loadDirectory } from '../../src/support/loading.ts'
import { supportPublicRoutes } from '../../src/support/public-routes.ts'
import { supportTeamRoutes } from '../../src/support/team-routes.ts'
import { makeTapLimit } from '../../src/support/telling-us/tap-limit.ts'
import { toldUsRoutes } from '../../src/support/telling-us/told-us-routes.ts'
import { guardTeam } from '../../src/team/gate.ts'
import { makeCrowd } from '../../src/web/crowd.ts'
import { answerFailures, makeFailurePages } from '../../src/web/failures.ts'
import { acceptForms } from '../../src/web/form.ts'
import { frameFor } from '../../src/web/frame.ts'
import { languages } from '../../src/web/language.ts'
import { makeShelf } from '../../src/web/shelf.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import { freshKeys, monday } from '../fixtures/team-room.ts'

export type SupportRoom = OpenDatabase & { site: Site; server: FastifyInstance }

/** The support room alone, both sides, in every language, with the directory loaded. */
export async function openSupportRoom(): Promise<SupportRoom> {
  const opened = await openFreshDatabase()
  await loadDirectory(opened.db)
  const config = readConfig({ NODE_ENV: 'test', LOG: 'silent', PSEUDO_LANGUAGE: 'on', DRAFT_LANGUAGES: 'on' })
  const site: Site = { db: opened.db, config, keys: freshKeys(), now: () => monday, demonstration: false }
  const server = Fastify()
  await acceptForms(server)
  const all = languages(true)
  const frame = frameFor(site, helpNow())
  answerFailures(server, makeFailurePages(frame, all), all)
  const taps = makeTapLimit()
  for (const language of all) {
    const reads = () => readingTimes(site.db, site.now())
    const room = { site, language, frame, shelf: makeShelf(0), crowd: makeCrowd(site.keys, 0), reads }
    const pages = async (scope: FastifyInstance) => supportPublicRoutes(scope, room, taps)
    await server.register(pages, { prefix: language.prefix })
  }
  await server.register(
    async (scope) => {
      await guardTeam(scope, site)
      supportTeamRoutes(scope, site)
      toldUsRoutes(scope, site)
    },
    { prefix: '/team' },
  )
  const close = async () => {
    await server.close()
    await opened.close()
  }
  return { ...opened, site, server, close }
}

/** @returns the id of a new member with these roles */
export async function addMember(room: SupportRoom, name: string, roles: string[]): Promise<string> {
  const id = randomUUID()
  await room.db
    .insertInto('members')
    .values({
      ...{ id, name, roles, email: `${id}@example.org`, password_hash: 'none' },
      ...{ totp_sealed: Buffer.alloc(0), joined_on: '2026-11-01', left_on: null },
    })
    .execute()
  return id
}

/** What a person reads: no tags, no entities, single spaces. */
export function readable(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html
  return main
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
}
