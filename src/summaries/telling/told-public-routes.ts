import type { FastifyInstance } from 'fastify'
import type { Outcome } from '../../changes/state.ts'
import { strategyParts } from '../../themes/success-measures.ts'
import type { Frame } from '../../web/frame.ts'
import { sayData } from '../../web/language.ts'
import { publicAddress } from '../../web/public-address.ts'
import { type PublicSite, sendShared } from '../../web/public-page.ts'
import type { Cell } from '../releases/release.ts'
import { feedOf } from './feed.ts'
import { periodIn } from './period-words.ts'
import { dayOfTelling, type Told, type WhatChanged, whatChanged } from './what-changed.ts'

/** Each outcome's words in the catalogue and its drawing. */
const shapes = {
  made: { key: 'made', drawing: '/drawings/did-made' },
  planned: { key: 'planned', drawing: '/drawings/did-planned' },
  'not possible': { key: 'not_possible', drawing: '/drawings/did-not-possible' },
  'need more voices': { key: 'more_voices', drawing: '/drawings/did-more-voices' },
} as const satisfies Record<Outcome, { key: string; drawing: string }>

const everyone = { config: { audience: 'everyone' as const } }

/** In which order somebody looks. There is no other choice: figures are the same in all of them. */
const orders = { newest: '/what-changed', aim: '/what-changed/by-aim', service: '/what-changed/by-service' } as const
type Order = keyof typeof orders

/** How many of each a child is shown: of what is made, promised, late, not possible, and what needs more voices. */
const MOST_FOR_CHILDREN = 2

/** The pages of what people said and what was done: newest first, by aim, by service, for children, and as a feed. */
export function toldPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame } = room
  const read = () => whatChanged(site)
  for (const [order, path] of Object.entries(orders) as [Order, string][]) {
    scope.get(path, everyone, (request, reply) =>
      sendShared(room, request, reply, {
        path,
        view: 'changes/what-changed',
        read: async (page) => pageOf(await read(), page, order),
      }),
    )
  }
  scope.get('/what-changed/children', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/what-changed/children',
      view: 'changes/what-changed-children',
      read: async (page) => ({ told: forChildren((await read()).told).map((item) => named(item, page)), aloud: true }),
    }),
  )
  scope.get('/what-changed.rss', everyone, async (_request, reply) => {
    const page = frame(language, '/what-changed', 'changes/what-changed')
    const address = publicAddress(site.config, scope.server.address()) ?? ''
    const { told } = await read()
    // As plain XML a browser shows it; under a feed's own type it would save a file, on a phone that others use.
    return reply.type('text/xml; charset=utf-8').send(feedOf(told.map(shaped), page, address))
  })
}

function pageOf({ told, heard, notHeard }: WhatChanged, page: Frame, order: Order) {
  const { formats } = page
  const items = told.map((item) => ({
    ...named(item, page),
    people: figure(item.people),
    counted: item.release && periodIn(item.release, formats),
  }))
  return {
    orders: Object.entries(orders).map(([key, path]) => ({ key, path, here: key === order })),
    heard: heard && { people: figure(heard.people), period: periodIn(heard.release, formats) },
    groups: grouped(items, order, page),
    versions: notHeard.versions,
    languages: notHeard.languages.length > 0 ? formats.list(notHeard.languages.map(formats.language)) : undefined,
  }
}

/** What is published stands under its aim or its service; what stands newest first needs no heading. */
function grouped<Item extends Pick<Told, 'part' | 'organisation'>>(items: Item[], order: Order, page: Frame) {
  if (order === 'newest') return [{ heading: undefined, items }]
  const names = order === 'aim' ? strategyParts : [...new Set(items.map(({ organisation }) => organisation))].toSorted()
  return names
    .map((name) => ({
      heading: order === 'aim' ? { text: page.t(`changes.aim_${name}`) } : page.english(name),
      items: items.filter((item) => (order === 'aim' ? item.part : item.organisation) === name),
    }))
    .filter((group) => group.items.length > 0)
}

/** The newest of each, so that what is late or was not possible is never behind what is new. */
function forChildren(told: Told[]): Told[] {
  const seen = new Map<string, number>()
  return told.filter(({ outcome, late }) => {
    const kind = `${outcome} ${late}`
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
    return seen.get(kind)! <= MOST_FOR_CHILDREN
  })
}

/** One of them with its theme and its month in the words of a page. */
function named(item: Told, page: Frame) {
  return { ...shaped(item), theme: themeIn(page, item), month: page.formats.month(dayOfTelling(item)) }
}

function shaped<Item extends Told>(item: Item) {
  return { ...item, ...shapes[item.outcome] }
}

/** Only a figure is said. What is withheld may be a few people or nearly everybody, and looks like nothing at all. */
function figure(cell: Cell): number | undefined {
  return cell.kind === 'about' ? cell.n : undefined
}

function themeIn({ language }: Frame, { themeKey, theme }: Told): string {
  const { text, lang } = sayData(language, `themes.${themeKey}`, theme)
  // It stands inside a sentence, where no tag can tell its language: isolates keep its direction apart.
  return lang ? `\u2068${text}\u2069` : text
}
