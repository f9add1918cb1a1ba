import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { CannotBeDone, type Does } from '../../team/long-work/worker.ts'
import { contentOf, gatherWords, type Rules } from './content.ts'
import { type Draft, getDraft, holdDraft, type Report } from './draft.ts'
import { gatherTables } from './gathering.ts'
import { countGiven, countWithdrawn, givenAtReleases, newBetween } from './given.ts'
import { withMarks, withoutMarks } from './marks.ts'
import { mayRelease } from './may-release.ts'
import { type Protected, protect } from './protecting.ts'
import { protectApart } from './protecting-apart.ts'
import { shareOfConcerns } from './quotes.ts'
import { everyRelease } from './reading.ts'
import type { Content, MarkedTable } from './release.ts'

/** `why` it was refused; empty where it was not. */
export type Frozen = { state: 'ready' | 'refused'; why: string }
type Protecting = (...given: Parameters<typeof protect>) => Protected | Promise<Protected>
type Say = (done: number, steps: number, says: string) => Promise<void>

const STEPS = 3

/**
 * Freezes a draft: counts at one moment, protects every figure, has the auditor try to work one out, and keeps only what
 * may be published. The exact counts are never written anywhere.
 * @param say is told how far it is
 * @param protecting `protectApart` where pages are served meanwhile
 * @param rules what counts as overdue on the scorecard; left out, as it usually is
 * @returns `refused`, with why, when the figures cannot be made safe; a draft that is not waiting stays as it is
 */
export async function freeze(
  db: Db,
  draftId: string,
  now: Date,
  say: Say = async () => {},
  rules: Rules = {},
  protecting: Protecting = protect,
): Promise<Frozen> {
  const draft = await getDraft(db, draftId)
  if (draft.state !== 'waiting') return asItIs(draft)
  const { period } = draft
  await say(0, STEPS, 'Counting')
  const seen = await atOneMoment(db, async (trx) => ({
    exact: await gatherTables(trx, period),
    words: await gatherWords(trx, period, now),
    withdrawn: await countWithdrawn(trx, period),
    given: await countGiven(trx, period),
    before: await givenAtReleases(trx),
    ...(await earlierReleases(trx)),
  }))
  const { withdrawn, given, earlier } = seen
  const kept = { earlier: earlier.map(({ number }) => number), withdrawn, given }
  const newSince = ({ number }: { number: number }) => newBetween(given, seen.before.get(number))
  const may = mayRelease(earlier, { ...period, frozenOn: dayOf(now) }, newSince)
  if (!may.ok) return settle(db, draftId, { state: 'refused', why: may.why }, { ...kept, audit: null }, null, now)
  await say(1, STEPS, 'Protecting, and trying to work out what is withheld')
  const safe = await protecting(seen.exact, period, seen.marked, dayOf(now))
  const report: Report = { ...kept, audit: safe.report }
  if (!safe.ok) return settle(db, draftId, { state: 'refused', why: safe.why }, report, null, now)
  await say(2, STEPS, 'Writing it down')
  const share = shareOfConcerns(seen.exact)
  const content = await atOneMoment(db, (trx) =>
    contentOf(trx, period, withoutMarks(safe.tables), seen.words, now, { earlier, rules, share }),
  )
  return settle(db, draftId, { state: 'ready', why: '' }, report, content, now, safe.tables)
}

/** Freezing as long work. Begun again after a restart, or asked for after somebody has frozen it, it does no harm. */
export const freezeARelease: Does = async (db, work, { site, say, signal }) => {
  const { checks, dutyToNotifyFrom: duty } = site.config
  const href = `/team/releases/drafts/${work.subject}`
  const look = { href, name: 'Look at the draft' }
  const draft = await getDraft(db, work.subject)
  if (draft.state === 'published' || draft.state === 'put aside') return { go: look }
  const { state, why } = await freeze(db, draft.id, site.now(), say, { checks, duty }, protectApart(signal))
  return state === 'ready' ? { state, go: look } : { state, ended: 'It was refused.', why, go: look }
}

async function settle(
  db: Db,
  id: string,
  frozen: Frozen,
  report: Report,
  content: Content | null,
  now: Date,
  marked: MarkedTable[] | null = null,
): Promise<Frozen> {
  return inTransaction(db, async (trx) => {
    const draft = await holdDraft(trx, id)
    if (draft.state !== 'waiting') return asItIs(draft)
    await trx
      .updateTable('release_drafts')
      .set({
        ...{ state: frozen.state, refused_why: frozen.why, report: JSON.stringify(report), frozen_on: dayOf(now) },
        content: content && JSON.stringify(content),
        marks: marked && JSON.stringify(marked),
      })
      .where('id', '=', id)
      .execute()
    return frozen
  })
}

/** What another has made of it meanwhile. */
function asItIs({ state, refusedWhy }: Draft): Frozen {
  if (state === 'ready' || state === 'refused') return { state, why: refusedWhy }
  throw new CannotBeDone('This draft was published or put aside.')
}

async function earlierReleases(trx: Db) {
  const earlier = await everyRelease(trx)
  return { earlier, marked: await withMarks(trx, earlier) }
}

/** All of it counts one moment: somebody who takes words back meanwhile is in every table or in none. */
async function atOneMoment<T>(db: Db, read: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? read(db) : db.transaction().setIsolationLevel('repeatable read').execute(read)
}
