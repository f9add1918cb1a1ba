import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { peopleInWords } from '../../small-numbers.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { field, fields } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { impacts, kinds } from '../code.ts'
import { measuresSource, strategyParts, successMeasures } from '../success-measures.ts'
import { listThemes } from '../theme.ts'
import { dayInWords } from '../wording.ts'
import { changingRoutes } from './changing-routes.ts'
import { countWaiting, decideWaiting, listWaiting } from './deciding.ts'
import { MANY } from './effect.ts'
import { getEntry, listEntries } from './entry.ts'
import { listProposals, settleProposal } from './proposing.ts'
import { changeKinds, currentVersion, getVersion, listChanges } from './versions.ts'

/** What a change of the codebook touches in a room that this one does not know. */
export type DecisionsTouched = (
  codeId: string,
  themeIds: readonly string[],
) => Promise<{ id: string; title: string; theme: string; published: boolean; passages: number }[]>

/** How the routes of the codebook show a page, and look things up for it. */
export type CodebookPages = {
  site: Site
  page: (request: FastifyRequest, reply: FastifyReply, view: string, data: object, code?: number) => FastifyReply
  touched: DecisionsTouched
  /** Says that codes have moved, for whoever learns from them. */
  moved: () => void
}

export const mayCode = { config: { audience: 'may code' as const } }
export const mayEdit = { config: { audience: 'may edit the codebook' as const } }

const AT_ONCE = 50
const HISTORY = 50

export type ByKey = FastifyRequest<{ Params: { key: string } }>

/** The codebook: every code with what belongs to it, how it came to be so, and how it is changed. */
export function codebookRoutes(
  scope: FastifyInstance,
  site: Site,
  touched: DecisionsTouched,
  moved: () => void = () => {},
): void {
  const { db, keys, now } = site
  const page: CodebookPages['page'] = (request, reply, view, data, code = 200) => {
    const shared = { dayInWords, peopleInWords, changeKinds, strategyParts, successMeasures, measuresSource, MANY }
    const html = render(`themes/${view}`, { ...teamFrame(site, request), ...shared, ...data })
    return reply.code(code).type('text/html; charset=utf-8').send(html)
  }
  const pages: CodebookPages = { site, page, touched, moved }

  const showList = async (request: FastifyRequest, reply: FastifyReply, problems: Record<string, string> = {}) => {
    const [entries, proposals] = [await listEntries(db), await listProposals(db, request.member.id)]
    const withDecisions = []
    for (const one of proposals)
      withDecisions.push({ ...one, decisions: await touched(one.entry.id, [one.entry.themeId, one.effect.to]) })
    const data = { entries, themes: await listThemes(db), proposals: withDecisions, problems }
    const rest = {
      version: await currentVersion(db),
      changes: await listChanges(db, 10),
      waiting: await countWaiting(db, request.member.id),
    }
    return page(request, reply, 'codebook', { ...data, ...rest }, Object.keys(problems).length > 0 ? 422 : 200)
  }
  const showWaiting = async (request: FastifyRequest, reply: FastifyReply, problems: Record<string, string> = {}) => {
    const { id: memberId } = request.member
    const [waiting, all] = [await listWaiting(db, memberId, AT_ONCE), await countWaiting(db, memberId)]
    const entry = { memberId, action: 'looked at passages', record: 'codebook', recordId: null }
    if (waiting.length > 0) await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    const code = Object.keys(problems).length > 0 ? 422 : 200
    return page(request, reply, 'codebook-deciding', { waiting, all, problems, impacts, kinds }, code)
  }

  scope.get('/codebook', mayCode, async (request, reply) => showList(request, reply))
  scope.get('/codebook/versions', mayCode, async (request, reply) =>
    page(request, reply, 'codebook-versions', { changes: await listChanges(db, 200) }),
  )
  scope.get('/codebook/versions/:version', mayCode, async (request: FastifyRequest, reply) => {
    const { version } = request.params as { version: string }
    if (!/^[1-9]\d{0,8}$/.test(version)) throw new NotFound('no such version')
    const kept = await getVersion(db, Number(version))
    return page(request, reply, 'codebook-version', { ...kept, themes: await listThemes(db) })
  })
  scope.get('/codebook/waiting', mayCode, async (request, reply) => showWaiting(request, reply))
  scope.post('/codebook/waiting', mayCode, async (request, reply) => {
    const id = field(request.body, 'passage')
    const choice = fields(request.body, `choice-${id}`)
    const done = await decideWaiting(db, keys, id, choice, request.member, now())
    if (!done.ok) return showWaiting(request, reply, done.problems)
    moved()
    return reply.redirect('/team/codebook/waiting', 303)
  })
  scope.post('/codebook/proposals/:id', mayEdit, async (request: FastifyRequest, reply) => {
    const { id } = request.params as { id: string }
    const answer = { agree: field(request.body, 'answer') === 'yes', shown: { mark: field(request.body, 'mark') } }
    const done = await settleProposal(db, keys, id, answer, request.member, now())
    if (!done.ok) return showList(request, reply, done.problems)
    moved()
    return reply.redirect('/team/codebook', 303)
  })
  changingRoutes(scope, pages)
  scope.get('/codebook/:key', mayCode, async (request: ByKey, reply) => {
    const entry = await getEntry(db, request.params.key)
    return page(request, reply, 'code', { entry, changes: await listChanges(db, HISTORY, entry), problems: {} })
  })
}
