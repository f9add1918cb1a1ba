import type { Db } from '../db/open.ts'
import { releasedPart } from '../db/released.ts'
import { dayOf } from '../site.ts'
import { peopleInWords, shown } from '../small-numbers.ts'
import { labelled } from '../themes/labels.ts'
import { findMeasure } from '../themes/success-measures.ts'
import { challengesOn } from './challenging/challenge.ts'
import { getDecision, listDecisions } from './decision-list.ts'
import { standingOf } from './filtering.ts'
import { type Afterwards, type Compared, endInWords } from './heard.ts'
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
  const onTheme = (await listDecisions(trx)).filter(({ themeKey }) => themeKey === decision.themeKey)
  const each = await afterwards.compare(trx, onTheme, now)
  const compared = each.get(id)
  const today = dayOf(now)
  const standing = standingOf(decision, compared, today)
  const board = compared && (await afterwards.boardReads(releasedPart(trx), id))
  return {
    decision,
    ...standing,
    boardReads: board && (board.heard !== standing.state || board.verdict !== compared.verdict) ? board : undefined,
    measure: findMeasure(decision.successMeasure)?.quotation,
    people: shown(people.get(decision.themeKey) ?? 0),
    passages: await labelled(
      trx,
      passages.map((passage) => ({ ...passage, quotable: !passage.elsewhere && mayBeQuoted(passage) })),
      today,
    ),
    quote,
    compared,
    judgedAlike: onTheme.filter((one) => one.id !== id && share(compared, each.get(one.id))),
    chart: compared && afterwards.chart(compared),
    whoAnswered: compared?.sides && decision.madeOn ? await afterwards.whoAnswered(trx, decision, now) : undefined,
    ...{ peopleInWords, endInWords },
    lacks: lacksItsRecord(decision),
    behind: await countBehind(trx, id),
    firstHeardBy: firstHeardBy(today),
    panelLine: await panelLine(trx, decision),
    panelWaits: await panelProblem(trx, id, false, today),
    challenges: await challengesOn(releasedPart(trx), { decisionId: id }),
    shows: decision.changeRecorded ? await pointsOn(trx, id) : undefined,
    today,
  }
}

/** Whether two changes are judged by some of the same months after them: then no figure tells them apart. */
function share(one: Compared | undefined, other: Compared | undefined): boolean {
  if (!one?.sides || !other?.sides || one.counted !== other.counted) return false
  const [a, b] = [one.sides.after, other.sides.after]
  return a.first <= b.last && b.first <= a.last
}
