import type { Db } from '../db/open.ts'
import { aboutCounts } from '../feedback/giving/about-you.ts'
import { type Channel, channels } from '../feedback/giving/arrival.ts'
import type { Period } from '../period.ts'
import { FEWEST, type Shown, shownPart } from '../small-numbers.ts'

export type WhoSpoke = {
  byChannel: { channel: Channel; people: Shown }[]
  /** Somebody read or wrote with them. */
  helped: Shown
  /** What people chose to say about themselves, each question by itself. Empty where fewer than ten answered it. */
  about: { question: string; groups: { group: string; people: Shown }[] }[]
}

/**
 * How people came and what they said about themselves in a period that has ended, safe to show as it is. Nothing in it
 * is crossed with anything else: one question at a time.
 */
export async function whoSpoke(db: Db, { key, from, until }: Period): Promise<WhoSpoke> {
  const rows = await db
    .selectFrom('responses')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .select(({ fn }) => ['channel', 'helped', fn.countAll<number>().as('people')])
    .where('withdrawn_on', 'is', null)
    .where((eb) => eb.or([eb('readings.state', 'is', null), eb('readings.state', '<>', 'not used')]))
    .where('received_on', '>=', from)
    .where('received_on', '<', until)
    .groupBy(['channel', 'helped'])
    .execute()
  const count = (matching: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(matching).reduce((sum, { people }) => sum + people, 0)
  const whole = count(() => true)
  const about = await aboutCounts(db, key)
  return {
    byChannel: (Object.keys(channels) as Channel[]).map((channel) => ({
      channel,
      people: shownPart(
        count((row) => row.channel === channel),
        whole,
      ),
    })),
    helped: shownPart(
      count(({ helped }) => helped === true),
      whole,
    ),
    about: about
      .filter(({ people }) => people >= FEWEST)
      .map(({ question, groups, people: answered }) => ({
        question,
        groups: groups.map(({ group, people }) => ({ group, people: shownPart(people, answered) })),
      })),
  }
}
