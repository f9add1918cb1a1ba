import type { FastifyInstance } from 'fastify'
import { dayOf, type Site } from '../site.ts'
import type { Frame } from '../web/frame.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import { aboutOptions } from './about-option.ts'
import { type ChangedHere, nothingChanged } from './changed-here.ts'
import { getOption } from './directory.ts'
import { notKnown } from './not-known.ts'
import type { Option } from './option.ts'
import { places } from './place.ts'
import { timesInWords } from './times-in-words.ts'
import { hintsOfOption } from './words/option-hints.ts'

type Named = { Params: { name: string } }

/** What the page of one option shows, however somebody came to it. */
export function optionPage(site: Site, option: Option, page: Frame, changed: Awaited<ReturnType<ChangedHere>>) {
  return {
    option,
    places,
    unknown: notKnown(option),
    hints: hintsOfOption(option),
    times: timesInWords(page, option.times),
    languageNames: option.language_codes.map(page.formats.language),
    changed,
    month: page.formats.month,
    ...aboutOptions(site, page),
  }
}

/** The page of one option. */
export function optionRoutes(
  scope: FastifyInstance,
  room: PublicSite,
  changedHere: ChangedHere = nothingChanged,
): void {
  const { site } = room

  scope.get<Named>('/support/option/:name', { config: { audience: 'everyone' } }, (request, reply) =>
    sendShared(room, request, reply, {
      path: `/support/option/${request.params.name}`,
      view: 'support/option',
      read: async (page) => {
        const option = await getOption(site.db, request.params.name, dayOf(site.now()))
        return optionPage(site, option, page, await changedHere({ optionId: option.id }))
      },
    }),
  )
}
