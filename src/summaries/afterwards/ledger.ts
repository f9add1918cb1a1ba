import { type Decision, listDecisions } from '../../changes/decision-list.ts'
import { heardState } from '../../changes/heard.ts'
import { daysLate, stateOf } from '../../changes/state.ts'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { findMeasure } from '../../themes/success-measures.ts'
import type { LedgerLine, ReleasePeriod } from '../releases/release.ts'

/**
 * The ledger as a release says it: every decision that was taken before the period ended, as it stands now, the newest first.
 * What people said since a change is added from released figures (`withSince`).
 * @param now the moment of freezing
 */
export async function ledgerFor(db: Db, period: ReleasePeriod, now: Date): Promise<LedgerLine[]> {
  const taken = (await listDecisions(db)).filter(({ decidedOn }) => decidedOn < period.until)
  const ids = new Set(taken.map(({ id }) => id))
  // What a later decision put an end to is told by that one.
  const decisions = taken.filter(({ settledBy }) => !settledBy || !ids.has(settledBy))
  return decisions.map((decision) => line(decision, dayOf(now)))
}

function line(decision: Decision, today: string): LedgerLine {
  const { id, themeKey, title, owner, organisation, reason, easyReason, easySentence } = decision
  const { kind, tags, decidedOn, dueOn, madeOn, recordedOn, shouldHear, hearWay, heardBy } = decision
  return {
    ...{ id, themeKey, theme: decision.themePlainName, title, outcome: stateOf(decision), kind, tags },
    ...{ part: decision.strategyPart, measure: findMeasure(decision.successMeasure)?.quotation ?? '' },
    ...{ owner, organisation, reason, easyReason, sentence: decision.publicSentence, easySentence },
    told: decision.publishedOn !== null,
    ...{ decidedOn, dueOn, madeOn, recordedOn, late: daysLate(decision, today), shouldHear, hearWay, heardBy },
    heard: madeOn ? heardState('too early to say', hearWay) : null,
    since: null,
  }
}
