import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { dayInWords, monthInWords } from '../themes/wording.ts'
import { field } from '../web/form.ts'
import { newFormMark } from '../web/form-mark.ts'
import { render } from '../web/views.ts'
import { listOwed } from './owed.ts'
import { beginningOf, beginnings, problemsOf, readReply, type TypedReply } from './reply-form.ts'
import { getReplyPage, sendReply } from './replying.ts'

const mayReply = { config: { audience: 'may reply' as const } }

/** So many of those who wait longest are listed. */
const MOST_LISTED = 100

const names = new Intl.DisplayNames('en-GB', { type: 'language' })

/** A language version is named by its language: easy words are English. */
const languageName = (code: string) => names.of(code.split('-')[0] ?? 'en') ?? code

type ByRef = FastifyRequest<{ Params: { ref: string } }>

/** Answers to people who wrote: who is owed one, and writing it. What they said is not on these pages. */
export function repliesTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const html = (reply: FastifyReply, code = 200) => reply.code(code).type('text/html; charset=utf-8')

  scope.get('/replies', mayReply, async (request, reply) => {
    const owed = (await listOwed(db, request.member.id)).slice(0, MOST_LISTED)
    const data = { ...teamFrame(site, request), owed, today: dayOf(now()), dayInWords, monthInWords, MOST_LISTED }
    return html(reply).send(render('changes/owed', data))
  })

  const show = async (request: ByRef, reply: FastifyReply, extra: object = {}, code = 200) => {
    const page = await db.transaction().execute(async (trx) => {
      const found = await getReplyPage(trx, request.params.ref)
      const entry = { action: 'looked at the themes of a response', record: 'response', recordId: found.id }
      await audit(trx, keys, { memberId: request.member.id, ...entry }, now())
      return found
    })
    const typed: TypedReply = {
      ...{ kind: 'reply', words: beginningOf(request.query), themeId: '', decision: '', decisionBy: '' },
      formMark: newFormMark(),
    }
    const words = { dayInWords, monthInWords, languageName }
    const data = { page, typed, beginnings, problems: {}, preview: false, ...words, ...extra }
    return html(reply, code).send(render('changes/reply', { ...teamFrame(site, request), ...data }))
  }

  scope.get('/replies/:ref', mayReply, async (request: ByRef, reply) => show(request, reply))

  scope.post('/replies/:ref', mayReply, async (request: ByRef, reply) => {
    const { ref } = request.params
    const typed = readReply(request.body)
    if (field(request.body, 'do') !== 'send') {
      const problems = problemsOf(typed, await getReplyPage(db, ref), dayOf(now()))
      const wrong = Object.keys(problems).length > 0
      return show(request, reply, { typed, problems, preview: !wrong }, wrong ? 422 : 200)
    }
    const sent = await sendReply(db, keys, ref, typed, request.member, now())
    if (!sent.ok) return show(request, reply, { typed, problems: sent.problems }, 422)
    return reply.redirect(`/team/replies/${encodeURIComponent(ref)}`, 303)
  })
}
