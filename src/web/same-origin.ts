import type { FastifyRequest } from 'fastify'
import { NotAllowed } from '../refusals.ts'

/**
 * Refuses a form that another website's page sent.
 *
 * Browsers say so in Sec-Fetch-Site. Older ones send only Origin, and under our own `no-referrer` that reads "null" even
 * for our own pages. On the public site (`strict` false) such a browser is let through on its signed token alone:
 * a lost disclosure from an old phone would be worse, and a stranger could fetch a token anyway.
 * @throws {NotAllowed}
 */
export function refuseOtherOrigins(request: FastifyRequest, strict: boolean): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin') return
    throw new NotAllowed('another site sent this form')
  }
  const origin = request.headers.origin
  if (origin === undefined || origin === 'null') {
    if (strict) throw new NotAllowed('the browser does not say which site sent this form')
    return
  }
  if (!sameHost(origin, request.host)) throw new NotAllowed('another site sent this form')
}

function sameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}
