import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { render } from '../web/views.ts'
import { type AuditFinding, headPattern, verifyAudit } from './audit.ts'
import { teamFrame } from './frame.ts'
import { lookAtLog } from './log-entries.ts'

type Query = { Querystring: { before?: string | string[]; head?: string | string[] } }

const dateTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  dateStyle: 'medium',
  timeStyle: 'medium',
})

/** Who looked at what and who changed what, and whether that record is whole. */
export function logRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<Query>('/log', { config: { audience: 'may see the log' } }, async (request, reply) => {
    const before = numberIn(request.query.before)
    const typed = typeof request.query.head === 'string' ? request.query.head.trim() : ''
    const notHead = typed !== '' && !headPattern.test(typed)
    const { entries, older } = await lookAtLog(site.db, site.keys, request.member.id, before, site.now())
    // The whole chain is computed anew for the first page only: the older pages are a part of the same chain.
    const finding = before ? undefined : await verifyAudit(site.db, site.keys, typed && !notHead ? typed : undefined)
    const said = finding && sayFinding(finding, typed !== '' && !notHead)
    const page = { ...teamFrame(site, request), entries, older, before, typed, notHead, finding, dateTime, said }
    return reply
      .code(notHead ? 422 : 200)
      .type('text/html; charset=utf-8')
      .send(render('team/log', page))
  })
}

/** What the check found, for a person: the main thing, and what to know about it. */
export function sayFinding(finding: AuditFinding, withHead: boolean): [string, string] {
  const count = `${new Intl.NumberFormat('en-GB').format(finding.entries)} entries`
  if (!finding.whole) {
    return ['The log was changed from outside', `The first entry that does not fit is number ${finding.brokenAt}.`]
  }
  if (withHead) return ['The log is whole', `It has ${count}, and the head you noted is among them.`]
  return [
    'The log fits together',
    `It has ${count}. Only a head noted earlier can show that none were cut off the end.`,
  ]
}

function numberIn(text: string | string[] | undefined): number | undefined {
  return typeof text === 'string' && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined
}
