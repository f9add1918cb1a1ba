import type { Db } from '../db/open.ts'
import { type AboutQuestion, aboutQuestionsFor, addToCounts } from '../feedback/giving/about-you.ts'
import { periodOf } from '../period.ts'
import { dayOf } from '../site.ts'
import type { Piece } from './piece.ts'

/** So many of those who wrote say something about themselves. Made up. */
const WHO_SAY = 0.75
/** And so many of these skip a question. */
const WHO_SKIP = 0.1

/** How the made-up people divide, up to which part of a whole; so that boys and young men are heard less than they are seen. */
const likely: Record<string, [key: string, upTo: number][]> = {
  'sex-1': [
    ['female', 0.74],
    ['male', 0.94],
    ['rather-not-say', 1],
  ],
  'ethnic-1': [
    ['british', 0.58],
    ['roma', 0.62],
    ['other-white', 0.68],
    ['pakistani', 0.84],
    ['african', 0.88],
    ['white-and-black-caribbean', 0.92],
    ['rather-not-say', 1],
  ],
  'condition-1': [
    ['yes', 0.34],
    ['no', 0.92],
    ['rather-not-say', 1],
  ],
}

/** What the made-up writer of a piece says about themselves, if anything: counted, and joined to nothing. */
export async function sayAbout(db: Db, piece: Piece, at: Date, roll: () => number): Promise<void> {
  if (roll() > WHO_SAY) return
  const day = dayOf(at)
  const choices: Record<string, string> = {}
  for (const question of aboutQuestionsFor(piece.set, day)) {
    if (roll() < WHO_SKIP) continue
    const choice = choiceOf(question, roll())
    if (choice) choices[question.id] = choice
  }
  await addToCounts(db, { askedOf: piece.set, choices }, periodOf(day).key)
}

/** What somebody made up says to a question. @param drawn from 0 to 1 */
export function choiceOf({ id, options }: AboutQuestion, drawn: number): string | undefined {
  const known = likely[id]?.find(([, upTo]) => drawn < upTo)?.[0]
  // Elsewhere the first choices come up more often than the last, so that some groups are large and some are not heard.
  return known ?? options[Math.floor(drawn ** 1.5 * options.length)]?.key
}
