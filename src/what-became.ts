import { decisionsForThemes } from './changes/for-response.ts'
import type { AroundIt, WhatBecame } from './feedback/coming-back/way-routes.ts'
import type { Site } from './site.ts'
import { sentenceFor } from './summaries/afterwards/judging.ts'
import { readReleased } from './summaries/releases/reading.ts'
import type { Since } from './summaries/releases/release.ts'
import { newestReleases, onTheme } from './summaries/releases/standing.ts'
import { periodIn } from './summaries/telling/period-words.ts'
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

/** The end of the key of the sentence that says it. */
const saidSince: Record<Since['verdict'], Awaited<ReturnType<AroundIt>>['afterwards'][number]> = {
  ...{ more: 'more', fewer: 'fewer', 'cannot tell': 'cannot_tell' },
  ...{ 'too few to compare': 'too_few', 'too early to say': undefined },
}

/**
 * What stands around it on the page that a key opens: how many others said so and what was said since, both as the newest
 * releases have it, and the person's objections.
 */
export function aroundIt({ db }: Site): AroundIt {
  return async (responseId, { themeKeys, decisions }) => {
    const releases = await readReleased(db, newestReleases)
    const ledger = releases.flatMap(({ content }) => content.ledger)
    return {
      others: themeKeys.map((key) => {
        const { people, release } = onTheme(releases, key)
        if (people.kind !== 'about' || !release) return undefined
        return { people: people.n, period: (formats) => periodIn(release, formats) }
      }),
      afterwards: decisions.map(({ id }) => {
        const since = ledger.find((line) => line.id === id && line.since)?.since
        if (!since) return undefined
        // Where the share moved and the number did not, "fewer people said this" would be untrue for whoever reads it.
        return since.sentence === sentenceFor(since.verdict) ? saidSince[since.verdict] : 'cannot_tell'
      }),
      objections: await listObjections(db, responseId),
    }
  }
}
