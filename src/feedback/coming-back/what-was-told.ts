import type { Db } from '../../db/open.ts'

/** What became of somebody's concern, as far as two readers found it safe to say on their own page. */
export type Told = {
  /** How it ended, in the words of the reader who closed it. */
  toldAboutConcern: string[]
  /** Somebody wanted to help, and could not tell who wrote. */
  couldNotTell: boolean
}

type Step = { step: string; destination: string | null; told_writer: string | null }

/** For the key page of one response. Each concern is looked at alone. */
export async function whatWasTold(db: Db, responseId: string): Promise<Told> {
  const steps = await db
    .selectFrom('concern_steps')
    .innerJoin('concerns', 'concerns.id', 'concern_steps.concern_id')
    .select(['concerns.id', 'step', 'destination', 'told_writer'])
    .where('concerns.response_id', '=', responseId)
    .orderBy('concerns.raised_at')
    .orderBy('number')
    .execute()
  const concerns = [...Map.groupBy(steps, ({ id }) => id).values()]
  return {
    toldAboutConcern: concerns.flatMap((one) => ending(one) ?? []),
    couldNotTell: concerns.some(
      (one) => one.findLast(({ step }) => step === 'passed on')?.destination === 'cannot-tell',
    ),
  }
}

/** Of what was proposed only that counts which the second person agreed to. */
function ending(steps: Step[]): string | null | undefined {
  const closed = steps.at(-1)?.step === 'closed'
  return closed ? steps.findLast(({ step }) => step === 'closing proposed')?.told_writer : undefined
}
