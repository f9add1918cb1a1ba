import type { Db } from '../../db/open.ts'
import { isToldPlace, type ToldPlace } from '../../safeguarding/concern-kind.ts'
import { dayOf } from '../../site.ts'

/** What became of somebody's concern, as far as readers found it safe to say on their own page. */
export type Told = {
  /** How it ended, in the words of the reader who closed it. */
  toldAboutConcern: string[]
  /** Where it was passed on, and on which day; the page says the week. */
  passedOn: { place: ToldPlace; on: string }[]
  /** Somebody wanted to help, and could not tell who wrote. */
  couldNotTell: boolean
}

type Step = {
  step: string
  at: Date
  destination: string | null
  told_writer: string | null
  told_when_passed_on: boolean | null
}

/** For the key page of one response. Each concern is looked at alone. */
export async function whatWasTold(db: Db, responseId: string): Promise<Told> {
  const steps = await db
    .selectFrom('concern_steps')
    .innerJoin('concerns', 'concerns.id', 'concern_steps.concern_id')
    .select(['concerns.id', 'step', 'at', 'destination', 'told_writer', 'told_when_passed_on'])
    .where('concerns.response_id', '=', responseId)
    .orderBy('concerns.raised_at')
    .orderBy('number')
    .execute()
  const concerns = [...Map.groupBy(steps, ({ id }) => id).values()]
  const passed = concerns.filter((one) => ending(one) !== null).map(toldOf)
  return {
    toldAboutConcern: concerns.flatMap((one) => ending(one) ?? []),
    passedOn: passed.flatMap((one) =>
      one.flatMap(({ destination, at }) => (isToldPlace(destination) ? [{ place: destination, on: dayOf(at) }] : [])),
    ),
    couldNotTell:
      passed.some((one) => one.at(-1)?.destination === 'cannot-tell') && !(await sealWasOpened(db, responseId)),
  }
}

/**
 * Of what was proposed only that counts which the second person agreed to.
 * @returns undefined while the concern is open, null when it was closed as not safe to say anything about
 */
function ending(steps: Step[]): string | null | undefined {
  const closed = steps.at(-1)?.step === 'closed'
  return closed ? steps.findLast(({ step }) => step === 'closing proposed')?.told_writer : undefined
}

/** Where it went and the writer may know. Once it is not safe, what was said before goes too. */
function toldOf(steps: Step[]): Step[] {
  const passed = steps.filter(({ step }) => step === 'passed on')
  const safe = passed.slice(passed.findLastIndex((one) => one.told_when_passed_on === false) + 1)
  // Who could not be told apart then may be known by now: only the newest place can say that nobody knows.
  return safe.filter((one) => one.told_when_passed_on && (one.destination !== 'cannot-tell' || one === passed.at(-1)))
}

/** Two readers found out who wrote, whether or not the writer was told. */
async function sealWasOpened(db: Db, responseId: string): Promise<boolean> {
  const opened = db.selectFrom('seal_openings').select('id').where('response_id', '=', responseId)
  return (await opened.where('outcome', '=', 'agreed').executeTakeFirst()) !== undefined
}
