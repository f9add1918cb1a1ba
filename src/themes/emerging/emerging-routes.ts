import type { FastifyInstance } from 'fastify'
import type { Site } from '../../site.ts'
import { dayOf } from '../../site.ts'
import { peopleInWords } from '../../small-numbers.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { render } from '../../web/views.ts'
import { type Change, type ChangeIn, codesOverTime } from './changing.ts'
import { groupAlike } from './grouping.ts'
import { listUnfitting } from './unfitting.ts'

/** What may be new: codes of which more or fewer people speak, and words that fit no code. */
export function emergingRoutes(scope: FastifyInstance, site: Site, changeIn: ChangeIn): void {
  const { db, keys, now } = site
  scope.get('/emerging', { config: { audience: 'may see themes' } }, async (request, reply) => {
    const overTime = await codesOverTime(db, dayOf(now()), changeIn)
    const { all, more } = await listUnfitting(db, request.member.id)
    const { groups, alone } = groupAlike(all)
    if (groups.length > 0) {
      const entry = { memberId: request.member.id, action: 'looked at passages', record: 'emerging', recordId: null }
      await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    }
    const changed = overTime.rows.filter(({ change }) => change.judged && change.signal)
    const data = { overTime, changed, changeInWords, groups, alone, more, people: all.length > 0, peopleInWords }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('themes/emerging', { ...teamFrame(site, request), ...data }))
  })
}

/** What a series says, and no more than it says. */
export function changeInWords(change: Change): string {
  if (change.judged) {
    if (!change.signal) return 'Nothing stands out'
    return `A ${change.signal === 'up' ? 'larger' : 'smaller'} share than before. Something may have changed: ask why`
  }
  if (change.why === 'too short') return 'Too short a time to tell a change from chance'
  if (change.why === 'too few') return 'Too few people to tell a change from chance'
  return 'The same every time'
}
