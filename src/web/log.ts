import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Config } from '../config.ts'

/** A log line never holds an address, a query, a body, a header or an error's message: only what kind of thing it was. */
export function logger(config: Config): FastifyServerOptions['logger'] {
  if (config.log === 'silent') return false
  return {
    level: config.log,
    base: {},
    serializers: {
      req: () => undefined as never,
      res: () => undefined as never,
      err: (error: Error & { code?: string }) => ({ kind: error.name, code: error.code }) as never,
    },
  }
}

/** Writes one line for each answer: which route, how it ended, how long it took. */
export function logEachAnswer(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    // That somebody left quickly is nobody's business.
    if (request.routeOptions.url === '/leave') return done()
    request.log.info({
      route: request.routeOptions.url ?? 'none',
      method: request.method,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    })
    done()
  })
}

/** Writes that something failed, by kind alone. */
export function logKind(
  log: { error: (line: object) => void },
  where: string,
  error: { name?: string; code?: string },
): void {
  log.error({ where, kind: error.name ?? 'unknown', code: error.code })
}
