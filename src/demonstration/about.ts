import type { Db } from '../db/open.ts'
import { aboutQuestionsFor, addToCounts } from '../feedback/giving/about-you.ts'
import { periodOf } from '../period.ts'
import { dayOf } from '../site.ts'
import type { Piece } from './piece.ts'

/** So many of those who wrote say something about themselves. Made up. */
const WHO_SAY = 0.6
/** And so many of these skip a question. */
const WHO_SKIP = 0.15

/** What the made-up writer of a piece says about themselves, if anything: counted, and joined to nothing. */
export async function sayAbout(db: Db, piece: Piece, at: Date, roll: () => number): Promise<void> {
  if (roll() > WHO_SAY) return
  const day = dayOf(at)
  const choices: Record<string, string> = {}
  for (const { id, options } of aboutQuestionsFor(piece.set, day)) {
    if (roll() < WHO_SKIP) continue
    // The first choices come up more often than the last, so that some groups are large and some are not heard.
    const option = options[Math.floor(roll() ** 1.5 * options.length)]
    if (option) choices[id] = option.key
  }
  await addToCounts(db, { askedOf: piece.set, choices }, periodOf(day).key)
}
