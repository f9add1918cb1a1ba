import type { Db } from '../db/open.ts'
import { dayOf } from '../site.ts'
import { peopleInWords, shown } from '../small-numbers.ts'
import { labelled } from '../themes/labels.ts'
import { findMeasure } from '../themes/success-measures.ts'
import { challengesOn } from './challenging/challenge.ts'
import { getDecision } from './decision-list.ts'
import { standingOf } from './filtering.ts'
import type { Afterwards } from './heard.ts'
import { countBehind } from './linking.ts'
import { firstHeardBy } from './making.ts'
import { panelProblem } from './panel/asking.ts'
import { panelLine } from './panel/panel.ts'
import { findPassages, mayBeQuoted, passagesBehind } from './passage.ts'
import { peopleOnThemes } from './people.ts'
import { pointsOn } from './point-routes.ts'
import { lacksItsRecord } from './publication.ts'

/** Everything on the page of one decision: what was said, decided and done, and what people said afterwards. */
export async function decisionPage(trx: Db, id: string, memberId: string, now: Date, afterwards: Afterwards) {
  const decision = await getDecision(trx, id)
  const passages = await passagesBehind(trx, decision, memberId)
  const quoted = decision.quoteSegmentId ? [decision.quoteSegmentId] : []
  const [quote] = await findPassages(trx, decision.themeKey, quoted, memberId)
  const people = await peopleOnThemes(trx, now)
  const compared = (await afterwards.compare(trx, [decision], now)).get(id)
  const today = dayOf(now)
  return {
    decision,
    ...standingOf(decision, compared, today),
    measure: findMeasure(decision.successMeasure)?.quotation,
    people: shown(people.get(decision.themeKey) ?? 0),
    passages: await labelled(
      trx,
      passages.map((passage) => ({ ...passage, quotable: !passage.elsewhere && mayBeQuoted(passage) })),
      today,
    ),
    quote,
    compared,
    chart: compared && afterwards.chart(compared),
    whoAnswered: compared?.sides && decision.madeOn ? await afterwards.whoAnswered(trx, decision, now) : undefined,
    peopleInWords,
    lacks: lacksItsRecord(decision),
    behind: await countBehind(trx, id),
    firstHeardBy: firstHeardBy(today),
    panelLine: await panelLine(trx, decision),
    panelWaits: await panelProblem(trx, id, false, today),
    challenges: await challengesOn(trx, { decisionId: id }),
    shows: decision.changeRecorded ? await pointsOn(trx, id) : undefined,
    today,
  }
}
