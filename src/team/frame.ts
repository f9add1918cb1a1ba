import type { FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../site.ts'
import { fileAddress, type StaticFile } from '../web/static-files.ts'
import { allows, type Permission } from './access.ts'
import { teamFormToken } from './gate.ts'
import type { Member } from './member.ts'

/** What every page of the team site is given, besides its own things. */
export type TeamFrame = {
  member: Member
  may: (permission: Permission) => boolean
  /** Goes into every form as `form_token`. */
  formToken: string
  file: (name: StaticFile) => string
  demonstration: boolean
  places: { name: string; href: string; here: boolean }[]
  /** Whether whoever raises a concern is asked about a suspected child sexual offence (DUTY_TO_NOTIFY_FROM). */
  asksSuspected: boolean
  /** A moment as the team says it: "Mon 23 Nov, 9:00". */
  when: (at: Date) => string
  /** With a capital letter. */
  sentence: (text: string) => string
}

const moment = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
})

const places: { name: string; href: string; permission: Permission }[] = [
  { name: 'Reading', href: '/team/reading', permission: 'may read words' },
  { name: 'Concerns', href: '/team/concerns', permission: 'may handle concerns' },
  { name: 'To reach', href: '/team/contact', permission: 'may read words' },
  { name: 'Replies', href: '/team/replies', permission: 'may reply' },
  { name: 'Theming', href: '/team/theming', permission: 'may code' },
  { name: 'Codebook', href: '/team/codebook', permission: 'may code' },
  { name: 'Agreement', href: '/team/agreement', permission: 'may code' },
  { name: 'Themes', href: '/team/themes', permission: 'may see themes' },
  { name: 'Emerging', href: '/team/emerging', permission: 'may see themes' },
  { name: 'Search', href: '/team/search', permission: 'may search words' },
  { name: 'Changes', href: '/team/changes', permission: 'may see themes' },
  { name: 'Releases', href: '/team/releases', permission: 'may release' },
  { name: 'Coverage', href: '/team/coverage', permission: 'may release' },
  { name: 'Undecided', href: '/team/undecided', permission: 'may see themes' },
  { name: 'Board', href: '/team/board', permission: 'may see the board page' },
  { name: 'Scorecard', href: '/team/scorecard', permission: 'may see the board page' },
  { name: 'Challenges', href: '/team/challenges', permission: 'may see the board page' },
  { name: 'Plans', href: '/team/panel', permission: 'may comment on plans' },
  { name: 'Hand over', href: '/team/handover', permission: 'may hand over' },
  { name: 'Keying in', href: '/team/keying-in', permission: 'may key in' },
  { name: 'Invitations', href: '/team/invitations', permission: 'may see invitations' },
  { name: 'Directory', href: '/team/directory', permission: 'may see the directory' },
  { name: 'Guidance', href: '/team/guidance', permission: 'may see the directory' },
  { name: 'Load', href: '/team/load', permission: 'may see the load' },
  { name: 'Teams', href: '/team/teams', permission: 'may set teams' },
  { name: 'Duty', href: '/team/duty', permission: 'may arrange duty' },
  { name: 'Members', href: '/team/members', permission: 'may manage members' },
  { name: 'Notices', href: '/team/notices', permission: 'may manage members' },
  { name: 'Log', href: '/team/log', permission: 'may see the log' },
  { name: 'Searches', href: '/team/searches', permission: 'may see the log' },
]

/** What every page of the team site shows around its own things, for the member of this request. */
export function teamFrame(site: Site, request: FastifyRequest): TeamFrame {
  const may = (permission: Permission) => allows(request.member.roles, permission)
  const [path = ''] = request.url.split('?')
  return {
    member: request.member,
    may,
    formToken: teamFormToken(site.keys, request),
    file: fileAddress,
    demonstration: site.demonstration,
    asksSuspected: site.config.dutyToNotifyFrom !== undefined && dayOf(site.now()) >= site.config.dutyToNotifyFrom,
    when: (at) => moment.format(at),
    sentence: (text) => text.charAt(0).toUpperCase() + text.slice(1),
    places: places
      .filter(({ permission }) => may(permission))
      .map(({ name, href }) => ({ name, href, here: path === href || path.startsWith(`${href}/`) })),
  }
}
