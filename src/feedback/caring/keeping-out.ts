import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { isKeptFrom } from '../../safeguarding/conflict.ts'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { render } from '../../web/views.ts'
import { compareWithNames } from './naming.ts'

/** Everything under one of these is about one response: its words, how to reach its writer, a concern from it. */
const aboutOne = /^\/team\/[\w-]+\/:ref(\/|$)/
const ofTheseNames = /^\/team\/(reading|contact|replies|concerns|theming)\//

/**
 * Whoever must not read something finds nothing at its address, on whichever page and with whichever form: the same as at
 * an address that was never one. It stands before all routes, so that none can forget it.
 *
 * Words that came since the last comparison are compared first. Who is named in them finds, this once, what they find when
 * somebody else was quicker: they had seen it in the list.
 */
export function keepOut(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  scope.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    const { url = '' } = request.routeOptions
    if (!aboutOne.test(url) || !request.member) return
    const { ref } = request.params as { ref: string }
    const found = await findAbout(db, ref)
    if (!found && ofTheseNames.test(url)) throw new NotFound('nothing has this name')
    if (!found?.responseId) return
    if (await isKeptFrom(db, request.member.id, found.responseId)) throw new NotFound('not for this member')
    await compareWithNames(db, keys, now(), { at: found.responseId })
    if (await isKeptFrom(db, request.member.id, found.responseId)) return sendTaken(site, request, reply)
  })
}

/** What a short name stands for. @returns undefined for none; without a response where that was taken back */
async function findAbout(db: Db, ref: string): Promise<{ responseId: string | null } | undefined> {
  const { rows } = await sql<{ responseId: string | null }>`
    select id as "responseId" from responses where ref = ${ref}
    union all select response_id from contact_wishes where ref = ${ref}
    union all select response_id from concerns where ref = ${ref}`.execute(db)
  return rows[0]
}

/** Somebody else has it, or it is not for this member: nobody can tell which. */
export function sendTaken(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const page = render('feedback/another-reader', teamFrame(site, request))
  return reply.code(409).type('text/html; charset=utf-8').send(page)
}
