import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isRefusal } from '../../refusals.ts'
import { field } from '../../web/form.ts'
import { newFormMark } from '../../web/form-mark.ts'
import { readFormToken } from '../../web/form-token.ts'
import type { Frame } from '../../web/frame.ts'
import { logKind } from '../../web/log.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import { getQuestionSetById } from '../question-set.ts'
import { issueReturnKey, keyDigits, keyWords } from '../return-key.ts'
import { findJustSent, reachBy, readWish, safeToDo, wishContact } from './contact.ts'
import { sendNotSaved } from './giving-back.ts'
import { getWay } from './revisiting.ts'
import { refuseFormOfAnotherVisit, visitFormToken } from './visit.ts'
import { wordsFor } from './way-routes.ts'

const everyone = { config: { audience: 'everyone' as const } }
const keyHolder = { config: { audience: 'key holder' as const } }

const choices = { ways: Object.keys(reachBy), safeThings: Object.keys(safeToDo) }
const nothingTyped = { how: '', contact: '', safe: [], times: '', avoid: '' }

/** "Please contact me", right after sending. Everybody is asked the same, whatever they wrote. */
export function reachRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { db, keys, now } = room.site
  const show = showTo(room)

  scope.post('/say/reach', everyone, async (request, reply) => {
    const sent = await justSent(request)
    if (!sent) return sendUnknown(reply)
    const data = { ...choices, ...sent.key, typed: nothingTyped, problems: {}, form: newFormMark() }
    return show(reply, 'feedback/reach', sent.id, { ...data, ...fromForm(request) }, NOT_KEPT)
  })

  scope.post('/say/reach/send', everyone, async (request, reply) =>
    save(request, reply).catch((error) => {
      if (isRefusal(error)) throw error
      logKind(request.log, 'reach', error)
      return sendNotSaved(room, request, reply, '/say/reach/send')
    }),
  )

  async function save(request: FastifyRequest, reply: FastifyReply) {
    const sent = await justSent(request)
    if (!sent) return sendUnknown(reply)
    const { typed, form, wish, problems } = readWish(request.body)
    const around = { ...choices, ...sent.key, ...fromForm(request) }
    if (!wish) {
      const data = { ...around, typed, problems, form }
      return show(reply, 'feedback/reach', sent.id, data, 422)
    }
    await wishContact(db, keys, sent.id, wish, { formMark: form, cameWith: 'words' }, now())
    return show(reply, 'feedback/reach-saved', sent.id, around)
  }

  /** What was sent with the form that this page belongs to, and its key while that may still be shown. */
  async function justSent(request: FastifyRequest) {
    refuseOtherOrigins(request, false)
    const token = readFormToken(keys, field(request.body, 'form_token'), now())
    const found = typeof token === 'string' ? undefined : await findJustSent(db, token)
    if (!found || typeof token === 'string') return undefined
    const shown = found.keyShownUntil !== null && found.keyShownUntil > now()
    const key = shown ? issueReturnKey(keys, token) : undefined
    return { id: found.id, key: key ? { words: keyWords(key), digits: keyDigits(key) } : { words: [], digits: [] } }
  }

  const fromForm = (request: FastifyRequest) => ({
    token: field(request.body, 'form_token'),
    set: field(request.body, 'set'),
    action: '/say/reach/send',
  })

  const sendUnknown = (reply: FastifyReply) =>
    sendOwn(room, reply, { path: '/back', view: 'feedback/reach-unknown', data: {}, code: 422 })
}

/** The same from somebody's own page. */
export function contactVisitRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame } = room
  const { db, keys, now } = site
  const show = showTo(room)
  const around = (request: FastifyRequest) => ({
    ...choices,
    ...{ words: [], digits: [], set: '', action: '/back/contact' },
    token: visitFormToken(keys, request),
  })

  scope.get('/back/contact', keyHolder, async (request, reply) => {
    const data = { ...around(request), typed: nothingTyped, problems: {}, form: newFormMark() }
    return show(reply, 'feedback/reach', request.responseId, data)
  })

  scope.post('/back/contact', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { typed, form, wish, problems } = readWish(request.body)
    if (!wish) {
      const data = { ...around(request), typed, problems, form }
      return show(reply, 'feedback/reach', request.responseId, data, 422)
    }
    const from = { formMark: form, cameWith: 'key' as const }
    await wishContact(db, keys, request.responseId, wish, from, now())
    return reply.redirect(frame(language, '/').href('/back/way'), 303)
  })
}

/** Sends a page in the words of the questions that somebody answered: easy ones to a child who was asked with pictures. */
function showTo(room: PublicSite) {
  const { db } = room.site
  return async (reply: FastifyReply, view: string, responseId: string, about: object, code = 200) => {
    const set = await getQuestionSetById(db, (await getWay(db, responseId)).setId)
    const data = (page: Frame) => ({ ...about, ...wordsFor(set, page) })
    return sendOwn(room, reply, { path: '/back', view, data, code })
  }
}
