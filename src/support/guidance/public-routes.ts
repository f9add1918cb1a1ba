import type { FastifyInstance } from 'fastify'
import { NotFound } from '../../refusals.ts'
import { dayOf } from '../../site.ts'
import type { Frame } from '../../web/frame.ts'
import { type PublicSite, sendShared } from '../../web/public-page.ts'
import { currentDirectory, type Directory } from '../directory.ts'
import { type Place, places } from '../place.ts'
import { hintsIn, pieces, type Term } from '../words/glossary.ts'
import { type Card, listCards, parts, standingOf, type Tier, tiers } from './card.ts'
import { leadOn } from './leading.ts'
import { findLink, guidanceLinks, linksFor } from './links.ts'

type Named = { Params: { name: string } }

/** Cards for people who help in their job: do, say, do not say, refer, by kind of service and place on the roadmap. */
export function guidancePublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }

  /** What is the same on a page with all cards of a tier and on one with a single card. */
  const cardsIn = async (tier: Tier, chosen: Place[], { formats: { day } }: Frame) => {
    const today = dayOf(site.now())
    const cards = await listCards(site.db, tier)
    const directory = await currentDirectory(site.db, today)
    const shown = chosen.flatMap((place) => {
      const card = cards.find(({ phase }) => phase === place.phase)
      return card ? [{ place, card, standing: standingOf(card, today) }] : []
    })
    const hints = hintsIn(...shown.flatMap(({ card }) => linesOf(card)))
    return {
      ...{ tier, shown, parts, day, hints, cut: cutter(hints, directory), findLink, places },
      advisers: directory.byRef.get('trauma-resilience-service'),
    }
  }

  scope.get('/guidance', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/guidance',
      view: 'support/guidance',
      read: () => ({ tiers, places, count: guidanceLinks.length }),
    }),
  )

  for (const tier of tiers) {
    scope.get(`/guidance/${tier}`, everyone, (request, reply) =>
      sendShared(room, request, reply, {
        path: `/guidance/${tier}`,
        view: 'support/guidance-tier',
        read: async (page) => ({ ...(await cardsIn(tier, places, page)), links: linksFor(tier) }),
      }),
    )

    scope.get(`/guidance/${tier}/sources`, everyone, (request, reply) =>
      sendShared(room, request, reply, {
        path: `/guidance/${tier}/sources`,
        view: 'support/guidance-sources',
        read: () => ({ tier, links: linksFor(tier) }),
      }),
    )

    scope.get<Named>(`/guidance/${tier}/:name`, everyone, (request, reply) => {
      const place = places.find(({ address }) => address === request.params.name)
      if (!place) throw new NotFound('no such place')
      return sendShared(room, request, reply, {
        path: `/guidance/${tier}/${place.address}`,
        view: 'support/guidance-card',
        read: (page) => cardsIn(tier, [place], page),
      })
    })
  }
}

const linesOf = ({ content }: Card) => parts.flatMap((part) => content[part].map(({ text }) => text))

/** Each word leads to its meaning once on a page; under "Refer", each name leads to whom it names. */
function cutter(hints: Term[], directory: Directory) {
  const seen = new Set<string>()
  return (text: string, part: (typeof parts)[number]) =>
    part === 'refer' ? leadOn(text, directory, hints, seen) : pieces(text, hints, seen)
}
