import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { NotFound } from '../../refusals.ts'
import { dayOf } from '../../site.ts'
import { field } from '../../web/form.ts'
import { newFormMark } from '../../web/form-mark.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { addWords, mayAddWords } from '../reading/late-words.ts'
import { type Carried, readCarried } from './carried.ts'
import { hasQuestion, markAnswered, openLetters } from './replies.ts'
import { getWay } from './revisiting.ts'
import { refuseFormOfAnotherVisit, visitFormToken, writerPrivateOf } from './visit.ts'

const keyHolder = { config: { audience: 'key holder' as const } }

/** What a person may say back on their own page: something more, and an answer to a reader's question. */
export function talkBackRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame } = room
  const { db, keys, now } = site
  const toWay = (reply: FastifyReply) => reply.redirect(frame(language, '/').href('/back/way'), 303)

  scope.get('/back/more', keyHolder, async (request, reply) => sendMorePage(room, request, reply, {}))

  scope.post('/back/more', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { responseId, body } = request
    const words = field(body, 'words')
    const carried = readCarried(body, 'more')
    if (words.trim() === '') return sendMorePage(room, request, reply, { carried, problem: true })
    const late = {
      kind: 'more' as const,
      words,
      formMark: field(body, 'form'),
      unsafeNow: field(body, 'unsafe') === 'yes',
    }
    const added = await addWords(db, keys, responseId, late, now())
    return added === 'too late' ? sendMorePage(room, request, reply, { carried }) : toWay(reply)
  })

  scope.post('/back/answer', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { responseId, body } = request
    const question = z.uuid().safeParse(field(body, 'question'))
    if (!question.success || !(await hasQuestion(db, responseId, question.data))) throw new NotFound('no such question')
    const words = field(body, 'words')
    if (words.trim() === '') return toWay(reply)
    const late = { kind: 'answer' as const, words, formMark: field(body, 'form') }
    const added = await addWords(db, keys, responseId, late, now())
    if (added === 'too late') return sendMorePage(room, request, reply, { carried: readCarried(body, 'answer') })
    await markAnswered(db, question.data, dayOf(now()))
    return toWay(reply)
  })
}

/**
 * The page on which a person adds words, or answers a question.
 * @param page what they wrote before. A question is only one that was asked of them and that they have not answered; else
 * what they wrote is something more that they say
 */
export async function sendMorePage(
  room: PublicSite,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { carried?: Carried | undefined; problem?: boolean },
): Promise<FastifyReply> {
  const { db, keys, now } = room.site
  const { responseId } = request
  const { carried, problem = false } = page
  const { permission } = await getWay(db, responseId)
  const mayAdd = await mayAddWords(db, responseId, now())
  const letters = carried?.to === 'answer' ? await openLetters(db, responseId, writerPrivateOf(request)) : []
  const open = letters.filter(({ kind, answeredOn }) => kind === 'question' && !answeredOn)
  const data = {
    words: carried?.words ?? '',
    unsafe: carried?.unsafe ?? false,
    question: open.find(({ id }) => id === carried?.question),
    problem,
    permission,
    mayAdd,
    token: visitFormToken(keys, request),
    form: carried?.form || newFormMark(),
  }
  const code = problem || (!mayAdd && data.words) ? 422 : 200
  return sendOwn(room, reply, { path: '/back', view: 'feedback/more', data, code })
}
