import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { type AlertSettings, alertProblem, alertSettings } from './alert-settings.ts'
import { type NoticeSettings, noticeProblem, noticeSettings } from './notice-settings.ts'
import { type CheckRules, usualRules } from './support/keeping/due.ts'

/** A setting that cannot be accepted. The message is one sentence for the person who starts the program. */
export class SettingsProblem extends Error {
  override name = 'SettingsProblem'
}

const address = z.string().refine((value) => isIP(value.split('/')[0] ?? '') !== 0, 'must be an address or a network')

const Settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  SITES: z.enum(['public', 'team', 'both']).default('both'),
  TRUST_PROXY: z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(address))
    .optional(),
  DATA: z.string().default('.demo'),
  KEYS: z.string().optional(),
  LEAVE_TO: z.url({ protocol: /^https$/ }).default('https://www.bbc.co.uk/weather'),
  PUBLIC_ADDRESS: z
    .url({ protocol: /^https?$/ })
    .transform((value) => value.replace(/\/$/, ''))
    .refine((value) => new URL(value).origin === value, 'must be an address without a path')
    .optional(),
  SEALED_LINK: z.enum(['on', 'off']).default('off'),
  PSEUDO_LANGUAGE: z.enum(['on', 'off']).default('off'),
  FREE_SENDINGS: z.coerce.number().int().min(0).max(100_000).default(5),
  DRAFT_LANGUAGES: z.enum(['on', 'off']).default('off'),
  FEEDBACK_PHONE: z
    .string()
    .regex(/^\+?[0-9 ]{5,20}$/, 'must be digits and spaces')
    .optional(),
  FEEDBACK_PHONE_HOURS: z.string().max(100).optional(),
  FREEPOST: z.string().trim().max(120).optional(),
  CHECK_CONTACTS_DAYS: z.coerce.number().int().min(7).max(730).default(usualRules.contactsDays),
  CHECK_ENTRIES_DAYS: z.coerce.number().int().min(7).max(730).default(usualRules.entriesDays),
  DUTY_TO_NOTIFY_FROM: z.iso.date('must be a day, such as 2027-04-06').optional(),
  ESCALATION_POLICY: z.string().trim().max(200).optional(),
  DECIDE_WITHIN_DAYS: z.coerce.number().int().min(21).max(180).default(60),
  REPLY_WITHIN_DAYS: z.coerce.number().int().min(7).max(90).default(28),
  READ_CAP_A_DAY: z.coerce.number().int().min(1).max(1000).default(25),
  BACKUPS_KEPT_DAYS: z.coerce.number().int().min(1).max(3650).optional(),
  NOTICES: z.enum(['none', 'notify', 'smtp']).optional(),
  NOTICES_FROM: z.string().trim().max(120).optional(),
  NOTICES_EVERY_DAYS: z.coerce.number().int().min(1).max(365).default(7),
  NOTIFY_URL: z.url({ protocol: /^https$/ }).default('https://api.notifications.service.gov.uk'),
  NOTIFY_KEY: z.string().optional(),
  NOTIFY_EMAIL_TEMPLATE: z.uuid('must be the ID of a template').optional(),
  NOTIFY_SMS_TEMPLATE: z.uuid('must be the ID of a template').optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must begin with smtp:// or smtps://' }).optional(),
  ALERTS: z.enum(['none', 'notify', 'smtp']).optional(),
  ALERTS_FROM: z.string().trim().max(120).optional(),
  ALERT_WEBHOOK: z.url({ protocol: /^https$/ }).optional(),
  ALERT_WEBHOOK_SECRET: z.string().min(16).max(200).optional(),
  TEAM_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  FLAG: z.enum(['on', 'off']).default('on'),
  CHROMIUM: z.string().max(500).optional(),
  LOG: z.enum(['info', 'error', 'silent']).default('info'),
})

