import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { type FormBody, field } from '../../web/form.ts'
import { allEntries } from '../directory.ts'
import { asksOf, callSheet } from './call-sheet.ts'
import { askedWords, emptyCheck, readCheckForm } from './check-form.ts'
import { lastTries, listChecks } from './check-list.ts'
import { recordCheck } from './checking.ts'
import { contentOf, getEntry } from './entry.ts'
import { sendKeeping } from './keeping-frame.ts'

type Named = { Params: { slug: string } }

const maySee = { config: { audience: 'may see the directory' as const } }
const mayEdit = { config: { audience: 'may edit the directory' as const } }

/** The call sheet, and writing down what a call or a look at a page told. */
export function checkRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site

  scope.get('/directory/call-sheet', maySee, async (request, reply) => {
    const sheet = callSheet(await allEntries(db), await lastTries(db), dayOf(now()), config.checks)
    const { sent, of } = request.query as { sent?: string; of?: string }
    return sendKeeping(site, request, reply, 'support/call-sheet', { sheet, sent, of })
  })

  const show = async (
    request: FastifyRequest<Named>,
    reply: FastifyReply,
    typed: FormBody | undefined,
    problems: Record<string, string>,
  ) => {
    const entry = await getEntry(db, request.params.slug)
    const { from } = request.query as { from?: string }
    return sendKeeping(site, request, reply, 'support/check', {
      ...{ entry, problems, askedWords, asks: asksOf(entry.slug), checks: await listChecks(db, entry.id) },
      typed: typed ?? emptyCheck(dayOf(now()), contentOf(entry)),
      fromSheet: from === 'sheet' || field(request.body, 'from') === 'sheet',
    })
  }

  scope.get<Named>('/directory/:slug/check', mayEdit, (request, reply) => show(request, reply, undefined, {}))
  scope.post<Named>('/directory/:slug/check', mayEdit, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const read = readCheckForm(request.body, contentOf(entry), dayOf(now()))
    const typed = request.body as FormBody
    if (!read.ok) return show(request, reply.code(422), typed, read.problems)
    const check = { ...read.answers, optionId: entry.id, member: request.member }
    const recorded = await recordCheck(db, keys, check, now())
    if (!recorded.ok) return show(request, reply.code(422), typed, recorded.problems)
    const to = field(typed, 'from') === 'sheet' ? 'call-sheet' : entry.slug
    const of = to === 'call-sheet' ? `&of=${entry.slug}` : ''
    return reply.redirect(`/team/directory/${to}?sent=${recorded.state}${of}`, 303)
  })
}
