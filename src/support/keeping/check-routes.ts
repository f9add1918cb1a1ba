import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { type FormBody, field } from '../../web/form.ts'
import { allEntries } from '../directory.ts'
import { asksOf, callSheet, commonAsks, nextCall } from './call-sheet.ts'
import { askedWords, emptyCheck, readCheckForm } from './check-form.ts'
import { lastTries, listChecks } from './check-list.ts'
import { recordCheck } from './checking.ts'
import { contentOf, getEntry } from './entry.ts'
import { sendKeeping } from './keeping-frame.ts'

type Named = { Params: { slug: string } }

const mayEdit = { config: { audience: 'may edit the directory' as const } }

/** The call sheet, and writing down what a call or a look at a page told. */
export function checkRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site

  const sheetOfToday = async () => callSheet(await allEntries(db), await lastTries(db), dayOf(now()), config.checks)

  // It holds numbers that nobody may give out, so it is for those alone who check them.
  scope.get('/directory/call-sheet', mayEdit, async (request, reply) => {
    const sheet = await sheetOfToday()
    const { sent, of } = request.query as { sent?: string; of?: string }
    return sendKeeping(site, request, reply, 'support/call-sheet', { sheet, sent, of, common: commonAsks })
  })

  const show = async (
    request: FastifyRequest<Named>,
    reply: FastifyReply,
    typed: FormBody | undefined,
    problems: Record<string, string>,
  ) => {
    const entry = await getEntry(db, request.params.slug)
    const { from, sent, of } = request.query as { from?: string; sent?: string; of?: string }
    const state = ['published', 'waiting', 'noted'].find((one) => one === sent)
    const before = state && of ? (await allEntries(db)).find(({ slug }) => slug === of) : undefined
    return sendKeeping(site, request, reply, 'support/check', {
      ...{ entry, problems, askedWords, asks: asksOf(entry.slug), checks: await listChecks(db, entry.id) },
      typed: typed ?? emptyCheck(dayOf(now()), contentOf(entry)),
      before: before && { name: before.name, state },
      fromSheet: from === 'sheet' || field(request.body, 'from') === 'sheet',
    })
  }

  scope.get<Named>('/directory/:slug/check', mayEdit, (request, reply) => show(request, reply, undefined, {}))
  scope.post<Named>('/directory/:slug/check', mayEdit, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const read = readCheckForm(request.body, contentOf(entry), dayOf(now()))
    const typed = request.body as FormBody
    if (!read.ok) return show(request, reply.code(422), typed, read.problems)
    const isFromSheet = field(typed, 'from') === 'sheet'
    const next = isFromSheet && field(typed, 'next') ? nextCall(await sheetOfToday(), entry.slug) : undefined
    const check = { ...read.answers, optionId: entry.id, member: request.member }
    const recorded = await recordCheck(db, keys, check, now())
    if (!recorded.ok) return show(request, reply.code(422), typed, recorded.problems)
    const told = `sent=${recorded.state}`
    if (next) return reply.redirect(`/team/directory/${next.slug}/check?from=sheet&${told}&of=${entry.slug}`, 303)
    const to = isFromSheet ? `call-sheet?${told}&of=${entry.slug}` : `${entry.slug}?${told}`
    return reply.redirect(`/team/directory/${to}`, 303)
  })
}
