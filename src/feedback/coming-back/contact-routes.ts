import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { concernKinds } from '../../safeguarding/concern-kind.ts'
import { withoutKept } from '../../safeguarding/conflict.ts'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { listMembersWho } from '../../team/member.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { readConcern } from '../reading/concern-form.ts'
import { reachBy, safeToDo } from './contact.ts'
import { listConcernsOfWish, raiseFromWish } from './contact-concern.ts'
import {
  finishWish,
  getWish,
  listWishes,
  openWish,
  type ReasonToReach,
  readWishWords,
  reasonsToReach,
} from './contact-desk.ts'

/** One opening, written down once, lasts this long. */
const OPEN_MS = 30 * 60_000

const mayRead = { config: { audience: 'may read words' as const } }

type ByRef = FastifyRequest<{ Params: { ref: string } }>

const Reached = z.object({
  state: z.enum(['reached', 'not reached'], 'Say whether you reached them.'),
  outcome: z.string().trim().min(3, 'Say in a sentence how it went.').max(2000, 'Keep it under 2,000 characters.'),
})

/** People who wish to be reached: who waits, how, and how it went. */
export function contactTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const html = (reply: FastifyReply, code = 200) => reply.code(code).type('text/html; charset=utf-8')
  const isOpen = (request: ByRef) => (request.session.opened?.[request.params.ref] ?? 0) > now().getTime()

  /** To whom a concern from it can be given. */
  const readersFor = async (responseRef: string) => {
    const { id } = await db
      .selectFrom('responses')
      .select('id')
      .where('ref', '=', responseRef)
      .executeTakeFirstOrThrow()
    return withoutKept(db, await listMembersWho(db, 'may handle concerns'), id)
  }

  const show = async (request: ByRef, reply: FastifyReply, extra: object = {}, code = 200) => {
    const row = await getWish(db, request.params.ref, now())
    const open = isOpen(request)
    const data = {
      row,
      open,
      ...(open ? await readWishWords(db, keys, row.ref) : {}),
      concerns: await listConcernsOfWish(db, row.ref),
      concernKinds,
      readers: await readersFor(row.responseRef),
      ...{ reasons: reasonsToReach, reachBy, safeToDo, problems: {}, typed: {}, ...extra },
    }
    return html(reply, code).send(render('feedback/contact', { ...teamFrame(site, request), ...data }))
  }

  scope.get('/contact', mayRead, async (request, reply) => {
    const wishes = await listWishes(db, now(), request.member.id)
    return html(reply).send(render('feedback/contacts', { ...teamFrame(site, request), wishes }))
  })

  scope.get('/contact/:ref', mayRead, async (request: ByRef, reply) => show(request, reply))

  scope.post('/contact/:ref/open', mayRead, async (request: ByRef, reply) => {
    const { ref } = request.params
    const reason = field(request.body, 'reason')
    if (!Object.hasOwn(reasonsToReach, reason)) {
      return show(request, reply, { problems: { reason: 'Say why you open it.' } }, 422)
    }
    await openWish(db, keys, ref, reason as ReasonToReach, request.member, now())
    request.session.opened = { ...request.session.opened, [ref]: now().getTime() + OPEN_MS }
    return reply.redirect(`/team/contact/${ref}`, 303)
  })

  scope.post('/contact/:ref/done', mayRead, async (request: ByRef, reply) => {
    const { ref } = request.params
    const keep = field(request.body, 'keep') === 'yes'
    const typed = { state: field(request.body, 'state'), outcome: field(request.body, 'outcome'), keep }
    const parsed = Reached.safeParse(typed)
    if (!parsed.success) {
      const problems = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path[0], message]))
      return show(request, reply, { problems, typed }, 422)
    }
    await finishWish(db, keys, ref, { ...parsed.data, keep }, request.member, now())
    return reply.redirect('/team/contact', 303)
  })

  scope.post('/contact/:ref/concern', mayRead, async (request: ByRef, reply) => {
    const readers = await readersFor((await getWish(db, request.params.ref, now())).responseRef)
    const { typed, problems, concern } = readConcern(request.body, request.member, readers)
    if (!concern) return show(request, reply, { problems, typed }, 422)
    const { concernRef } = await raiseFromWish(db, keys, request.params.ref, concern, request.member, now())
    return reply.redirect(`/team/concerns/${concernRef}`, 303)
  })
}
