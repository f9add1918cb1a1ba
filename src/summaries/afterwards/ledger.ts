import { type Decision, listDecisions } from '../../changes/decision-list.ts'
import { heardState } from '../../changes/heard.ts'
import { daysLate, stateOf } from '../../changes/state.ts'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { findMeasure } from '../../themes/success-measures.ts'
import type { LedgerLine, ReleasePeriod, Since } from '../releases/release.ts'
import { countAround } from './comparing.ts'
import { counting } from './counting.ts'
import { sinceFor } from './since.ts'
import { tellable } from './tellable.ts'
import { stretchesOf } from './who-is-told.ts'
import { firstWhole } from './windows.ts'

/**
 * The ledger as a release says it: every decision that was taken before the period ended, as it stands now, the newest first.
 * What people said since a change is counted to the period's end, and in figures as they may leave the service.
 * @param now the moment of freezing
 */
export async function ledgerFor(db: Db, period: ReleasePeriod, now: Date): Promise<LedgerLine[]> {
  const taken = (await listDecisions(db)).filter(({ decidedOn }) => decidedOn < period.until)
  const ids = new Set(taken.map(({ id }) => id))
  // What a later decision put an end to is told by that one.
  const decisions = taken.filter(({ settledBy }) => !settledBy || !ids.has(settledBy))
  const since = await sinceEach(db, decisions, period.until)
  return decisions.map((decision) => line(decision, since.get(decision.id) ?? null, dayOf(now)))
}

async function sinceEach(db: Db, decisions: Decision[], until: string): Promise<Map<string, Since>> {
  const told = new Map<string, Since>()
  const made = decisions.filter(({ madeOn }) => madeOn !== null && madeOn < until)
  const first = made.length > 0 ? await firstWhole(db) : undefined
  if (!first) return told
  const countIn = counting(db)
  const tells = await tellable(countIn, made, first, until)
  for (const decision of made) {
    const around = await countAround(countIn, decision, first, until)
    const since = sinceFor(around, tells.has(decision.id))
    told.set(decision.id, { ...since, stretches: stretchesOf(around.windows), who: null })
  }
  return told
}

function line(decision: Decision, since: Since | null, today: string): LedgerLine {
  const { id, themeKey, title, owner, organisation, reason, easyReason, easySentence } = decision
  const { kind, tags, decidedOn, dueOn, madeOn, shouldHear, hearWay, heardBy } = decision
  return {
    ...{ id, themeKey, theme: decision.themePlainName, title, outcome: stateOf(decision), kind, tags },
    ...{ part: decision.strategyPart, measure: findMeasure(decision.successMeasure)?.quotation ?? '' },
    ...{ owner, organisation, reason, easyReason, sentence: decision.publicSentence, easySentence },
    told: decision.publishedOn !== null,
    ...{ decidedOn, dueOn, madeOn, late: daysLate(decision, today), shouldHear, hearWay, heardBy },
    heard: madeOn ? heardState(since?.verdict ?? 'too early to say', hearWay) : null,
    since,
  }
}
