import type { Db } from '../../db/open.ts'
import { releasedPart } from '../../db/released.ts'
import { type Challenge, listChallenges } from './challenge.ts'

/** A challenge as a release and a pack say it: with roles, without names. */
export type PublishedChallenge = {
  ref: string
  about: string
  by: string
  madeOn: string
  body: string
  replyDue: string
  replies: { on: string; by: string; body: string; kind: 'reply' | 'accepted' | 'still disagrees' }[]
}

/**
 * The challenges of a stretch of time: made in it, answered in it, or still without a reply at its end. Oldest first.
 * @param from 'YYYY-MM-DD' @param until the first day after it
 */
export async function challengesFor(db: Db, from: string, until: string): Promise<PublishedChallenge[]> {
  const within = (day: string) => day >= from && day < until
  const belongs = ({ madeOn, replies }: Challenge) =>
    within(madeOn) ||
    (madeOn < until && (replies.some(({ on }) => within(on)) || !replies.some(({ on }) => on < until)))
  return (await listChallenges(releasedPart(db)))
    .filter(belongs)
    .reverse()
    .map(({ ref, about, role, madeOn, body, replyDue, replies }) => ({
      ...{ ref, about, by: role, madeOn, body, replyDue },
      replies: replies.map((one) => ({ on: one.on, by: one.role, body: one.body, kind: one.kind })),
    }))
}
