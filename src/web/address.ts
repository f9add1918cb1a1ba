import type { FastifyInstance } from 'fastify'
import { NotFound } from '../refusals.ts'

/** What stands in our addresses: references, slugs, periods. Anything else could only be somebody's guess. */
const ours = /^[\w.-]{1,100}$/

/** Answers "not here" to an address with odd signs in it, before anything looks them up or sends them back. */
export function refuseOddAddresses(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const values = Object.values((request.params ?? {}) as Record<string, string>)
    if (!request.is404 && values.some((value) => !ours.test(value))) return done(new NotFound('not an address of ours'))
    done()
  })
}
