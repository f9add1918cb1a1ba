import { randomUUID } from 'node:crypto'
import { waitingJobs } from './changes/escalating/jobs.ts'
import type { Job } from './db/jobs.ts'
import { makeNotify } from './messaging/notify.ts'
import { startNotifyStandIn } from './messaging/notify-stand-in.ts'
import type { MessageProvider } from './messaging/provider.ts'
import { makeSmtp } from './messaging/smtp.ts'
import { makeWebhook } from './messaging/webhook.ts'
import { chaseAnswers } from './safeguarding/chasing.ts'
import { forgetOldAlerts } from './safeguarding/duty/alert-outbox.ts'
import { findAlerts } from './safeguarding/duty/finding-alerts.ts'
import { passOnLate } from './safeguarding/duty/passing-late.ts'
import { type AlertWays, sendAlerts } from './safeguarding/duty/sending-alerts.ts'
import type { Site } from './site.ts'

/** The clock of this process, and how to let go of what it sends with. */
export type Clockwork = { jobs: Job[]; close: () => Promise<void> }

/**
 * Passes on what is late, and tells the team that something waits. It runs whether or not there is a way to tell: what is
 * late is passed on without. In the demonstration nothing leaves the machine, whatever the settings say. A process without
 * the desk key leaves it to another.
 */
export async function openClockwork(site: Site): Promise<Clockwork> {
  if (!site.keys.desk) return { jobs: [], close: async () => {} }
  if (site.demonstration) return withStandIn(site)
  const { webhook, teamAddress } = site.config.alerts
  const email = emailBy(site)
  const ways: AlertWays = { teamAddress, ...(email && { email }) }
  if (webhook) ways.webhook = makeWebhook(webhook.url, webhook.secret)
  return { jobs: jobsOf(site, ways), close: async () => {} }
}

/** All of it is safe to do twice, and at once in two processes. */
export function clockJobs(ways: AlertWays, dutyFrom?: string): Job[] {
  return [
    {
      name: 'pass on what is late',
      everyMinutes: 1,
      needsDesk: true,
      run: async (db, now, keys) => void (await passOnLate(db, keys, now)),
    },
    {
      name: 'chase answers on concerns',
      everyMinutes: 15,
      needsDesk: true,
      run: async (db, now, keys) => void (await chaseAnswers(db, keys, dutyFrom, now)),
    },
    {
      name: 'tell the team',
      everyMinutes: 1,
      needsDesk: true,
      run: async (db, now, keys) => {
        await findAlerts(db, keys, now)
        await sendAlerts(db, ways, now)
      },
    },
    {
      name: 'forget old alerts',
      everyMinutes: 24 * 60,
      needsDesk: true,
      run: async (db, now) => forgetOldAlerts(db, now),
    },
  ]
}

function jobsOf({ config }: Site, ways: AlertWays): Job[] {
  return [...clockJobs(ways, config.dutyToNotifyFrom), ...waitingJobs(config.decideWithinDays)]
}

function emailBy({ config: { alerts } }: Site): MessageProvider | undefined {
  const { by, from = '', smtpUrl = '', notifyUrl, notifyKey = '', emailTemplate } = alerts
  if (by === 'smtp') return makeSmtp(smtpUrl, from)
  if (by === 'notify') return makeNotify({ url: notifyUrl, key: notifyKey, templates: { email: emailTemplate } })
  return undefined
}

async function withStandIn(site: Site): Promise<Clockwork> {
  const email = randomUUID()
  const key = `demonstration-${randomUUID()}-${randomUUID()}`
  const standIn = await startNotifyStandIn({
    keys: [{ key, kind: 'test' }],
    templates: [{ id: email, type: 'email', subject: '((subject))', body: '((message))' }],
  })
  const ways = { email: makeNotify({ url: standIn.url, key, templates: { email } }) }
  return { jobs: jobsOf(site, ways), close: standIn.close }
}
