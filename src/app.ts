import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { sql } from 'kysely'
import { besideThemes } from './changes/beside-themes.ts'
import { changedHere } from './changes/point.ts'
import { pointTeamRoutes } from './changes/point-routes.ts'
import { repliesTeamRoutes } from './changes/replies-routes.ts'
import { changesTeamRoutes } from './changes/team-routes.ts'
import { caringTeamRoutes } from './feedback/caring/team-routes.ts'
import { contactTeamRoutes } from './feedback/coming-back/contact-routes.ts'
import { givesBack } from './feedback/coming-back/giving-back.ts'
import { contactVisitRoutes, reachRoutes } from './feedback/coming-back/reach-routes.ts'
import { takeBackRoutes } from './feedback/coming-back/take-back-routes.ts'
import { sendMorePage, talkBackRoutes } from './feedback/coming-back/talk-back-routes.ts'
import { welcomeVisits } from './feedback/coming-back/visit.ts'
import { visitRoutes } from './feedback/coming-back/visit-routes.ts'
import { wayRoutes } from './feedback/coming-back/way-routes.ts'
import { aboutRoutes } from './feedback/giving/about-routes.ts'
import { paperPublicRoutes } from './feedback/giving/paper-public-routes.ts'
import { feedbackPublicRoutes } from './feedback/giving/public-routes.ts'
import { hidingTeamRoutes } from './feedback/hiding/team-routes.ts'
import { invitationRoutes } from './feedback/inviting/invitation-routes.ts'
import { invitingTeamRoutes } from './feedback/inviting/inviting-routes.ts'
import { sealTeamRoutes } from './feedback/inviting/seal-routes.ts'
import { noticeRoutes } from './feedback/notices/notice-routes.ts'
import { noticeTeamRoutes } from './feedback/notices/notice-team-routes.ts'
import { readingTeamRoutes } from './feedback/reading/team-routes.ts'
import { handoverTeamRoutes } from './feedback/with-a-worker/handover-routes.ts'
import { keyingInTeamRoutes } from './feedback/with-a-worker/keying-in-routes.ts'
import { tabletPublicRoutes } from './feedback/with-a-worker/tablet-public-routes.ts'
import { frontRoutes, teamFrontRoutes } from './front-routes.ts'
import { leaveRoute } from './leave-route.ts'
import { readingTimes } from './safeguarding/duty/openings.ts'
import { safeguardingTeamRoutes } from './safeguarding/team-routes.ts'
import type { Site } from './site.ts'
import { afterwards } from './summaries/afterwards/afterwards.ts'
import { changeIn } from './summaries/change-in.ts'
import { summariesTeamRoutes } from './summaries/team-routes.ts'
import { toldPublicRoutes } from './summaries/telling/told-public-routes.ts'
import { latestChange } from './summaries/telling/what-changed.ts'
import { guidanceTeamRoutes } from './support/guidance/team-routes.ts'
import { helpNow, keepHelpTrue } from './support/help-now.ts'
import { importingRoutes } from './support/importing/importing-routes.ts'
import { reviewingRoutes } from './support/importing/reviewing-routes.ts'
import { openReferralRoutes } from './support/open-referral/feed-public-routes.ts'
import { supportPublicRoutes } from './support/public-routes.ts'
import { supportTeamRoutes } from './support/team-routes.ts'
import { makeTapLimit } from './support/telling-us/tap-limit.ts'
import { toldUsRoutes } from './support/telling-us/told-us-routes.ts'
import { guardTeam } from './team/gate.ts'
import { logRoutes } from './team/log-routes.ts'
import { memberRoutes } from './team/member-routes.ts'
import { signInRoutes } from './team/sign-in-routes.ts'
import { youRoutes } from './team/you-routes.ts'
import { objectingRoutes, sendNotMeantPage } from './themes/public-routes.ts'
import type { Suggester } from './themes/suggesting/suggester.ts'
import { themesTeamRoutes } from './themes/team-routes.ts'
import { refuseOddAddresses } from './web/address.ts'
import { type ListedRoute, listRoutes } from './web/audience.ts'
import type { StateOf } from './web/checked.ts'
import { forgetEveryMinute, makeCrowd } from './web/crowd.ts'
import { answerFailures, makeFailurePages } from './web/failures.ts'
import { acceptForms } from './web/form.ts'
import { frameFor } from './web/frame.ts'
import { protectAnswers } from './web/headers.ts'
import { languages } from './web/language.ts'
import { logEachAnswer, logger } from './web/log.ts'
import { acceptOddities, forMalformed } from './web/malformed.ts'
import { leadToEnglish, type PublicSite } from './web/public-page.ts'
import { makeShelf } from './web/shelf.ts'
import { serveStaticFiles } from './web/static-files.ts'
import { aroundIt, whatBecame } from './what-became.ts'

/** For so long an edit may not yet show on a page that is the same for everybody. */
const SHELF_MS = 3_000

