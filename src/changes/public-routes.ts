import type { FastifyInstance } from 'fastify'
import type { Frame } from '../web/frame.ts'
import { sayData } from '../web/language.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import type { Outcome } from './state.ts'
import { type Told, type WhatChanged, whatChanged } from './what-changed.ts'

/** Each outcome's words in the catalogue and its drawing. */
const shapes = {
  made: { key: 'made', drawing: '/drawings/did-made' },
  planned: { key: 'planned', drawing: '/drawings/did-planned' },
  'not possible': { key: 'not_possible', drawing: '/drawings/did-not-possible' },
  'need more voices': { key: 'more_voices', drawing: '/drawings/did-more-voices' },
} as const satisfies Record<Outcome, { key: string; drawing: string }>

/** The page of what people said and what was done. */
export function changesPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room
  scope.get('/what-changed', { config: { audience: 'everyone' } }, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/what-changed',
      view: 'changes/what-changed',
      read: async (page) => pageOf(await whatChanged(site.db, site.now()), page),
    }),
  )
}

function pageOf({ told, people, notHeard }: WhatChanged, { language, formats }: Frame) {
  const theme = ({ themeKey, theme }: Told) => {
    const { text, lang } = sayData(language, `themes.${themeKey}`, theme)
    // It stands inside a sentence, where no tag can tell its language: isolates keep its direction apart.
    return lang ? `\u2068${text}\u2069` : text
  }
  return {
    people,
    told: told.map((item) => ({
      ...item,
      ...shapes[item.outcome],
      theme: theme(item),
      month: formats.month(dayOfTelling(item)),
    })),
    versions: notHeard.versions,
    languages: notHeard.languages.length > 0 ? formats.list(notHeard.languages.map(formats.language)) : undefined,
  }
}

/** The day that a reader wants to know: when it was made, by when it is due, or when it was decided. */
function dayOfTelling({ outcome, madeOn, dueOn, decidedOn }: Told): string {
  if (outcome === 'made') return madeOn ?? decidedOn
  return outcome === 'not possible' ? decidedOn : (dueOn ?? decidedOn)
}