export type Config = {
  host: string
  port: number
  databaseUrl: string | undefined
  production: boolean
  sites: { public: boolean; team: boolean }
  trustProxy: string[] | undefined
  /** Where the embedded database lives. Used only without DATABASE_URL. */
  dataFolder: string
  keysFolder: string
  leaveTo: string
  /** Where people reach the public site, without a slash at its end: for what is printed and sent. */
  publicAddress: string | undefined
  /** Workers may make invitations whose code two readers can open together. */
  sealedLink: boolean
  pseudoLanguage: boolean
  /** Sendings a minute from one address that need not wait. 0: nobody waits. */
  freeSendings: number
  /** Serve pages whose words no person has checked. Each says so. */
  draftLanguages: boolean
  /** The number for giving feedback by phone; without it the pages say that there is none yet. */
  feedbackPhone: string | undefined
  feedbackPhoneHours: string | undefined
  /** Where a paper form can be posted without a stamp. */
  freepost: string | undefined
  /** So many texts on one day are enough for one reader. */
  readCapADay: number
  /** After so many days a backup of the database is thrown away; without it the pages name no time. */
  backupsKeptDays: number | undefined
  /** The day from which the law's duty to notify suspected child sexual offences holds; without it nothing is asked for it. */
  dutyToNotifyFrom: string | undefined
  /** Whom to go to when a place does not answer on a concern, in the partnership's words. */
  escalationPolicy: string | undefined
  /** So long after a period a theme of it is decided; for so long it stays with each group before it is passed up. */
  decideWithinDays: number
  /** So long after a challenge its reply is due. */
  replyWithinDays: number
  /** How often a person looks at the directory again. */
  checks: CheckRules
  notices: NoticeSettings
  /** The flag looks at what waits and raises its order. */
  flag: boolean
  alerts: AlertSettings
  /** The browser that makes PDFs; looked for in the usual places, if left out. */
  chromium: string | undefined
  log: 'info' | 'error' | 'silent'
}

/**
 * Settings read once from the environment.
 * @param env usually `process.env`
 * @returns the settings, with folders made absolute
 * @throws {SettingsProblem} naming the setting that cannot be accepted
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Settings.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new SettingsProblem(`The setting ${issue?.path.join('.')} cannot be used: ${issue?.message}.`)
  }
  const s = parsed.data
  if (s.NODE_ENV === 'production' && s.PUBLIC_ADDRESS?.startsWith('http:')) {
    throw new SettingsProblem(
      'The setting PUBLIC_ADDRESS cannot be used: with NODE_ENV=production it begins with https.',
    )
  }
  const problem = noticeProblem(s) ?? alertProblem(s)
  if (problem) throw new SettingsProblem(problem)
  const dataFolder = resolve(s.DATA)
  return {
    host: s.HOST,
    port: s.PORT,
    databaseUrl: s.DATABASE_URL,
    production: s.NODE_ENV === 'production',
    sites: { public: s.SITES !== 'team', team: s.SITES !== 'public' },
    trustProxy: s.TRUST_PROXY,
    dataFolder,
    keysFolder: resolve(s.KEYS ?? `${s.DATA}/keys`),
    leaveTo: s.LEAVE_TO,
    publicAddress: s.PUBLIC_ADDRESS,
    sealedLink: s.SEALED_LINK === 'on',
    pseudoLanguage: s.PSEUDO_LANGUAGE === 'on',
    freeSendings: s.FREE_SENDINGS,
    draftLanguages: s.DRAFT_LANGUAGES === 'on',
    feedbackPhone: s.FEEDBACK_PHONE,
    feedbackPhoneHours: s.FEEDBACK_PHONE_HOURS,
    freepost: s.FREEPOST,
    dutyToNotifyFrom: s.DUTY_TO_NOTIFY_FROM,
    escalationPolicy: s.ESCALATION_POLICY,
    decideWithinDays: s.DECIDE_WITHIN_DAYS,
    replyWithinDays: s.REPLY_WITHIN_DAYS,
    readCapADay: s.READ_CAP_A_DAY,
    backupsKeptDays: s.BACKUPS_KEPT_DAYS,
    checks: { contactsDays: s.CHECK_CONTACTS_DAYS, entriesDays: s.CHECK_ENTRIES_DAYS },
    notices: noticeSettings(s),
    flag: s.FLAG === 'on',
    alerts: alertSettings(s),
    chromium: s.CHROMIUM,
    log: s.LOG,
  }
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

/**
 * The embedded database does not flush to disk, and the demonstration's keys lie beside it: neither may hold real words.
 * @throws {SettingsProblem} when the program would serve real people with either of them
 */
export function refuseUnsafeServing(config: Config, demonstrationKeys: boolean): void {
  const exposed = config.production ? 'NODE_ENV=production' : loopback.test(config.host) ? '' : `HOST=${config.host}`
  if (!exposed) return
  if (!config.databaseUrl) {
    throw new SettingsProblem(
      `With ${exposed} Heard needs PostgreSQL: set DATABASE_URL. The embedded database can lose words in a power cut.`,
    )
  }
  if (demonstrationKeys) {
    throw new SettingsProblem(
      `With ${exposed} Heard refuses the demonstration's keys: make real ones with "npm run keys -- make" and set KEYS.`,
    )
  }
}
