import type { FastifyInstance } from 'fastify'
import { dayOf } from '../../site.ts'
import { field } from '../../web/form.ts'
import type { Frame } from '../../web/frame.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import { aboutOptions } from '../about-option.ts'
import { currentDirectory } from '../directory.ts'
import { readWishes } from '../finding/wishes.ts'
import type { Option } from '../option.ts'
import { noneOfThem, noteLimit, reportContact } from './contact-report.ts'
import { answersNow } from './nearest-line.ts'
import type { TapLimit } from './tap-limit.ts'
import { countUnmet } from './unmet-need.ts'

const everyone = { config: { audience: 'everyone' as const } }

/** What is told with one tap: "I looked and could not find it", and "this did not work". Whatever comes, the answer is thanks. */
export function tapRoutes(scope: FastifyInstance, room: PublicSite, limit: TapLimit): void {
  const { site } = room

  scope.post('/support/not-found', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const wishes = readWishes(request.body)
    const { options } = await currentDirectory(site.db, dayOf(site.now()))
    if (limit.counts(request.ip, site.now())) await countUnmet(site.db, wishes, site.now())
    else await noteLimit(site.db, site.now())
    const data = (page: Frame) => ({
      ...{ about: 'need', lines: answersNow(options, wishes.needs) },
      ...aboutOptions(site, page),
    })
    return sendOwn(room, reply, { path: '/support', view: 'support/told', data })
  })

  scope.post('/support/did-not-work', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const tapped = { ref: field(request.body, 'ref'), contact: field(request.body, 'contact') }
    const directory = await currentDirectory(site.db, dayOf(site.now()))
    const option = directory.byRef.get(tapped.ref)
    if (option && limit.counts(request.ip, site.now(), nameOf(option, tapped.contact))) {
      await reportContact(site.db, directory, tapped, site.now())
    } else if (option) await noteLimit(site.db, site.now())
    const others = directory.options.filter((one) => one !== option)
    const data = (page: Frame) => ({
      ...{ about: 'contact', option, lines: answersNow(others, option?.needs ?? []) },
      ...aboutOptions(site, page),
    })
    return sendOwn(room, reply, { path: '/support', view: 'support/told', data })
  })
}

/** What a tap is about, for the limit of each contact: whatever is no contact of the entry counts as none of them. */
function nameOf({ ref, contacts }: Option, contact: string): string {
  return `${ref} ${contacts.some(({ id }) => id === contact) ? contact : noneOfThem}`
}
