import type { Db } from '../../db/open.ts'
import { type MessageProvider, NotSent } from '../../messaging/provider.ts'
import { MOST_TRIES, nextTry } from '../../messaging/trying.ts'
import type { Webhook } from '../../messaging/webhook.ts'
import { type ClaimedAlert, claimAlert, endAlert, tryAlertAgain } from './alert-outbox.ts'

/** How alerts leave the house. What is left out is not used. */
export type AlertWays = { email?: MessageProvider; webhook?: Webhook; teamAddress?: string | undefined }

const MOST_AT_ONCE = 50
const FIRST_WAIT_MINUTES = 1
const SUBJECT = 'Something waits for you at Heard'

const lines: Record<ClaimedAlert['tone'], string> = {
  now: `${SUBJECT}. Please look now.`,
  late: `${SUBJECT}. It is late.`,
  waits: `${SUBJECT}.`,
}

/**
 * Sends the alerts whose time has come. An alert is sent once as far as a provider lets us: where an earlier try ended in
 * the dark, it is asked first. A mail server and a webhook cannot be asked: there a second one is possible, with the same id.
 * @returns how many messages were sent
 */
export async function sendAlerts(db: Db, ways: AlertWays, now: Date): Promise<number> {
  let sent = 0
  for (let count = 0; count < MOST_AT_ONCE; count++) {
    const alert = await claimAlert(db, now)
    if (!alert) return sent
    try {
      sent += (await sendOne(db, ways, alert, now)) ? 1 : 0
    } catch (error) {
      if (!(error instanceof NotSent)) throw error
      const next = nextTry(error, alert.tries, FIRST_WAIT_MINUTES, now)
      if (next.again) await tryAlertAgain(db, alert, next, error.kind)
      else await endAlert(db, alert, { state: 'given up', problem: error.kind }, now)
    }
  }
  return sent
}

async function sendOne(db: Db, ways: AlertWays, alert: ClaimedAlert, now: Date): Promise<boolean> {
  const { id: reference, tone, memberId, tries } = alert
  if (!(memberId === null ? ways.webhook : ways.email)) {
    await endAlert(db, alert, { state: 'nowhere' }, now)
    return false
  }
  if (tries > MOST_TRIES) throw new NotSent('refused', 'left behind too often')
  if (memberId === null) {
    await ways.webhook?.send({ reference, how: tone, at: now })
    await endAlert(db, alert, { state: 'sent' }, now)
    return true
  }
  const member = await db
    .selectFrom('members')
    .select('email')
    .where('id', '=', memberId)
    .where('left_on', 'is', null)
    .executeTakeFirst()
  if (!member) throw new NotSent('refused', 'has left')
  const before = tries > 1 ? await ways.email?.find?.(reference) : undefined
  const text = ways.teamAddress ? `${lines[tone]} ${ways.teamAddress}` : lines[tone]
  const message = { reference, way: 'email' as const, address: member.email, subject: SUBJECT, text }
  const providerId = before ?? (await ways.email?.send(message)) ?? null
  await endAlert(db, alert, { state: 'sent', providerId }, now)
  return true
}
