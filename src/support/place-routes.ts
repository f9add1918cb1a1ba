import type { FastifyInstance } from 'fastify'
import { NotFound } from '../refusals.ts'
import { dayOf } from '../site.ts'
import { field } from '../web/form.ts'
import type { Frame } from '../web/frame.ts'
import { type PublicSite, sendOwn, sendShared } from '../web/public-page.ts'
import { aboutOptions } from './about-option.ts'
import { type ChangedHere, nothingChanged } from './changed-here.ts'
import { currentDirectory, type Directory } from './directory.ts'
import { inOrder } from './finding/finder.ts'
import type { CheckRules } from './keeping/due.ts'
import type { Option } from './option.ts'
import { forReader, type Group, groupByNeed, type Place, places, type Reader, readers, readReader } from './place.ts'
import { hintsOfList } from './words/option-hints.ts'

type Named = { Params: { name: string } }

/** Each place of the roadmap: what helps there, for whom, at what level. */
export function placeRoutes(scope: FastifyInstance, room: PublicSite, changedHere: ChangedHere = nothingChanged): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }

  /** @returns what the page of a place shows, for everybody or for one kind of reader */
  const placePage = async (place: Place, reader: Reader | undefined) => {
    const groups = groupsAt(place, await currentDirectory(site.db, dayOf(site.now())), site.config.checks)
    const changed = await changedHere({ place: place.key })
    const shown = forReader(groups, reader)
    const hints = hintsOfList(shown.flatMap(({ options }) => options))
    return (page: Frame) => ({
      ...{ changed, month: page.formats.month, hints },
      ...{ place, reader, readers: Object.keys(readers), groups: shown },
      ...{ elsewhere: places.filter((one) => one !== place), ...aboutOptions(site, page) },
    })
  }

  scope.get<Named>('/support/place/:name', everyone, (request, reply) => {
    const place = getPlace(request.params.name)
    return sendShared(room, request, reply, {
      path: `/support/place/${place.address}`,
      view: 'support/place',
      read: async (page) => (await placePage(place, undefined))(page),
    })
  })

  // For whom goes in a form's body and back in the page, so that no address, history or log has it.
  scope.post<Named>('/support/place/:name', everyone, async (request, reply) => {
    const place = getPlace(request.params.name)
    const reader = readReader(field(request.body, 'for'))
    const data = await placePage(place, reader)
    return sendOwn(room, reply, { path: `/support/place/${place.address}`, view: 'support/place', data })
  })
}

/** @throws {NotFound} */
function getPlace(name: string): Place {
  const place = places.find(({ address }) => address === name)
  if (!place) throw new NotFound('no such place')
  return place
}

const known = new WeakMap<Directory, Map<Place, Group<Option>[]>>()

/** Everything at a place, best first under each need; put in order once for each state of the directory. */
function groupsAt(place: Place, directory: Directory, rules: CheckRules): Group<Option>[] {
  const ready = known.get(directory) ?? new Map<Place, Group<Option>[]>()
  known.set(directory, ready)
  const here = () => directory.options.filter(({ phases }) => phases.includes(place.phase))
  const groups =
    ready.get(place) ??
    groupByNeed(place, here()).map((group) => ({
      ...group,
      options: inOrder(group.options, group.need, directory.today, rules),
    }))
  ready.set(place, groups)
  return groups
}
