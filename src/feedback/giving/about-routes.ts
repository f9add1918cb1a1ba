import type { FastifyInstance } from 'fastify'
import { periodOf } from '../../period.ts'
import { TooLate } from '../../refusals.ts'
import { dayOf } from '../../site.ts'
import { type FormBody, field } from '../../web/form.ts'
import { readFormToken } from '../../web/form-token.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import { isSetAddress, setAt } from '../asking.ts'
import { aboutQuestionsFor, countAbout, readAbout } from './about-you.ts'

const everyone = { config: { audience: 'everyone' as const } }

/** A few questions about the person, after their words are sent and the key is put away. All of it can be left out. */
export function aboutRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { db, keys, now } = room.site

  scope.post('/about-you', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const { token, address } = readForm(request.body)
    const questions = aboutQuestionsFor(setAt[address], dayOf(now())).map(({ id, options }) => ({
      id,
      options: options.filter(({ under }) => !under),
      // Options under one heading, in the order in which the data has them.
      headings: [...new Set(options.flatMap(({ under }) => under ?? []))].map((heading) => ({
        heading,
        options: options.filter(({ under }) => under === heading),
      })),
    }))
    const data = { questions, token, set: address }
    return sendOwn(room, reply, { path: '/', view: 'feedback/about-you', data })
  })

  scope.post('/about-you/send', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const { read, address } = readForm(request.body)
    const today = dayOf(now())
    const answers = readAbout(setAt[address], today, (request.body ?? {}) as FormBody)
    await countAbout(db, keys, read, answers, periodOf(today).key, now())
    return sendOwn(room, reply, { path: '/', view: 'feedback/about-done', data: {} })
  })

  function readForm(body: unknown) {
    const address = field(body, 'set')
    const token = field(body, 'form_token')
    const read = readFormToken(keys, token, now())
    if (typeof read === 'string' || !isSetAddress(address)) throw new TooLate('a form of another time')
    return { token, read, address }
  }
}
