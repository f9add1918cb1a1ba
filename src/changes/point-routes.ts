import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../db/open.ts'
import type { Site } from '../site.ts'
import { places } from '../support/place.ts'
import { field } from '../web/form.ts'
import { defaultLanguage, wordsIn } from '../web/language.ts'
import { listPoints, type Point, pointChangeAt, removePoint } from './point.ts'

type ById = FastifyRequest<{ Params: { id: string } }>

const placeNames = () => {
  const t = wordsIn(defaultLanguage)
  return places.map(({ key }) => ({ key: key as string, name: t(`support.${key}_title`) }))
}

/** Where a change that was made shows on the roadmap, chosen on the page of its decision. */
export function pointTeamRoutes(scope: FastifyInstance, { db, keys, now }: Site): void {
  const mayDecide = { config: { audience: 'may decide' as const } }

  scope.post('/changes/:id/points', mayDecide, async (request: ById, reply) => {
    const [kind = '', key = ''] = field(request.body, 'where').split(' ')
    const where = kind === 'place' ? { place: key } : { optionId: key }
    // Nothing was chosen: the page comes back as it was.
    if (kind) await pointChangeAt(db, keys, request.params.id, where, request.member, now())
    return reply.redirect(`/team/changes/${request.params.id}#shows`, 303)
  })

  scope.post('/changes/:id/points/remove', mayDecide, async (request: ById, reply) => {
    await removePoint(db, keys, request.params.id, field(request.body, 'point'), request.member, now())
    return reply.redirect(`/team/changes/${request.params.id}#shows`, 303)
  })
}

/** What the page of a decision needs for it: where the change shows, and where else it could. */
export async function pointsOn(db: Db, decisionId: string) {
  const points = await listPoints(db, decisionId)
  const known = placeNames()
  const query = db.selectFrom('support_options').select(['id', 'name']).where('status', '<>', 'closed')
  const entries = await query.orderBy('name').execute()
  const isOn = (test: (point: Point) => boolean) => points.some(test)
  return {
    points: points.map((point) => ({
      id: point.id,
      name: point.name ?? known.find(({ key }) => key === point.place)?.name ?? '',
    })),
    places: known.filter(({ key }) => !isOn(({ place }) => place === key)),
    entries: entries.filter(({ id }) => !isOn(({ optionId }) => optionId === id)),
  }
}
