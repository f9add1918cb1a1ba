import { randomInt, randomUUID } from 'node:crypto'
import type { Job } from './db/jobs.ts'
import { askDeliveries } from './feedback/notices/notice-delivery.ts'
import { messageWords } from './feedback/notices/notice-offer.ts'
import { queueNotices } from './feedback/notices/notice-outbox.ts'
import { type Sending, sendNotices } from './feedback/notices/notice-sending.ts'
import { makeNotify } from './messaging/notify.ts'
import { startNotifyStandIn } from './messaging/notify-stand-in.ts'
import type { MessageProvider } from './messaging/provider.ts'
import { makeSmtp } from './messaging/smtp.ts'
import type { Site } from './site.ts'
import { whatBecame } from './what-became.ts'

/** What this process sends messages with, and how to let go of it. */
export type Notices = { jobs: Job[]; close: () => Promise<void> }

/** From 0 up to 1, by chance that nobody can foresee. */
const chance = () => randomInt(2 ** 40) / 2 ** 40

/**
 * Chooses who carries messages. In the demonstration a stand-in inside this process takes them: nothing leaves the
 * machine, whatever the settings say. A process without the desk key sends nothing.
 */
export async function openNotices(site: Site): Promise<Notices> {
  const { config, keys, demonstration } = site
  const { by, from = '', notifyUrl, notifyKey = '', templates, smtpUrl = '' } = config.notices
  const nothing = { jobs: [], close: async () => {} }
  if (!keys.desk || by === 'none') return nothing
  if (demonstration) return openStandIn(site)
  if (by === 'smtp') return { ...nothing, jobs: noticeJobs(site, makeSmtp(smtpUrl, from)) }
  if (by !== 'notify') return nothing
  return { ...nothing, jobs: noticeJobs(site, makeNotify({ url: notifyUrl, key: notifyKey, templates })) }
}

/** What has to be done again and again so that people are told. All of it needs the desk key: addresses are sealed. */
export function noticeJobs(site: Site, provider: MessageProvider): Job[] {
  const { everyDays } = site.config.notices
  const became = whatBecame(site)
  const sending: Sending = { provider, became, words: messageWords, everyDays, chance, recently: new Map() }
  return [
    {
      name: 'find what is new',
      everyMinutes: 60,
      needsDesk: true,
      run: async (db, now, keys) => void (await queueNotices(db, keys, became, everyDays, now, chance)),
    },
    {
      name: 'say that something is new',
      everyMinutes: 5,
      needsDesk: true,
      run: async (db, now, keys) => void (await sendNotices(db, keys, sending, now)),
    },
    {
      name: 'ask whether it arrived',
      everyMinutes: 6 * 60,
      needsDesk: true,
      run: (db, now) => askDeliveries(db, provider, now),
    },
  ]
}

async function openStandIn(site: Site): Promise<Notices> {
  const [email, text] = [randomUUID(), randomUUID()]
  const key = `demonstration-${randomUUID()}-${randomUUID()}`
  const standIn = await startNotifyStandIn({
    keys: [{ key, kind: 'test' }],
    templates: [
      { id: email, type: 'email', subject: '((subject))', body: '((message))' },
      { id: text, type: 'sms', body: '((message))' },
    ],
  })
  const provider = makeNotify({ url: standIn.url, key, templates: { email, text } })
  return { jobs: noticeJobs(site, provider), close: standIn.close }
}
