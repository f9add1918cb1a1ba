import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { impacts, kinds, listCodes } from '../code.ts'
import type { Refused } from '../segment.ts'
import { sentencesWithPassages } from '../showing.ts'
import { dayInWords } from '../wording.ts'
import { emptyCodes, readCodes, type TypedCodes } from './coded-form.ts'
import { FEWEST_TWICE, measureAgreement } from './measure.ts'
import { codeBlind, getBlind, listWaiting } from './second-coding.ts'
import { getDisagreement, listOpen, listSettled, settle } from './settling.ts'

const mayCode = { config: { audience: 'may code' as const } }

const PAGE = 50
const LATELY = 10
const LONGEST_WHY = 500

type ById = FastifyRequest<{ Params: { id: string } }>

/** One passage in ten is coded by two people. Here the second one does it, and the two see how well they agree. */
export function agreementRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply
      .type('text/html; charset=utf-8')
      .send(render(view, { ...teamFrame(site, request), impacts, kinds, dayInWords, ...data }))

  const showBlind = async (request: ById, reply: FastifyReply, typed: TypedCodes, refused?: Refused) => {
    const blind = await getBlind(db, request.params.id, request.member.id)
    const passage = { segmentId: blind.segmentId, number: 1, start: blind.start, end: blind.end, words: '', codes: [] }
    const pieces = sentencesWithPassages(blind.body, [passage])
    const codes = await listCodes(db)
    const data = { blind, pieces, codes, typed, problems: refused?.problems ?? {} }
    return page(request, reply.code(refused ? 422 : 200), 'themes/second-coding', data)
  }
  const showDisagreement = async (request: ById, reply: FastifyReply, typed: Settling, refused?: Refused) => {
    const one = await getDisagreement(db, request.params.id, request.member)
    const codes = await listCodes(db)
    const data = { one, codes, nameOf: await names(), typed, problems: refused?.problems ?? {} }
    return page(request, reply.code(refused ? 422 : 200), 'themes/disagreement', data)
  }
  const names = async () => {
    const all = new Map((await db.selectFrom('codes').select(['key', 'name']).execute()).map((c) => [c.key, c.name]))
    return (key: string) => all.get(key) ?? key
  }

  scope.get('/agreement', mayCode, async (request, reply) => {
    const { member } = request
    const waiting = await listWaiting(db, member.id, PAGE)
    const { open, more } = await listOpen(db, member, PAGE)
    const settled = await listSettled(db, member, LATELY)
    const figures = await measureAgreement(db, await listCodes(db))
    // Passages stand on this page.
    if (open.length + settled.length > 0) {
      const entry = { action: 'looked at passages', record: 'agreement', recordId: null }
      await db.transaction().execute((trx) => audit(trx, keys, { memberId: member.id, ...entry }, now()))
    }
    const data = { waiting, open, more, settled, figures, nameOf: await names(), FEWEST_TWICE, PAGE }
    return page(request, reply, 'themes/agreement', data)
  })
  scope.get('/agreement/:id', mayCode, async (request: ById, reply) => {
    const { segmentId } = await getBlind(db, request.params.id, request.member.id)
    const entry = { action: 'looked at a passage to code it as the second', record: 'passage', recordId: segmentId }
    await db.transaction().execute((trx) => audit(trx, keys, { memberId: request.member.id, ...entry }, now()))
    return showBlind(request, reply, emptyCodes)
  })
  scope.post('/agreement/:id', mayCode, async (request: ById, reply) => {
    const { id } = request.params
    await getBlind(db, id, request.member.id)
    const { typed, codes } = readCodes(request.body, await listCodes(db))
    const done = Array.isArray(codes) ? await codeBlind(db, keys, { id, codes }, request.member, now()) : codes
    if (!done.ok) return showBlind(request, reply, typed, done)
    const [next] = (await listWaiting(db, request.member.id, 1)).ids
    return reply.redirect(done.agreed && next ? `/team/agreement/${next}` : '/team/agreement', 303)
  })
  scope.get('/agreement/settle/:id', mayCode, async (request: ById, reply) => {
    const { first, segmentId } = await getDisagreement(db, request.params.id, request.member)
    const entry = { action: 'looked at passages', record: 'passage', recordId: segmentId }
    await db.transaction().execute((trx) => audit(trx, keys, { memberId: request.member.id, ...entry }, now()))
    const codes = emptyCodes.codes.map((none, index) => first.codes[index] ?? none)
    return showDisagreement(request, reply, { none: first.codes.length === 0, codes, why: '' })
  })
  scope.post('/agreement/settle/:id', mayCode, async (request: ById, reply) => {
    const { id } = request.params
    await getDisagreement(db, id, request.member)
    const { typed, codes } = readCodes(request.body, await listCodes(db))
    const why = field(request.body, 'why').trim()
    const refused = Array.isArray(codes) ? undefined : codes
    const problems = { ...refused?.problems, ...whyProblem(why) }
    const mistake: Refused = { ok: false, problems }
    const done =
      Array.isArray(codes) && Object.keys(problems).length === 0
        ? await settle(db, keys, { id, codes, why }, request.member, now())
        : mistake
    return done.ok ? reply.redirect('/team/agreement', 303) : showDisagreement(request, reply, { ...typed, why }, done)
  })
}

type Settling = TypedCodes & { why: string }

function whyProblem(why: string): Record<string, string> {
  if (why.length < 3) return { why: 'Say why, so that the next one who is in doubt can read it.' }
  return why.length > LONGEST_WHY ? { why: `Say it in at most ${LONGEST_WHY} characters.` } : {}
}
