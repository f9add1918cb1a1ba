import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import { dayOf, type Site } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { findWork } from '../../team/long-work/queue.ts'
import { dayInWords } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { howOf } from '../pack/definitions.ts'
import { packOf } from '../pack/reading-pack.ts'
import { FREEZING, freezeAgain, onceADay } from './asking-to-freeze.ts'
import { digestOf } from './digest.ts'
import { asRelease, type Draft, getDraft, listDrafts } from './draft.ts'
import { listDue } from './due.ts'
import { howItIsTheirs } from './may-publish.ts'
import { tooSoon } from './may-release.ts'
import { everyRelease, findRelease, listCorrections, readReleased } from './reading.ts'
import { releaseName } from './release-period.ts'
import { prepareRelease, publishRelease, putAside } from './releasing.ts'
import { listHeads } from './standing.ts'

const mayRelease = { config: { audience: 'may release' as const } }

type ById = FastifyRequest<{ Params: { id: string } }>
type ByNumber = FastifyRequest<{ Params: { number: string } }>
type Problems = Record<string, string>

/** Releases: what waits to be prepared, drafts with what the auditor made of them, and what was published. */
export function releasesTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply
      .type('text/html; charset=utf-8')
      .send(render(view, { ...teamFrame(site, request), releaseName, dayInWords, ...data }))
  const toWork = (reply: FastifyReply, workId: string) => reply.redirect(`/team/progress/${workId}`, 303)

  const showList = async (
    request: FastifyRequest,
    reply: FastifyReply,
    typed: object = {},
    problems: Problems = {},
  ) => {
    const heads = await readReleased(db, listHeads)
    const [drafts, due] = [await listDrafts(db), await listDue(db, dayOf(now()))]
    return page(request, reply, 'summaries/releases', { heads, drafts, due, typed, problems })
  }
  scope.get('/releases', mayRelease, async (request, reply) => showList(request, reply))
  scope.post('/releases', mayRelease, async (request, reply) => {
    const key = field(request.body, 'key')
    const answer = await prepareRelease(db, keys, { key }, request.member, now())
    return answer.ok ? toWork(reply, answer.workId) : showList(request, reply.code(422), { key }, answer.problems)
  })

  const look = (request: FastifyRequest, recordId: string) =>
    db.transaction().execute((trx) => {
      const what = { action: 'release: draft looked at', record: 'release draft', recordId }
      return audit(trx, keys, { memberId: request.member.id, ...what }, now())
    })
  /** As it would go out: whoever publishes it sees every word of it before. */
  const packOfDraft = async (draft: Draft) => {
    const release = draft.state === 'ready' && asRelease(draft, await everyRelease(db), dayOf(now()))
    if (!release) return undefined
    return readReleased(db, (released) => packOf(released, { ...release, digest: '' }))
  }
  const showDraft = async (request: ById, reply: FastifyReply, problems: Problems = {}) => {
    const draft = await getDraft(db, request.params.id)
    const work = await findWork(db, FREEZING, draft.id)
    const pack = await packOfDraft(draft)
    if (pack) await look(request, draft.id)
    const theirs = howItIsTheirs(draft, request.member.id)
    const notAgain = draft.frozenOn === dayOf(now()) && onceADay
    const data = { draft, work, pack, how: howOf, problems, theirs, notAgain }
    return page(request, reply, 'summaries/release-draft', data)
  }
  scope.get('/releases/drafts/:id', mayRelease, async (request: ById, reply) => showDraft(request, reply))
  scope.post('/releases/drafts/:id/publish', mayRelease, async (request: ById, reply) => {
    const answer = await publishRelease(db, keys, request.params.id, request.member, now())
    if (!answer.ok) return showDraft(request, reply.code(422), answer.problems)
    return reply.redirect(`/team/releases/${answer.number}`, 303)
  })
  scope.post('/releases/drafts/:id/again', mayRelease, async (request: ById, reply) => {
    const answer = await freezeAgain(db, keys, request.params.id, request.member, now())
    return answer.ok ? toWork(reply, answer.workId) : showDraft(request, reply.code(422), answer.problems)
  })
  scope.post('/releases/drafts/:id/aside', mayRelease, async (request: ById, reply) => {
    const { id } = await getDraft(db, request.params.id)
    await putAside(db, keys, id, request.member, now())
    return reply.redirect('/team/releases', 303)
  })

  const showRelease = async (request: ByNumber, reply: FastifyReply, typed: object = {}, problems: Problems = {}) => {
    const number = numberIn(request)
    const data = await readReleased(db, async (released) => {
      const release = await findRelease(released, number)
      if (!release) throw new NotFound('no such release')
      const corrections = await listCorrections(released, number)
      const heads = await listHeads(released)
      const replacedBy = heads.find((one) => one.number === number)?.replacedBy ?? null
      const { kind, key, from, until } = release
      const soon = tooSoon(heads, { kind, key, from, until, frozenOn: dayOf(now()) })
      return { release, corrections, replacedBy, soon }
    })
    const { digest, ...rest } = data.release
    return page(request, reply, 'summaries/release', { ...data, same: digestOf(rest) === digest, typed, problems })
  }
  scope.get('/releases/:number', mayRelease, async (request: ByNumber, reply) => showRelease(request, reply))
  scope.post('/releases/:number/correct', mayRelease, async (request: ByNumber, reply) => {
    const number = numberIn(request)
    const release = await readReleased(db, (released) => findRelease(released, number))
    if (!release) throw new NotFound('no such release')
    const why = field(request.body, 'why')
    const soon = tooSoon(await everyRelease(db), { ...release, frozenOn: dayOf(now()) })
    if (soon) return showRelease(request, reply.code(422), { why }, { key: soon })
    const answer = await prepareRelease(db, keys, { key: release.key, replaces: number, why }, request.member, now())
    return answer.ok ? toWork(reply, answer.workId) : showRelease(request, reply.code(422), { why }, answer.problems)
  })
}

/** @throws {NotFound} for what cannot be a release's number */
function numberIn({ params: { number } }: ByNumber): number {
  if (!/^[1-9]\d{0,5}$/.test(number)) throw new NotFound('no such release')
  return Number(number)
}
