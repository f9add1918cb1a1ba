import type { Db } from '../db/open.ts'
import { listDecisions } from './decision-list.ts'
import { type Outcome, stateOf } from './state.ts'
import { published } from './what-changed.ts'

/** What a person reads on their own page about a theme they spoke of. */
export type DecisionForResponse = {
  id: string
  themeId: string
  themeKey: string
  themePlainName: string
  outcome: Outcome
  publicSentence: string
  easySentence: string
  reason: string
  easyReason: string
  /** 'YYYY-MM' */
  decidedMonth: string
  dueOn: string | null
  madeOn: string | null
}

/** Published decisions on these themes, newest first. */
export async function decisionsForThemes(db: Db, themeIds: readonly string[]): Promise<DecisionForResponse[]> {
  if (themeIds.length === 0) return []
  return published(await listDecisions(db))
    .filter(({ themeId }) => themeIds.includes(themeId))
    .map((decision) => ({
      id: decision.id,
      themeId: decision.themeId,
      themeKey: decision.themeKey,
      themePlainName: decision.themePlainName,
      outcome: stateOf(decision),
      publicSentence: decision.publicSentence,
      easySentence: decision.easySentence,
      reason: decision.reason,
      easyReason: decision.easyReason,
      decidedMonth: decision.decidedOn.slice(0, 7),
      dueOn: decision.dueOn,
      madeOn: decision.madeOn,
    }))
}
