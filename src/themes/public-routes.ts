import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendMorePage } from '../feedback/coming-back/talk-back-routes.ts'
import { refuseFormOfAnotherVisit, visitFormToken } from '../feedback/coming-back/visit.ts'
import { addWords, mayAddWords } from '../feedback/reading/late-words.ts'
import { field, fields } from '../web/form.ts'
import { newFormMark } from '../web/form-mark.ts'
import type { Frame } from '../web/frame.ts'
import { sayData } from '../web/language.ts'
import { type PublicSite, sendOwn } from '../web/public-page.ts'
import { themesOfResponse } from './for-response.ts'
import { objectToThemes } from './objecting.ts'

const keyHolder = { config: { audience: 'key holder' as const } }

/** "That is not what I meant": a person says which of their themes are wrong, or that something is missing. */
export function objectingRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame } = room
  const { db, keys, now } = site
  const toWay = () => frame(language, '/').href('/back/way')

  const show = async (request: FastifyRequest, extra: object = {}) => {
    const themes = await themesOfResponse(db, request.responseId)
    const mayAdd = await mayAddWords(db, request.responseId, now())
    const about = { words: '', problem: false, form: newFormMark(), mayAdd, ...extra }
    return (page: Frame) => ({
      ...about,
      token: visitFormToken(keys, request),
      themes: themes.map(({ id, key, plainName }) => ({
        id,
        said: sayData(page.language, `themes.${key}`, plainName),
      })),
    })
  }

  scope.get('/back/not-meant', keyHolder, async (request, reply) =>
    sendOwn(room, reply, { path: '/back', view: 'themes/not-meant', data: await show(request) }),
  )

  scope.post('/back/not-meant', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { responseId, body } = request
    const [chosen, words, form] = [fields(body, 'theme'), field(body, 'words'), field(body, 'form')]
    if (chosen.length === 0 && (words.trim() === '' || (await mayAddWords(db, responseId, now())))) {
      const data = await show(request, { words, problem: true, form })
      return sendOwn(room, reply, { path: '/back', view: 'themes/not-meant', data, code: 422 })
    }
    await objectToThemes(db, responseId, { themeIds: chosen, missing: chosen.includes('missing') }, now())
    if (words.trim() === '') return reply.redirect(toWay(), 303)
    const added = await addWords(db, keys, responseId, { kind: 'meant', words, formMark: form }, now())
    if (added === 'too late') return sendMorePage(room, request, reply, { responseId, words })
    return reply.redirect(toWay(), 303)
  })
}
