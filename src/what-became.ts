import { saidAfterwards } from './changes/afterwards.ts'
import { decisionsForThemes } from './changes/for-response.ts'
import { peopleOnThemes } from './changes/people.ts'
import type { AroundIt, WhatBecame } from './feedback/coming-back/way-routes.ts'
import type { Site } from './site.ts'
import { shown } from './small-numbers.ts'
import { themesOfResponse } from './themes/for-response.ts'
import { listObjections } from './themes/objecting.ts'

/** What later rooms know of one person's words, for the page that their key opens and for telling of news. */
export function whatBecame({ db }: Site): WhatBecame {
  return async (responseId) => {
    const themes = await themesOfResponse(db, responseId)
    const themeIds = themes.map(({ id }) => id)
    const decisions = await decisionsForThemes(db, themeIds)
    return {
      themes: themes.map(({ plainName }) => plainName),
      themeKeys: themes.map(({ key }) => key),
      themeIds,
      decisions: decisions.map((decision) => ({
        ...decision,
        theme: decision.themePlainName,
        sentence: decision.publicSentence,
      })),
    }
  }
}

/** What stands around it on the page that a key opens: figures, through small-numbers.ts, and the person's objections. */
export function aroundIt({ db, now }: Site): AroundIt {
  return async (responseId, { themeKeys, decisions }) => {
    const people = themeKeys.length > 0 ? await peopleOnThemes(db, now()) : new Map<string, number>()
    const afterwards: Awaited<ReturnType<AroundIt>>['afterwards'] = []
    for (const { themeKey, madeOn } of decisions) {
      afterwards.push(madeOn ? await saidAfterwards(db, themeKey, madeOn, now()) : undefined)
    }
    return {
      others: themeKeys.map((key) => shown(people.get(key) ?? 0)),
      afterwards,
      objections: await listObjections(db, responseId),
    }
  }
}
