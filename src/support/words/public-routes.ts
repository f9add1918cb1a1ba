import type { FastifyInstance } from 'fastify'
import { type PublicSite, sendShared } from '../../web/public-page.ts'
import { firstOfLetters, glossary } from './glossary.ts'

/** What words mean. */
export function wordsPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  scope.get('/words', { config: { audience: 'everyone' } }, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/words',
      view: 'support/words',
      read: () => ({ glossary, letters: firstOfLetters() }),
    }),
  )
}
