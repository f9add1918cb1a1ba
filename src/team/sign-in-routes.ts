import type { FastifyInstance, FastifyReply } from 'fastify'
import { NotFound } from '../refusals.ts'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
import { makeFormToken } from '../web/form-token.ts'
import { fileAddress } from '../web/static-files.ts'
import { render } from '../web/views.ts'
import { demonstrationMembers, demonstrationPassword, demonstrationSecret } from './demonstration-members.ts'
import { teamFrame } from './frame.ts'
import { beginSession, endSession } from './gate.ts'
import { enterDemonstration, noteSignOut, proveMember, type SignedIn } from './signing-in.ts'

const notRight = 'The email address, the password and the code do not fit together. Check them, and use a new code.'

/** Coming in and going out. Paths are under /team. */
export function signInRoutes(scope: FastifyInstance, site: Site): void {
  const oneClick = site.demonstration && !site.config.production

  async function signInPage(reply: FastifyReply, typed: { email: string; wrong?: string }) {
    const page = {
      file: fileAddress,
      demonstration: site.demonstration,
      formToken: makeFormToken(site.keys, site.now()),
      people: oneClick ? await listDemonstrationPeople(site) : [],
      password: demonstrationPassword,
      secret: demonstrationSecret,
      ...typed,
    }
    return reply.type('text/html; charset=utf-8').send(render('team/sign-in', page))
  }

  scope.get('/sign-in', { config: { audience: 'signing in' } }, (_request, reply) => signInPage(reply, { email: '' }))

  scope.post('/sign-in', { config: { audience: 'signing in' } }, async (request, reply) => {
    const email = field(request.body, 'email')
    const proof = { email, password: field(request.body, 'password'), code: field(request.body, 'code') }
    const who = await proveMember(site.db, site.keys, proof, site.now())
    if (!who) return signInPage(reply.code(422), { email, wrong: notRight })
    await beginSession(site, request, who)
    return reply.redirect(firstPlace(who), 303)
  })

  scope.post('/sign-in/demonstration', { config: { audience: 'signing in' } }, async (request, reply) => {
    if (!oneClick) throw new NotFound('only in the demonstration')
    const who = await enterDemonstration(site.db, site.keys, field(request.body, 'member'), site.now())
    if (!who) throw new NotFound('no such demonstration member')
    await beginSession(site, request, who)
    return reply.redirect(firstPlace(who), 303)
  })

  scope.post('/sign-out', { config: { audience: 'member' } }, async (request, reply) => {
    await noteSignOut(site.db, site.keys, request.member.id, site.now())
    await endSession(site, request, reply)
    return reply.redirect('/team/sign-in', 303)
  })

  scope.get('', { config: { audience: 'member' } }, async (request, reply) => {
    const { places, may } = teamFrame(site, request)
    // Everybody sees the directory and the cards; what somebody came for is rather the other places they have.
    const own = places.find(({ href }) => href !== '/team/directory' && href !== '/team/guidance')
    const others = may('may edit the directory') ? '/team/directory/tasks' : (places[0]?.href ?? '/team/you')
    return reply.redirect(own?.href ?? others, 303)
  })
}

function firstPlace(who: SignedIn): string {
  return who.firstPassword ? '/team/you' : '/team'
}

/** In the order of the list, each with what they do. */
async function listDemonstrationPeople(site: Site) {
  const rows = await site.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('demonstration', '=', true)
    .where('left_on', 'is', null)
    .execute()
  return demonstrationMembers.flatMap(({ name, title, line }) => {
    const row = rows.find((member) => member.name === name)
    return row ? [{ id: row.id, name, title, line }] : []
  })
}
