import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { NotFound } from '../refusals.ts'
import type { Site } from '../site.ts'
import { field, fields } from '../web/form.ts'
import { render } from '../web/views.ts'
import { roles } from './access.ts'
import { teamFrame } from './frame.ts'
import { addMember, changeRoles, type Done, EmailTaken, removeMember } from './joining.ts'
import { getMember, listMembers } from './member-list.ts'
import { FIRST_PASSWORD_DAYS, giveNewSignIn } from './new-sign-in.ts'
import { makeFirstPassword } from './password.ts'
import { roleWords } from './role-words.ts'

const NewMember = z.object({
  name: z.string().trim().min(1, 'Write the name that colleagues use.').max(100, 'Write at most 100 characters.'),
  email: z.email('Write the whole email address, such as ruth@example.org.').max(200, 'Write at most 200 characters.'),
  roles: z.array(z.enum(roles as [string, ...string[]])).min(1, 'Choose what this person does. One is enough.'),
})

const audience = { config: { audience: 'may manage members' } } as const

const longDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const day = (iso: string) => longDay.format(new Date(iso))

type WithId = { Params: { id: string } }

/** Who belongs to the team, and as what. */
export function memberRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys } = site

  function page(name: string, request: FastifyRequest, reply: FastifyReply, data: object) {
    const all = { ...teamFrame(site, request), roles, roleWords, day, days: FIRST_PASSWORD_DAYS, ...data }
    return reply.type('text/html; charset=utf-8').send(render(`team/${name}`, all))
  }

  async function onePage(
    request: FastifyRequest<WithId>,
    reply: FastifyReply,
    problem?: { at: string; sentence: string },
  ) {
    const one = await getMember(db, request.params.id)
    return page('member', request, reply, { one, self: one.id === request.member.id, problem })
  }

  /** Back to the page with what changed, or the same page with the reason why not. */
  async function afterwards(request: FastifyRequest<WithId>, reply: FastifyReply, at: string, done: Done) {
    if (!done.ok) return onePage(request, reply.code(422), { at, sentence: done.problem })
    return reply.redirect('/team/members', 303)
  }

  scope.get('/members', audience, async (request, reply) => {
    const all = await listMembers(db)
    return page('members', request, reply, { all: all.filter((m) => !m.leftOn), left: all.filter((m) => m.leftOn) })
  })

  scope.get('/members/new', audience, (request, reply) =>
    page('member-new', request, reply, { typed: {}, problems: {} }),
  )

  scope.post('/members/new', audience, async (request, reply) => {
    const { body } = request
    const typed = { name: field(body, 'name'), email: field(body, 'email').trim(), roles: fields(body, 'roles') }
    const again = (problems: Record<string, string>) =>
      page('member-new', request, reply.code(422), { typed, problems })
    const parsed = NewMember.safeParse(typed)
    if (!parsed.success) {
      return again(
        Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]).reverse()),
      )
    }
    const password = makeFirstPassword()
    try {
      const joined = await addMember(
        db,
        keys,
        { ...parsed.data, password, firstPassword: true },
        request.member.id,
        site.now(),
      )
      return page('member-joined', request, reply, {
        name: parsed.data.name,
        email: parsed.data.email,
        password,
        ...joined,
      })
    } catch (error) {
      if (error instanceof EmailTaken) return again({ email: 'A member has this email address already.' })
      throw error
    }
  })

  scope.get<WithId>('/members/:id', audience, (request, reply) => onePage(request, reply))

  scope.post<WithId>('/members/:id', audience, async (request, reply) => {
    const { id } = await getMember(db, request.params.id)
    const chosen = fields(request.body, 'roles').filter((role) => (roles as string[]).includes(role))
    if (chosen.length === 0) {
      return onePage(request, reply.code(422), {
        at: 'roles',
        sentence: 'Choose at least one. To take all away, end the membership.',
      })
    }
    return afterwards(request, reply, 'roles', await changeRoles(db, keys, id, chosen, request.member.id, site.now()))
  })

  scope.post<WithId>('/members/:id/leave', audience, async (request, reply) => {
    const { id } = await getMember(db, request.params.id)
    return afterwards(request, reply, 'leave', await removeMember(db, keys, id, request.member.id, site.now()))
  })

  scope.post<WithId>('/members/:id/new-sign-in', audience, async (request, reply) => {
    const { id, name, email, leftOn } = await getMember(db, request.params.id)
    if (leftOn || id === request.member.id) throw new NotFound('not for this member')
    const given = await giveNewSignIn(db, keys, id, request.member.id, site.now())
    return page('member-joined', request, reply, { name, email, again: true, ...given })
  })
}
