import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Carried, readCarried } from '../feedback/coming-back/carried.ts'
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

  scope.get('/back/not-meant', keyHolder, async (request, reply) => sendNotMeantPage(room, request, reply, {}))

  scope.post('/back/not-meant', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { responseId, body } = request
    const [chosen, words, form] = [fields(body, 'theme'), field(body, 'words'), field(body, 'form')]
    const carried = readCarried(body, 'not-meant')
    if (chosen.length === 0) return sendNotMeantPage(room, request, reply, { carried, problem: true })
    await objectToThemes(db, responseId, { themeIds: chosen, missing: chosen.includes('missing') }, now())
    if (words.trim() === '') return reply.redirect(toWay(), 303)
    const added = await addWords(db, keys, responseId, { kind: 'meant', words, formMark: form }, now())
    if (added === 'too late') return sendMorePage(room, request, reply, { carried })
    return reply.redirect(toWay(), 303)
  })
}

/** The page that asks which themes are wrong, with what was ticked and written before. */
export async function sendNotMeantPage(
  room: PublicSite,
  request: FastifyRequest,
  reply: FastifyReply,
  { carried, problem = false }: { carried?: Carried | undefined; problem?: boolean },
): Promise<FastifyReply> {
  const { db, keys, now } = room.site
  const themes = await themesOfResponse(db, request.responseId)
  const mayAdd = await mayAddWords(db, request.responseId, now())
  const about = {
    words: carried?.words ?? '',
    chosen: carried?.themes ?? [],
    problem,
    form: carried?.form || newFormMark(),
    mayAdd,
    token: visitFormToken(keys, request),
  }
  const data = (page: Frame) => ({
    ...about,
    themes: themes.map(({ id, key, plainName }) => ({ id, said: sayData(page.language, `themes.${key}`, plainName) })),
  })
  return sendOwn(room, reply, { path: '/back', view: 'themes/not-meant', data, code: problem ? 422 : 200 })
}
