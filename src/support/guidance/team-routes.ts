import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../db/open.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { places } from '../place.ts'
import { agreeToApproval, askForApproval, editCard, type Hand, type Outcome, sendBack } from './approving.ts'
import { type Card, getCard, listCards, listSteps, parts, standingOf } from './card.ts'
import { asText, readApproval, readCard } from './card-form.ts'
import { guidanceLinks } from './links.ts'

type Named = { Params: { id: string } }

const names: Record<string, string> = {
  ...{ safe: 'Get safe', steady: 'Steady yourself', work: 'Work through it', build: 'Build your life' },
  justice: 'Justice and redress',
}

/** The cards as the team sees them: writing them, and recording who approved them. */
export function guidanceTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys } = site
  const mayEdit = { config: { audience: 'may edit the directory' as const } }
  const maySee = { config: { audience: 'may see the directory' as const } }
  const today = () => dayOf(site.now())
  const send = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  scope.get('/guidance', maySee, async (request, reply) => {
    const cards = (await listCards(db)).map((card) => aboutCard(card, today()))
    const due = cards.filter(({ standing }) => standing === 'past review')
    return send(request, reply, 'support/guidance-list', { cards, due })
  })

  const sendCard = async (request: FastifyRequest<Named>, reply: FastifyReply, data: object) => {
    const card = await getCard(db, request.params.id)
    const about = {
      ...aboutCard(card, today()),
      askedBy: await nameOf(db, card.asked_by),
      agreedBy: await nameOf(db, card.agreed_by),
    }
    const steps = await listSteps(db, card.id)
    const written = Object.fromEntries(parts.map((part) => [part, asText(card.content[part])]))
    return send(request, reply, 'support/guidance-edit', {
      ...{ about, card, steps, parts, links: guidanceLinks, today: today(), asText, written, problems: {}, typed: {} },
      ...data,
    })
  }

  scope.get<Named>('/guidance/:id', maySee, (request, reply) => sendCard(request, reply, {}))

  /** A form of the card's page: on to the page again, or back with what was typed and each problem beside its field. */
  const takes = (path: string, change: (request: FastifyRequest<Named>, hand: Hand) => Promise<Outcome>) =>
    scope.post<Named>(`/guidance/:id/${path}`, mayEdit, async (request, reply) => {
      const { id } = await getCard(db, request.params.id)
      const hand = { cardId: id, version: Number(field(request.body, 'version')), memberId: request.member.id }
      const outcome = await change(request, hand)
      if (outcome.ok) return reply.redirect(`/team/guidance/${id}`, 303)
      return sendCard(request, reply.code(422), { problems: outcome.problems, typed: request.body ?? {} })
    })

  takes('edit', async ({ body }, hand) => {
    const read = readCard(body)
    return read.ok ? editCard(db, keys, hand, read.value, site.now()) : read
  })
  takes('ask', async ({ body }, hand) => {
    const read = readApproval(body)
    return read.ok ? askForApproval(db, keys, hand, read.value, site.now()) : read
  })
  takes('agree', ({ body }, hand) => agreeToApproval(db, keys, { ...hand, asked: field(body, 'asked') }, site.now()))
  takes('send-back', ({ body }, hand) => sendBack(db, keys, hand, field(body, 'why'), site.now()))
}

function aboutCard(card: Card, today: string) {
  const place = places.find(({ phase }) => phase === card.phase)
  return { card, standing: standingOf(card, today), place, placeName: names[place?.key ?? ''] ?? card.phase }
}

async function nameOf(db: Db, memberId: string | null): Promise<string | undefined> {
  if (!memberId) return undefined
  const member = await db.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  return member?.name
}
