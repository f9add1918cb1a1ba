import type { Directory } from '../directory.ts'
import type { CheckRules } from '../keeping/due.ts'
import type { Option } from '../option.ts'
import { type DirectoryIndex, indexOf, isFitting, optionAt, scoresFor } from './directory-index.ts'
import { nightAt } from './open-hours.ts'
import { type Asked, type Reason, reasonsFor } from './reasons.ts'
import { distanceOf } from './weights.ts'
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
const LOOKED_THROUGH = 60

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
  const asked = { wishes, night: nightAt(now) }
  const scores = scoresFor(index, asked)
  const count = countFitting(index, scores)
  const shown = Math.min(count, IN_FULL)
  return {
    count,
    fitting: withReasons(index, scores.subarray(0, shown), asked),
    more: optionsAt(index, scores.subarray(shown, Math.min(count, shown + NAMED))),
    left: Math.max(0, count - shown - NAMED),
    nearest: count < ENOUGH ? nearestOf(index, scores, count, asked) : besideBirthday(index, scores, count, asked),
  }
}

/** The same order when all that is known is one need, as on the page of a place. */
export function inOrder(options: Option[], need: string, today: string, rules?: CheckRules): Option[] {
  const index = indexOf({ options, today }, rules)
  return optionsAt(index, scoresFor(index, { wishes: { ...noWishes, needs: [need] }, night: [] }))
}

function countFitting(index: DirectoryIndex, scores: Float64Array): number {
  const beyond = scores.findIndex((score) => !isFitting(index, score))
  return beyond < 0 ? scores.length : beyond
}

/** What helps with something else only fills up, so that nobody leaves with nothing. */
function nearestOf(index: DirectoryIndex, scores: Float64Array, count: number, asked: Asked): Found[] {
  const near = withReasons(index, scores.subarray(count, IN_FULL), asked)
  const elsewhere = near.findIndex(({ reasons }) =>
    reasons.some(({ about, says }) => about === 'need' && says === 'no'),
  )
  return elsewhere < 0 ? near : near.slice(0, Math.max(elsewhere, ENOUGH - count))
}

/** However much fits, a birthday that is near is no reason to hide what begins or ended with it, when nothing else is missing. */
function besideBirthday(index: DirectoryIndex, scores: Float64Array, count: number, asked: Asked): Found[] {
  if (asked.wishes.age === undefined) return []
  return withReasons(index, scores.subarray(count, count + LOOKED_THROUGH), asked)
    .filter(({ reasons }) => reasons.every((reason) => reason.says === 'nearly' || distanceOf(reason) === 0))
    .slice(0, ENOUGH)
}

function optionsAt(index: DirectoryIndex, scores: Float64Array): Option[] {
  return Array.from(scores, (score) => optionAt(index, score))
}

function withReasons(index: DirectoryIndex, scores: Float64Array, asked: Asked): Found[] {
  return optionsAt(index, scores).map((option) => ({ option, reasons: reasonsFor(option, asked) }))
}
