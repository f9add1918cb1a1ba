import type { FastifyInstance } from 'fastify'
import type { Db } from '../../db/open.ts'
import type { Site } from '../../site.ts'
import { type Shown, shown } from '../../small-numbers.ts'
import { teamFrame } from '../../team/frame.ts'
import { render } from '../../web/views.ts'
import { offeredWays } from './notice-offer.ts'
import { findTrouble } from './notice-trouble.ts'

const states = ['queued', 'sending', 'failed', 'sent', 'given up'] as const

/** Whether messages go out, for whoever keeps the service running: figures and the last trouble, and nobody's address. */
export function noticeTeamRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/notices', { config: { audience: 'may manage members' } }, async (request, reply) => {
    const { db, config, demonstration } = site
    const data = {
      ways: offeredWays(site),
      by: demonstration ? 'stand-in' : config.notices.by,
      from: config.notices.from,
      days: config.notices.everyDays,
      counts: await countByState(db),
      trouble: await findTrouble(db),
    }
    const all = { ...teamFrame(site, request), ...data }
    return reply.type('text/html; charset=utf-8').send(render('feedback/notices-sent', all))
  })
}

/** Each message stands for a person, so the figures are rough: one more from one look to the next would name somebody. */
async function countByState(db: Db): Promise<{ state: (typeof states)[number]; people: Shown }[]> {
  const rows = await db
    .selectFrom('outbox')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute()
  return states.map((state) => ({ state, people: shown(Number(rows.find((row) => row.state === state)?.n ?? 0)) }))
}
