import type { Directory } from '../directory.ts'
import type { CheckRules } from '../keeping/due.ts'
import type { Option } from '../option.ts'
import { bestOf, type DirectoryIndex, distanceIn, indexOf, optionAt, scoresFor } from './directory-index.ts'
import { type Asked, askedAt, type Reason, reasonsFor } from './reasons.ts'
import { distanceOf, NEARLY } from './weights.ts'
import { noWishes, type Wishes } from './wishes.ts'

export type Found = { option: Option; reasons: Reason[] }

export type Finding = {
  /** How many fit. */
  count: number
  /** The best of them, with why. */
  fitting: Found[]
  /** Those that fit too, as far as a page can hold them; `left` more are not named. */
  more: Option[]
  left: number
  /** The nearest of the rest, when few fit. With `fitting` it is never empty while the directory has an option. */
  nearest: Found[]
}

/** In full on the page of results; the rest are a list of names. */
const IN_FULL = 6
const NAMED = 20
const ENOUGH = 3
const LOOKED_THROUGH = 20

/**
 * Puts options in order of fit. Nothing here decides what a person may have: what does not fit is only further down.
 *
 * An option fits when it meets every wish. Four things may stay unknown in one that fits: whether the police have a part in
 * it, what it costs, whether it is for a place, and how long people wait; it then comes after those where they are known.
 * Any other unknown makes an option near, and near things say what is not as asked.
 * @param rules after how many days an entry is past its check, and ranks lower
 */
export function findSupport(
  directory: Pick<Directory, 'options' | 'today'>,
  wishes: Wishes,
  now: Date,
  rules?: CheckRules,
): Finding {
  const index = indexOf(directory, rules)
  const asked = askedAt(wishes, now)
  const scores = scoresFor(index, asked)
  const count = scores.reduce((sum, score) => sum + (distanceIn(index, score) === 0 ? 1 : 0), 0)
  const fitting = bestOf(index, scores, IN_FULL + NAMED, 0, 1)
  return {
    count,
    fitting: withReasons(index, fitting.subarray(0, IN_FULL), asked),
    more: optionsAt(index, fitting.subarray(IN_FULL)),
    left: count - fitting.length,
    nearest: count < ENOUGH ? nearestOf(index, scores, count, asked) : besideBirthday(index, scores, asked),
  }
}

/** The same order when all that is known is one need, as on the page of a place. */
export function inOrder(options: Option[], need: string, today: string, rules?: CheckRules): Option[] {
  const index = indexOf({ options, today }, rules)
  return optionsAt(index, scoresFor(index, askedAt({ ...noWishes, needs: [need] }, new Date(today))).sort())
}

/** What helps with something else only fills up, so that nobody leaves with nothing. */
function nearestOf(index: DirectoryIndex, scores: Float64Array, count: number, asked: Asked): Found[] {
  const near = withReasons(index, bestOf(index, scores, IN_FULL - count, 1, Infinity), asked)
  const elsewhere = near.findIndex(({ reasons }) =>
    reasons.some(({ about, says }) => about === 'need' && says === 'no'),
  )
  return elsewhere < 0 ? near : near.slice(0, Math.max(elsewhere, ENOUGH - count))
}

/** However much fits, a birthday that is near is no reason to hide what begins or ended with it, when nothing else is missing. */
function besideBirthday(index: DirectoryIndex, scores: Float64Array, asked: Asked): Found[] {
  if (asked.wishes.age === undefined) return []
  return withReasons(index, bestOf(index, scores, LOOKED_THROUGH, NEARLY, NEARLY + 1), asked)
    .filter(({ reasons }) => reasons.every((reason) => reason.says === 'nearly' || distanceOf(reason) === 0))
    .slice(0, ENOUGH)
}

function optionsAt(index: DirectoryIndex, scores: Float64Array): Option[] {
  return Array.from(scores, (score) => optionAt(index, score))
}

function withReasons(index: DirectoryIndex, scores: Float64Array, asked: Asked): Found[] {
  return optionsAt(index, scores).map((option) => ({ option, reasons: reasonsFor(option, asked) }))
}
