import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { teamFrame } from './frame.ts'
import { beginSession } from './gate.ts'
import { changePassword, changePhone, getOwn, isSecret, offerSecret, type Problems } from './own-sign-in.ts'
import { roleWords } from './role-words.ts'

/** A member's own password and phone. */
export function youRoutes(scope: FastifyInstance, site: Site): void {
  async function youPage(
    request: FastifyRequest,
    reply: FastifyReply,
    more: { problems?: Problems; secret?: string } = {},
  ) {
    const { id } = request.member
    const own = await getOwn(site.db, id)
    const offer = await offerSecret(site.db, id)
    const page = {
      ...teamFrame(site, request),
      email: own.email,
      first: own.first_password_until !== null,
      done: (request.query as { done?: string }).done,
      roleWords,
      problems: more.problems ?? {},
      // With a mistake beside it, the secret that is already typed into the phone must stay the same.
      secret: more.secret ?? offer.totpSecret,
      uri: more.secret ? undefined : offer.totpUri,
    }
    return reply.type('text/html; charset=utf-8').send(render('team/you', page))
  }

  scope.get('/you', { config: { audience: 'member' } }, (request, reply) => youPage(request, reply))

  scope.post('/you/password', { config: { audience: 'member' } }, async (request, reply) => {
    const { body } = request
    const typed = { current: field(body, 'current'), password: field(body, 'password'), again: field(body, 'again') }
    const changed = await changePassword(site.db, site.keys, request.member.id, typed, site.now())
    if (!changed.ok) return youPage(request, reply.code(422), { problems: changed.problems })
    await beginSession(site, request, { memberId: request.member.id, firstPassword: false })
    return reply.redirect('/team/you?done=password', 303)
  })

  scope.post('/you/phone', { config: { audience: 'member' } }, async (request, reply) => {
    const { body } = request
    const typed = { secret: field(body, 'secret'), current: field(body, 'phone_current'), code: field(body, 'code') }
    const changed = await changePhone(site.db, site.keys, request.member.id, typed, site.now())
    if (!changed.ok) {
      const { current, ...rest } = changed.problems
      const problems = { ...rest, ...(current ? { phone_current: current } : {}) }
      return youPage(request, reply.code(422), {
        problems,
        ...(isSecret(typed.secret) ? { secret: typed.secret } : {}),
      })
    }
    await beginSession(site, request, { memberId: request.member.id, firstPassword: false })
    return reply.redirect('/team/you?done=phone', 303)
  })
}
