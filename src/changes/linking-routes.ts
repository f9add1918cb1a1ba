import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/open.ts'
import { dayOf, type Site } from '../site.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { labelled } from '../themes/labels.ts'
import { listThemes, passagesOf } from '../themes/theme.ts'
import { field, fields } from '../web/form.ts'
import { render } from '../web/views.ts'
import type { Problems } from './decision.ts'
import { getDecision } from './decision-list.ts'
import { linkPassages, mayBeShown, unlinkPassage } from './linking.ts'
import { passagesBehind } from './passage.ts'

type ById = FastifyRequest<{ Params: { id: string } }>
type Typed = { themeKey: string; passages: string[]; why: string }

const MOST_PASSAGES = 200

/** Which passages stand behind a decision: more may be linked at any time, of any theme, and taken away again. */
export function linkingRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const mayDecide = { config: { audience: 'may decide' as const } }

  const show = async (request: ById, reply: FastifyReply, typed: Typed, problems: Problems = {}) => {
    const { id } = request.params
    const data = await db.transaction().execute(async (trx) => {
      const entry = { memberId: request.member.id, action: 'decision: passages looked at', record: 'decision' }
      await audit(trx, keys, { ...entry, recordId: id, detail: { theme: typed.themeKey } }, now())
      return readPage(trx, id, typed, request.member.id, dayOf(now()))
    })
    const html = render('changes/passages', { ...teamFrame(site, request), ...data, typed, problems })
    return reply.type('text/html; charset=utf-8').send(html)
  }

  scope.get('/changes/:id/passages', mayDecide, async (request: ById, reply) =>
    show(request, reply, { themeKey: fields(request.query, 'theme')[0] ?? '', passages: [], why: '' }),
  )

  scope.post('/changes/:id/passages', mayDecide, async (request: ById, reply) => {
    const themeKey = field(request.body, 'theme')
    const typed = { themeKey, passages: fields(request.body, 'passages'), why: field(request.body, 'why') }
    const wanted = { decisionId: request.params.id, ...typed }
    const answer = await linkPassages(db, keys, wanted, request.member, now())
    if (!answer.ok) return show(request, reply.code(422), typed, answer.problems)
    return reply.redirect(`/team/changes/${request.params.id}/passages?theme=${encodeURIComponent(themeKey)}`, 303)
  })

  scope.post('/changes/:id/passages/remove', mayDecide, async (request: ById, reply) => {
    const wanted = { decisionId: request.params.id, segmentId: field(request.body, 'segment') }
    await unlinkPassage(db, keys, wanted, request.member, now())
    return reply.redirect(`/team/changes/${request.params.id}/passages`, 303)
  })
}

async function readPage(trx: Db, id: string, { themeKey }: Typed, memberId: string, today: string) {
  const decision = await getDecision(trx, id)
  const themes = await listThemes(trx)
  const theme = themes.find(({ key }) => key === (themeKey || decision.themeKey))
  const behind = await passagesBehind(trx, decision, memberId)
  const isShown = theme !== undefined && (await mayBeShown(trx, theme.key))
  const passages = theme && isShown ? await passagesOf(trx, theme.key, MOST_PASSAGES, memberId) : []
  const more = passages.filter(({ segmentId }) => !behind.some((one) => one.id === segmentId))
  return {
    ...{ decision, themes, theme, isShown },
    behind: await labelled(trx, behind, today),
    more: await labelled(trx, more, today),
  }
}
