import type { FastifyInstance } from 'fastify'
import { NotFound } from '../refusals.ts'
import { dayOf } from '../site.ts'
import type { Frame } from '../web/frame.ts'
import type { Words } from '../web/language.ts'
import { NOT_KEPT } from '../web/not-kept.ts'
import { type PublicSite, sendOwn, sendShared } from '../web/public-page.ts'
import { contactHref, hiddenKinds, shownContacts, sourcesDisagree } from './contact.ts'
import { getOption, listOptions, optionsFor } from './directory.ts'
import { type Found, findSupport, inOrder } from './finder.ts'
import { isPastCheck, notCheckedSince } from './keeping/due.ts'
import type { Contact, Option } from './option.ts'
import { groupByNeed, places } from './place.ts'
import { reasonWords } from './reason-words.ts'
import { ways, waysOf } from './ways.ts'
import { needs, readWishes, who } from './wishes.ts'

type Named = { Params: { name: string } }

/** In full on the page of results; the rest are a list of names. */
const SHOWN = 6

const none = { needs: [], who: undefined, ways: [], noPolice: false }

/** The roadmap, the finder, the options, and whom to tell when worried about someone. */
export function supportPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }
  const today = () => dayOf(site.now())

  const lastConfirmed = (option: Option) =>
    shownContacts(option)
      .filter(({ confirmed_on }) => confirmed_on)
      .sort((a, b) => (a.confirmed_on ?? '').localeCompare(b.confirmed_on ?? ''))
      .at(-1)

  /** What every page of this room may use to say something about an option. */
  const aboutIn = ({ t, formats: { day, list } }: Frame) => ({
    contactsOf: (option: Option) =>
      shownContacts(option).map((one) => ({ ...one, name: nameIn(one), href: contactHref(one) })),
    isDoubtful: ({ status }: Option) => status === 'unverified' || status === 'at_risk',
    hiddenOf: (option: Option) => hiddenKinds(option),
    agesOf: (option: Option) => agesIn(t, option),
    listOf: list,
    waysOf: (option: Option) => [...waysOf(option)],
    isPastCheck: (option: Option) => isPastCheck(option, today(), site.config.checks),
    checkedOn: (option: Option) => day(notCheckedSince(option, today(), site.config.checks)),
    day,
    lastConfirmed,
    sourcesDisagree,
  })
  const finder = { needs, who, ways }

  scope.get('/support', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/support',
      view: 'support/roadmap',
      code: NOT_KEPT,
      read: async ({ t, href }) => {
        const options = await listOptions(site.db, today())
        const count = (phase: string) => options.filter(({ phases }) => phases.includes(phase)).length
        const parts = places.map(({ key, address, phase }) => ({ key, address, count: count(phase) }))
        return { map: mapOf(t, href), parts, finder, wishes: none }
      },
    }),
  )

  scope.post('/support', everyone, async (request, reply) => {
    const wishes = readWishes(request.body)
    const { fitting, nearest } = findSupport(await listOptions(site.db, today()), wishes, today())
    const data = (page: Frame) => {
      const said = (found: Found) => ({ ...found, ...reasonWords(page.t, found, wishes.who) })
      return {
        shown: fitting.slice(0, SHOWN).map(said),
        more: fitting.slice(SHOWN),
        nearest: nearest.map(said),
        ...{ finder, wishes, ...aboutIn(page) },
      }
    }
    return sendOwn(room, reply, { path: '/support', view: 'support/found', data })
  })

  scope.get<Named>('/support/place/:name', everyone, (request, reply) => {
    const place = places.find(({ address }) => address === request.params.name)
    if (!place) throw new NotFound('no such place')
    return sendShared(room, request, reply, {
      path: `/support/place/${place.address}`,
      view: 'support/place',
      read: async (page) => {
        const here = groupByNeed(place, await optionsFor(site.db, { phases: [place.phase] }, today()))
        const groups = here.map(({ need, options }) => ({ need, options: inOrder(options, need, today()) }))
        return { place: place.key, elsewhere: places.filter((one) => one !== place), groups, ...aboutIn(page) }
      },
    })
  })

  scope.get<Named>('/support/option/:name', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: `/support/option/${request.params.name}`,
      view: 'support/option',
      read: async (page) => ({
        option: await getOption(site.db, request.params.name, today()),
        places,
        ...aboutIn(page),
      }),
    }),
  )

  scope.get('/support/worried', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/support/worried',
      view: 'support/worried',
      read: async (page) => {
        const options = await listOptions(site.db, today())
        return { find: (slug: string) => options.find((option) => option.slug === slug), ...aboutIn(page) }
      },
    }),
  )
}

function mapOf(t: Words, href: (path: string) => string) {
  const entries = places.map(({ key, address }) => [
    key,
    { title: t(`support.${key}_title`), line: t(`support.${key}_line`), href: href(`/support/place/${address}`) },
  ])
  return Object.fromEntries(entries)
}

/** A website without what a person need not read. */
function nameIn({ kind, value }: Contact): string {
  return kind === 'web' ? value.replace(/^https:\/\/(www\.)?/, '').replace(/\/$/, '') : value
}

function agesIn(t: Words, option: Option): { disagree: boolean; words: string } {
  const { age_min: from, age_max: to } = option
  const disagree = sourcesDisagree(option, 'age_min') || sourcesDisagree(option, 'age_max')
  if (from !== null && to !== null) return { disagree, words: t('support.ages_between', { from, to }) }
  if (from !== null) return { disagree, words: t('support.ages_from', { from }) }
  return { disagree, words: to === null ? '' : t('support.ages_to', { to }) }
}
