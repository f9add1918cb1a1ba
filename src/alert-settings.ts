import { notifyKeyPattern, senderPattern } from './messaging/address.ts'

/** How the team is told that something waits. `by` left out: not by email, and in the demonstration by the stand-in. */
export type AlertSettings = {
  by: 'none' | 'notify' | 'smtp' | undefined
  from: string | undefined
  notifyUrl: string
  emailTemplate: string | undefined
  /** Where members sign in: it stands in the message. */
  teamAddress: string | undefined
  /** Secrets. A public process does not keep them: it sends nothing. */
  notifyKey: string | undefined
  smtpUrl: string | undefined
  webhook: { url: string; secret: string } | undefined
}

type Given = {
  ALERTS?: 'none' | 'notify' | 'smtp' | undefined
  ALERTS_FROM?: string | undefined
  ALERT_WEBHOOK?: string | undefined
  ALERT_WEBHOOK_SECRET?: string | undefined
  TEAM_ADDRESS?: string | undefined
  PUBLIC_ADDRESS?: string | undefined
  NOTICES_FROM?: string | undefined
  NOTIFY_URL: string
  NOTIFY_KEY?: string | undefined
  NOTIFY_EMAIL_TEMPLATE?: string | undefined
  SMTP_URL?: string | undefined
  SITES: 'public' | 'team' | 'both'
}

/** @param given settings that each have the right form */
export function alertSettings(given: Given): AlertSettings {
  const sends = given.SITES !== 'public'
  const { ALERT_WEBHOOK: url, ALERT_WEBHOOK_SECRET: secret } = given
  const beside = given.SITES === 'both' && given.PUBLIC_ADDRESS ? `${given.PUBLIC_ADDRESS}/team` : undefined
  return {
    by: given.ALERTS,
    from: given.ALERTS_FROM ?? given.NOTICES_FROM,
    notifyUrl: given.NOTIFY_URL,
    emailTemplate: given.NOTIFY_EMAIL_TEMPLATE,
    teamAddress: given.TEAM_ADDRESS ?? beside,
    notifyKey: sends ? given.NOTIFY_KEY : undefined,
    smtpUrl: sends ? given.SMTP_URL : undefined,
    webhook: sends && url && secret ? { url, secret } : undefined,
  }
}

/** @returns what does not fit together, as a sentence that repeats no secret */
export function alertProblem(given: Given): string | undefined {
  if ((given.ALERT_WEBHOOK === undefined) !== (given.ALERT_WEBHOOK_SECRET === undefined)) {
    return 'The settings ALERT_WEBHOOK and ALERT_WEBHOOK_SECRET belong together: one of them is missing.'
  }
  const { ALERTS: by } = given
  if (given.SITES === 'public' || (by !== 'notify' && by !== 'smtp')) return undefined
  const missing = (name: string) => `With ALERTS=${by} the setting ${name} is needed.`
  if (by === 'smtp') {
    const from = given.ALERTS_FROM ?? given.NOTICES_FROM
    if (!from) return missing('ALERTS_FROM')
    if (!senderPattern.test(from)) return 'With ALERTS=smtp the setting ALERTS_FROM is an email address.'
    return given.SMTP_URL ? undefined : missing('SMTP_URL')
  }
  if (!given.NOTIFY_EMAIL_TEMPLATE) return missing('NOTIFY_EMAIL_TEMPLATE')
  if (!given.NOTIFY_KEY) return missing('NOTIFY_KEY')
  return notifyKeyPattern.test(given.NOTIFY_KEY) ? undefined : 'The setting NOTIFY_KEY cannot be used.'
}
