import { decisionsForThemes } from './changes/for-response.ts'
import type { WhatBecame } from './feedback/visit-routes.ts'
import type { Site } from './site.ts'
import { themesOfResponse } from './themes/for-response.ts'

/** What later rooms know of one person's words, for the page that their key opens and for telling of news. */
export function whatBecame({ db }: Site): WhatBecame {
  return async (responseId) => {
    const themes = await themesOfResponse(db, responseId)
    const decisions = await decisionsForThemes(
      db,
      themes.map(({ id }) => id),
    )
    return {
      themes: themes.map(({ plainName }) => plainName),
      themeKeys: themes.map(({ key }) => key),
      decisions: decisions.map((decision) => ({
        ...decision,
        theme: decision.themePlainName,
        sentence: decision.publicSentence,
      })),
    }
  }
}
