import { notifyKeyPattern, senderPattern } from './messaging/address.ts'
import type { MessageWay } from './messaging/provider.ts'

/** How people are told that something is new. `by` left out: not at all, and in the demonstration by the stand-in. */
export type NoticeSettings = {
  by: 'none' | 'notify' | 'smtp' | undefined
  /** The sender that a person sees. The page says it. */
  from: string | undefined
  everyDays: number
  templates: Partial<Record<MessageWay, string>>
  notifyUrl: string
  /** Secrets. A public process does not keep them: it sends nothing. */
  notifyKey: string | undefined
  smtpUrl: string | undefined
}

type Given = {
  NOTICES?: 'none' | 'notify' | 'smtp' | undefined
  NOTICES_FROM?: string | undefined
  NOTICES_EVERY_DAYS: number
  NOTIFY_URL: string
  NOTIFY_KEY?: string | undefined
  NOTIFY_EMAIL_TEMPLATE?: string | undefined
  NOTIFY_SMS_TEMPLATE?: string | undefined
  SMTP_URL?: string | undefined
  SITES: 'public' | 'team' | 'both'
}

/** @param given settings that each have the right form */
export function noticeSettings(given: Given): NoticeSettings {
  const sends = given.SITES !== 'public'
  const { NOTIFY_EMAIL_TEMPLATE: email, NOTIFY_SMS_TEMPLATE: text } = given
  return {
    by: given.NOTICES,
    from: given.NOTICES_FROM,
    everyDays: given.NOTICES_EVERY_DAYS,
    templates: { ...(email && { email }), ...(text && { text }) },
    notifyUrl: given.NOTIFY_URL,
    notifyKey: sends ? given.NOTIFY_KEY : undefined,
    smtpUrl: sends ? given.SMTP_URL : undefined,
  }
}

/** @returns what does not fit together, as a sentence that repeats no secret */
export function noticeProblem(given: Given): string | undefined {
  const { NOTICES: by, SITES } = given
  if (by !== 'notify' && by !== 'smtp') return undefined
  const missing = (name: string) => `With NOTICES=${by} the setting ${name} is needed.`
  if (!given.NOTICES_FROM) return missing('NOTICES_FROM')
  if (by === 'smtp') {
    if (!senderPattern.test(given.NOTICES_FROM))
      return 'With NOTICES=smtp the setting NOTICES_FROM is an email address.'
    return SITES !== 'public' && !given.SMTP_URL ? missing('SMTP_URL') : undefined
  }
  if (!given.NOTIFY_EMAIL_TEMPLATE && !given.NOTIFY_SMS_TEMPLATE) {
    return missing('NOTIFY_EMAIL_TEMPLATE or NOTIFY_SMS_TEMPLATE')
  }
  if (SITES !== 'public' && !given.NOTIFY_KEY) return missing('NOTIFY_KEY')
  if (given.NOTIFY_KEY && !notifyKeyPattern.test(given.NOTIFY_KEY)) {
    return 'The setting NOTIFY_KEY cannot be used: it is a name, the service and the secret, with hyphens between.'
  }
  return undefined
}
