import type { FastifyInstance } from 'fastify'
import { dayOf } from '../../site.ts'
import { newFormMark } from '../../web/form-mark.ts'
import type { Formats } from '../../web/formats.ts'
import type { Frame } from '../../web/frame.ts'
import { sayData } from '../../web/language.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { sealOpenings } from '../inviting/sealed-link.ts'
import { noteSeen } from '../notices/notice-news.ts'
import { offeredWays } from '../notices/notice-offer.ts'
import { getQuestionSetById, type QuestionSet } from '../question-set.ts'
import { mayAddWords } from '../reading/late-words.ts'
import { listWishStates } from './contact.ts'
import { weekOf } from './owing.ts'
import { type Letter, openLetters } from './replies.ts'
import { getWay, type Way } from './revisiting.ts'
import { visitFormToken, writerPrivateOf } from './visit.ts'

/** What other rooms know of what became of somebody's words. The table of contents hands it in. */
export type WhatBecame = (responseId: string) => Promise<{
  themes: string[]
  /** Of the same themes, in the same order. */
  themeKeys: string[]
  themeIds: string[]
  decisions: {
    id: string
    theme: string
    themeKey: string
    outcome: 'planned' | 'made' | 'not possible' | 'need more voices'
    sentence: string
    easySentence: string
    reason: string
    easyReason: string
    dueOn: string | null
    madeOn: string | null
  }[]
}>

type Named = { key: string; name: string } | undefined

/** What stands around it: how many said so, what people said after a change, and what the person objected to. */
export type AroundIt = (
  responseId: string,
  became: Awaited<ReturnType<WhatBecame>>,
) => Promise<{
  /** Of each theme, in the same order: how many spoke of it in a released period; undefined where no release has a figure. */
  others: ({ people: number; period: (formats: Formats) => string } | undefined)[]
  /** Of each decision, in the same order: what the newest release says of the time since; undefined: too early to say. */
  afterwards: ('more' | 'fewer' | 'cannot_tell' | 'too_few' | undefined)[]
  objections: { theme: Named; madeOn: string; settledOn: string | null }[]
}>

const keyHolder = { config: { audience: 'key holder' as const } }

/** The page that a return key opens: the whole way of somebody's words. */
export function wayRoutes(scope: FastifyInstance, room: PublicSite, whatBecame: WhatBecame, aroundIt: AroundIt): void {
  const { db, keys, now } = room.site

  scope.get('/back/way', keyHolder, async (request, reply) => {
    const { responseId } = request
    const way = await getWay(db, responseId)
    if (way.withdrawnOn)
      return sendOwn(room, reply, { path: '/back', view: 'feedback/taken', data: { concernStays: false } })
    const set = await getQuestionSetById(db, way.setId)
    const became = await whatBecame(responseId)
    await noteSeen(db, keys, responseId, whatBecame)
    const { others, afterwards, objections } = await aroundIt(responseId, became)
    const letters = await openLetters(db, responseId, writerPrivateOf(request))
    const about = {
      way,
      set,
      token: visitFormToken(keys, request),
      openings: await sealOpenings(db, responseId),
      wishes: await listWishStates(db, responseId),
      notices: offeredWays(room.site).length > 0,
      mayAdd: await mayAddWords(db, responseId, now()),
      owed: owedStill(way, became.decisions.length > 0, letters, dayOf(now())),
      weekOf,
    }
    const data = (page: Frame) => {
      const { language } = page
      const theme = (key = '', name = '') => sayData(language, `themes.${key}`, name)
      const named = (one: Named) => one && theme(one.key, one.name)
      const decisions = became.decisions.map((one, n) => ({
        ...one,
        theme: theme(one.themeKey, one.theme),
        afterwards: afterwards[n],
      }))
      return {
        ...about,
        ...wordsFor(set, page),
        themes: became.themes.map((name, n) => ({
          said: theme(became.themeKeys[n], name),
          others: othersIn(others[n], page),
        })),
        decisions,
        objections: objections.map((one) => ({ ...one, theme: named(one.theme) })),
        letters: letters.map((one) => ({
          ...one,
          form: newFormMark(),
          theme: named(one.theme),
          decision: decisions.find(({ id }) => id === one.decisionId),
        })),
      }
    }
    return sendOwn(room, reply, { path: '/back', view: 'feedback/way', data })
  })
}

function othersIn(others: Awaited<ReturnType<AroundIt>>['others'][number], { formats }: Frame) {
  return { people: others?.people ?? 0, period: others?.period(formats) ?? '' }
}

/** Children who were asked with pictures read their page in easy words, also where they did not choose them. */
export function wordsFor(set: QuestionSet, page: Frame) {
  const easy = page.language.code === 'en-easy' || set.pictures
  const { t, note, language } = easy ? page.simple : page
  return { easy, t, note, wordsIn: language.code }
}

/** The answer that is still owed, and whether it is late. Its rule is that of `changes/owed.ts`, which counts for all. */
function owedStill(way: Way, decided: boolean, letters: Letter[], today: string) {
  if (!way.owedBy) return undefined
  const replied = letters.some((one) => one.kind === 'reply' && (one.decisionId || !one.theme))
  const justRead = way.permission === 'none' && way.reading === 'read only'
  return decided || replied || justRead ? undefined : { by: way.owedBy, late: way.owedBy < today }
}
