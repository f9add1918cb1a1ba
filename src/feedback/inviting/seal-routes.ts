import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { getReadingPage } from '../reading/reading-list.ts'
import { findSeal } from './seal-asked.ts'
import { type Asking, askToOpen, readReason, readSealedCode, settleAsking } from './seal-opening.ts'
import { type Ground, grounds } from './sealed-link.ts'

const mayOpen = { config: { audience: 'may open a seal' as const } }

const FEWEST_LETTERS = 10
const MOST_REASON = 2_000
const MOST_TOLD = 600

type ByRef = FastifyRequest<{ Params: { ref: string } }>

/** Opening a sealed link: one reader asks, another agrees or refuses, both see the code for half an hour. */
export function sealTeamRoutes(scope: FastifyInstance, { db, keys, now, ...rest }: Site): void {
  const site = { db, keys, now, ...rest }
  const address = (request: ByRef) => `/team/reading/${request.params.ref}/seal`
  const hasOpenWords = (request: ByRef) => (request.session.opened?.[request.params.ref] ?? 0) > now().getTime()

  const show = async (request: ByRef, reply: FastifyReply, extra: object = {}, code = 200) => {
    const { ref } = request.params
    const item = await getReadingPage(db, ref)
    const seal = await findSeal(db, item.id)
    if (!seal) throw new NotFound('no sealed link')
    const open = hasOpenWords(request)
    const data = {
      ...{ ref, open, grounds, seal, typed: {}, problems: {} },
      reason: seal.asked && open ? await readReason(db, keys, seal.asked.id) : '',
      seen: await readSealedCode(db, keys, ref, request.member, now()),
      ...extra,
    }
    reply.code(code).type('text/html; charset=utf-8')
    return reply.send(render('feedback/seal', { ...teamFrame(site, request), ...data }))
  }

  scope.get('/reading/:ref/seal', mayOpen, (request: ByRef, reply) => show(request, reply))

  scope.post('/reading/:ref/seal', mayOpen, async (request: ByRef, reply) => {
    // Whoever asks has the words before them.
    if (!hasOpenWords(request)) return reply.redirect(address(request), 303)
    const { asking, typed, problems } = readAsking(request.body)
    if (!asking) return show(request, reply, { typed, problems }, 422)
    await askToOpen(db, keys, request.params.ref, asking, request.member, now())
    return reply.redirect(address(request), 303)
  })

  for (const [answer, agree] of Object.entries({ agree: true, refuse: false })) {
    scope.post(`/reading/:ref/seal/${answer}`, mayOpen, async (request: ByRef, reply) => {
      if (agree && !hasOpenWords(request)) return reply.redirect(address(request), 303)
      const settled = { asking: field(request.body, 'asking'), agree }
      await settleAsking(db, keys, request.params.ref, settled, request.member, now())
      return reply.redirect(address(request), 303)
    })
  }
}

function readAsking(body: unknown) {
  const typed = {
    ground: field(body, 'ground'),
    reason: field(body, 'why').trim().slice(0, MOST_REASON),
    tell: field(body, 'tell'),
    told: field(body, 'told').trim().slice(0, MOST_TOLD),
  }
  const problems = {
    ...(Object.hasOwn(grounds, typed.ground) ? {} : { ground: 'Choose who is in danger.' }),
    ...(typed.reason.length >= FEWEST_LETTERS ? {} : { why: 'Say what makes you think so.' }),
    ...(['yes', 'unsafe'].includes(typed.tell) ? {} : { tell: 'Say whether it is safe to tell the writer.' }),
    ...(typed.tell === 'yes' && typed.told.length < FEWEST_LETTERS ? { told: 'Write what they will read.' } : {}),
  }
  const asking: Asking | undefined =
    Object.keys(problems).length > 0
      ? undefined
      : { ground: typed.ground as Ground, reason: typed.reason, told: typed.tell === 'yes' ? typed.told : null }
  return { typed, problems, asking }
}
