import type { FastifyInstance } from 'fastify'
import { keepWordsMonths } from './feedback/coming-back/withdrawing.ts'
import type { Site } from './site.ts'
import { type PublicSite, sendShared } from './web/public-page.ts'

const everyone = { config: { audience: 'everyone' as const } }

/** The newest change that is public, for the first page. */
export type LatestChange = () => Promise<
  | { quote: { words: string; language: string | undefined } | undefined; sentence: string; easySentence: string }
  | undefined
>

/** A process with the team's side alone: its calm failure pages have a first page and a way out all the same. */
export function teamFrontRoutes(scope: FastifyInstance, leaveTo: string): void {
  scope.get('/', everyone, (_request, reply) => reply.redirect('/team', 303))
  scope.get('/leave', everyone, (_request, reply) => reply.redirect(leaveTo, 303))
}

/** The first page, and the pages at the foot of every page. */
export function frontRoutes(scope: FastifyInstance, room: PublicSite, latestChange: LatestChange): void {
  scope.get('/', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/',
      view: 'front/home',
      read: async () => ({ latest: await latestChange() }),
    }),
  )
  for (const page of ['private', 'who-reads', 'help-to-read']) {
    scope.get(`/${page}`, everyone, (request, reply) =>
      sendShared(room, request, reply, {
        path: `/${page}`,
        view: `front/${page}`,
        // The split set-up is what makes one of the promises true; the page says it only then.
        read: async () => ({
          reads: await room.reads(),
          months: keepWordsMonths,
          split: !room.site.config.sites.team,
          phone: phoneOf(room.site),
          signed,
        }),
      }),
    )
  }
}

/** 999 by video in British Sign Language. */
const signed = { name: '999bsl.co.uk', href: 'https://999bsl.co.uk/' }

/** One of the numbers that Ofcom keeps free for plays and films: nobody can be reached at it. */
const dramaNumber = '01632 960118'

/** The number for giving feedback by phone. The demonstration has one that is made up, and says so. */
function phoneOf({ config, demonstration }: Site) {
  const number = config.feedbackPhone ?? (demonstration ? dramaNumber : undefined)
  if (!number) return undefined
  const madeUp = config.feedbackPhone === undefined
  return { number, madeUp, href: `tel:${number.replaceAll(' ', '')}`, hours: config.feedbackPhoneHours }
}
