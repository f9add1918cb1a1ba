import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findPeriod, hasEnded, periodName, periodOf } from '../../period.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { offeredLanguages, stateOf } from '../../web/checked.ts'
import { field } from '../../web/form.ts'
import { mayShowDrafts } from '../../web/frame.ts'
import { defaultLanguage, type Language, wordsIn } from '../../web/language.ts'
import { publicAddress } from '../../web/public-address.ts'
import { render } from '../../web/views.ts'
import { isService, serviceNames } from '../service-names.ts'
import { type InvitationCode, showCode } from './invitation-code.ts'
import { countInvitations, listInvitedPeriods } from './invitation-counts.ts'
import { codesOf, MOST_AT_ONCE, makeInvitations, newSeed, readBatch, shownUntil } from './inviting.ts'
import { drawQr } from './qr.ts'

const maySee = { config: { audience: 'may see invitations' as const } }
const mayInvite = { config: { audience: 'may invite' as const } }

/** A year of periods. */
const PERIODS_SHOWN = 6

const Asked = z.object({
  service: z.string().refine(isService),
  count: z.coerce.number().int().min(1).max(MOST_AT_ONCE),
  kind: z.enum(['plain', 'sealed']).default('plain'),
})

const sentences: Record<string, string> = {
  service: 'Choose the team.',
  count: `Write a number from 1 to ${MOST_AT_ONCE}.`,
  kind: 'Choose what kind of link it is.',
}

type ByBatch = FastifyRequest<{ Params: { batch: string }; Querystring: Record<string, unknown> }>

/** Making invitations for a team, seeing their codes once, printing them; and what became of all of them together. */
export function invitingTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site
  const address = () => publicAddress(config, scope.server.address())
  const html = (reply: FastifyReply, code = 200) => reply.code(code).type('text/html; charset=utf-8')

  const show = async (request: FastifyRequest, reply: FastifyReply, more: object = {}, code = 200) => {
    const today = dayOf(now())
    const periods = (await listInvitedPeriods(db, PERIODS_SHOWN)).flatMap((key) => findPeriod(key) ?? [])
    const counts = []
    for (const period of periods) {
      const ended = hasEnded(period, today)
      const entry = { name: periodName(period), ended, teams: await countInvitations(db, period, ended) }
      counts.push(entry)
    }
    const data = {
      ...{ counts, services: serviceNames, most: MOST_AT_ONCE, sealing: config.sealedLink },
      ...{ address: address(), period: periodName(periodOf(today)), seed: newSeed(now()), typed: {}, problems: {} },
      ...more,
    }
    return html(reply, code).send(render('feedback/invitations', { ...teamFrame(site, request), ...data }))
  }

  scope.get('/invitations', maySee, (request, reply) => show(request, reply))

  scope.post('/invitations', mayInvite, async (request, reply) => {
    const typed = Object.fromEntries(['service', 'count', 'kind'].map((name) => [name, field(request.body, name)]))
    const parsed = Asked.safeParse({ ...typed, kind: typed.kind || undefined })
    const wrong = parsed.error?.issues.map(({ path }) => String(path[0])) ?? []
    if (!parsed.success || !address() || (parsed.data.kind === 'sealed' && !config.sealedLink)) {
      const named = wrong.length > 0 ? wrong : ['kind']
      const problems = Object.fromEntries(named.map((name) => [name, sentences[name]]))
      return show(request, reply, { typed, problems }, 422)
    }
    const { service, count, kind } = parsed.data
    const asked = { seed: field(request.body, 'seed'), service, count, sealed: kind === 'sealed' }
    const batch = await makeInvitations(db, keys, asked, request.member, now())
    return reply.redirect(`/team/invitations/made/${batch}`, 303)
  })

  scope.get('/invitations/made/:batch', mayInvite, async (request: ByBatch, reply) => {
    const made = readMade(request)
    return html(reply).send(
      render('feedback/invitations-made', { ...teamFrame(site, request), ...made, languages: cardLanguages(site) }),
    )
  })

  scope.get('/invitations/made/:batch/cards', mayInvite, async (request: ByBatch, reply) => {
    const wanted = cardLanguages(site).find(({ code }) => code === request.query.language)
    const made = readMade(request, wanted)
    const data = { ...made, paper: request.query.paper === 'a6' ? 'a6' : 'a4', languages: cardLanguages(site) }
    return html(reply).send(render('feedback/cards', { ...teamFrame(site, request), ...data }))
  })

  /** The codes of a batch as links and drawings, in the language that the link leads to. @throws {NotFound} */
  function readMade(request: ByBatch, language: Language = defaultLanguage) {
    const batch = readBatch(keys, request.params.batch, request.member, now())
    const base = address() ?? ''
    return {
      batch,
      at: `/team/invitations/made/${request.params.batch}`,
      team: serviceNames.find(({ key }) => key === batch.service)?.name ?? batch.service,
      until: shownUntil(batch.seed),
      language,
      t: wordsIn(language),
      phone: config.feedbackPhone,
      post: config.freepost,
      /** Where a code can be typed. */
      door: `${base.replace(/^https?:\/\//, '')}${language.prefix}/in`,
      invitations: codesOf(keys, batch).map((code) => ({ code: showCode(code), ...linkOf(base, language, code) })),
    }
  }
}

function linkOf(base: string, { prefix }: Language, code: InvitationCode) {
  const link = `${base}${prefix}/in/${showCode(code)}`
  return { link, qr: drawQr(link) }
}

/** Languages that a card can be printed in: nobody hands out words that no person has checked, unless told to. */
function cardLanguages(site: Site): Language[] {
  const drafts = mayShowDrafts(site)
  return offeredLanguages(site.config.pseudoLanguage, drafts, stateOf).filter(
    (language) => drafts || ['source', 'checked'].includes(stateOf(language, 'feedback/link')),
  )
}