/** Eight boxes of 20,000 characters, each up to four bytes, each byte three characters in a form, and some room. */
const MOST_BYTES = 3 * 1024 * 1024

export type App = { server: FastifyInstance; routes: ListedRoute[] }

/**
 * The table of contents: which pages there are, and in which order a request passes through what guards them.
 * @param suggester names codes at the workbench; it may be left out
 * @param stateOf which words were checked, for tests
 * @returns the server, not yet listening, and the list of its routes with their audiences
 */
export async function buildApp(site: Site, stateOf?: StateOf, suggester?: Suggester): Promise<App> {
  const { config } = site
  const all = languages(config.pseudoLanguage)
  const help = helpNow()
  const frame = frameFor(site, help, stateOf)
  const failures = makeFailurePages(frame, all)
  const server = Fastify({
    ...forMalformed(failures),
    logger: logger(config) ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: MOST_BYTES,
    trustProxy: config.trustProxy ?? false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  })
  const routes = listRoutes(server)
  protectAnswers(server)
  acceptOddities(server, failures)
  refuseOddAddresses(server)
  await acceptForms(server)
  if (config.log === 'info') logEachAnswer(server)
  answerFailures(server, failures, all)
  keepHelpTrue(server, site, help, () => makeFailurePages(frame, all, failures))
  serveStaticFiles(server)
  server.get('/health', { config: { audience: 'everyone' } }, async (_request, reply) => {
    await sql`select 1`.execute(site.db)
    return reply.type('text/plain; charset=utf-8').send('ok\n')
  })

  if (config.sites.public) {
    const shelf = makeShelf(SHELF_MS)
    const crowd = makeCrowd(site.keys, config.freeSendings)
    const taps = makeTapLimit()
    const reads = () => readingTimes(site.db, site.now())
    forgetEveryMinute(server, crowd, site.now)
    forgetEveryMinute(server, taps, site.now)
    const rooms = all.map((language): PublicSite => ({ site, language, frame, shelf, crowd, reads }))
    for (const room of rooms) {
      const pages = async (scope: FastifyInstance) => {
        leadToEnglish(scope, room)
        frontRoutes(scope, room, () => latestChange(site))
        feedbackPublicRoutes(scope, room)
        reachRoutes(scope, room)
        invitationRoutes(scope, room)
        tabletPublicRoutes(scope, room)
        paperPublicRoutes(scope, room)
        aboutRoutes(scope, room)
        supportPublicRoutes(scope, room, taps, (where) => changedHere(site.db, where))
        toldPublicRoutes(scope, room)
      }
      await server.register(pages, { prefix: room.language.prefix })
    }
    await openReferralRoutes(server, site)
    // The only public pages that may have a cookie: those that a return key opened, and the way out.
    await server.register(async (visits) => {
      await welcomeVisits(visits, site, givesBack(rooms))
      leaveRoute(visits, site)
      for (const room of rooms) {
        const pages = async (scope: FastifyInstance) => {
          leadToEnglish(scope, room)
          visitRoutes(scope, room, (request, reply, carried) =>
            (carried.to === 'not-meant' ? sendNotMeantPage : sendMorePage)(room, request, reply, { carried }),
          )
          wayRoutes(scope, room, whatBecame(site), aroundIt(site))
          talkBackRoutes(scope, room)
          objectingRoutes(scope, room)
          contactVisitRoutes(scope, room)
          takeBackRoutes(scope, room)
          noticeRoutes(scope, room, whatBecame(site))
        }
        await visits.register(pages, { prefix: room.language.prefix })
      }
    })
  }
  if (!config.sites.public) teamFrontRoutes(server, config.leaveTo)
  if (config.sites.team) {
    await server.register(
      async (scope) => {
        await guardTeam(scope, site)
        signInRoutes(scope, site)
        youRoutes(scope, site)
        caringTeamRoutes(scope, site)
        readingTeamRoutes(scope, site)
        hidingTeamRoutes(scope, site)
        contactTeamRoutes(scope, site)
        invitingTeamRoutes(scope, site)
        sealTeamRoutes(scope, site)
        handoverTeamRoutes(scope, site)
        keyingInTeamRoutes(scope, site)
        safeguardingTeamRoutes(scope, site)
        themesTeamRoutes(scope, site, changeIn, suggester, besideThemes(site.db))
        changesTeamRoutes(scope, site, afterwards)
        pointTeamRoutes(scope, site)
        repliesTeamRoutes(scope, site)
        summariesTeamRoutes(scope, site)
        supportTeamRoutes(scope, site)
        toldUsRoutes(scope, site)
        importingRoutes(scope, site)
        reviewingRoutes(scope, site)
        guidanceTeamRoutes(scope, site)
        memberRoutes(scope, site)
        noticeTeamRoutes(scope, site)
        logRoutes(scope, site)
      },
      { prefix: '/team' },
    )
  }
  return { server, routes }
}
