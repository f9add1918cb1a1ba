import type { Db } from '../db/open.ts'
import { acknowledge, askAgain } from '../safeguarding/answer.ts'
import { proposeClosing, settleClosing } from '../safeguarding/closing.ts'
import { isToldPlace } from '../safeguarding/concern-kind.ts'
import { openNote } from '../safeguarding/concern-words.ts'
import { addAbout, decide, escalate, passOn } from '../safeguarding/deciding.ts'
import type { Keys } from '../seal/keys.ts'
import type { Member } from '../team/member.ts'
import type { Event, Trace } from './one-piece.ts'
import type { Piece } from './piece.ts'

const HOUR = 3_600_000

/**
 * What is done about a made-up concern: decided, passed on, answered, closed by two. Of those from this month some still
 * wait: for a decision, for an answer, or with a deputy.
 * @param from when it was raised
 */
export function concernEvents(
  { db, keys }: { db: Db; keys: Keys },
  piece: Piece,
  trace: Trace,
  { first, second }: { first: Member; second: Member },
  from: Date,
  recent: boolean,
): Event[] {
  const ref = () => trace.concernRef ?? ''
  // The made-up pieces know one word for "nowhere"; in all of them nobody could tell who it was.
  const planned = piece.concern?.destination ?? 'none'
  const destination = planned === 'none' ? 'cannot-tell' : planned
  const answers = isToldPlace(destination)
  const event = (hours: number, run: (at: Date) => Promise<unknown>): Event => {
    const at = new Date(from.getTime() + hours * HOUR)
    return { at, run: async () => void (await run(at)) }
  }
  const adult = piece.set === 'survivor'
  const decision = {
    decision: answers ? ('pass-on' as const) : ('nowhere' as const),
    child: adult ? ('cannot tell' as const) : ('yes' as const),
    adult: adult ? ('yes' as const) : ('no' as const),
    why: answers ? 'Somebody may be hurt again.' : 'Nothing in the words says who it is.',
  }
  const decided = event(0.5, (at) => decide(db, keys, ref(), decision, second, at))
  const why = answers ? {} : { why: 'No name, no place and no way to reach them.' }
  const passed = event(1, (at) => passOn(db, keys, ref(), { destination, tell: true, ...why }, second, at))
  if (recent) {
    if (!answers) return [event(2, (at) => addAbout(db, keys, ref(), 'someone-else', first, at))]
    const up = { to: 'deputy' as const, why: 'I have to leave, and this cannot wait.' }
    const handed =
      piece.concern?.about === 'unsafe-at-home' ? [event(1.5, (at) => escalate(db, keys, ref(), up, second, at))] : []
    const also = event(2, (at) => addAbout(db, keys, ref(), 'online', first, at))
    return [decided, passed, ...handed, also]
  }
  const reason = answers ? ('taken-on' as const) : ('not-found' as const)
  const ending = answers
    ? {
        outcome: 'Taken on there. They told us what they do next.',
        toldWriter: 'We read what worries you. We passed it on to people whose job is to keep people safe.',
      }
    : {
        outcome: 'We could not tell who it is about. Kept in mind for the service it names.',
        toldWriter:
          'We read what worries you. We could not tell who you are, so we could not send help. You can tell us more in a new message, or call one of the numbers on this page.',
      }
  let proposal = 0
  return [
    ...[decided, passed],
    ...(answers
      ? [
          event(4 * 24, (at) => askAgain(db, keys, ref(), undefined, second, at)),
          event(5 * 24, (at) => acknowledge(db, keys, ref(), undefined, second, at)),
        ]
      : []),
    event(9 * 24, async (at) => {
      const proposed = await proposeClosing(db, keys, ref(), { reason, ...ending }, second, at)
      if (!proposed.ok) throw new Error(`The demonstration could not close a concern: ${proposed.problem}`)
      proposal = proposed.proposal
    }),
    event(10 * 24, async (at) => {
      await openNote(db, keys, ref(), first, at)
      await settleClosing(db, keys, ref(), { proposal, close: true }, first, at)
    }),
  ]
}
