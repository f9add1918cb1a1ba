import type { Directory } from '../directory.ts'
import type { CheckRules } from '../keeping/due.ts'
import type { Option } from '../option.ts'
import { bestOf, type DirectoryIndex, distanceIn, indexOf, optionAt, scoresFor } from './directory-index.ts'
import { type Asked, askedAt, EMERGENCY, type Reason, reasonsFor } from './reasons.ts'
import { isDoubtful, isInReach } from './ways.ts'
import { BEYOND, distanceOf, isUrgent, isYoung, NEARLY } from './weights.ts'
import { noWishes, type Wishes } from './wishes.ts'

export type Found = { option: Option; reasons: Reason[] }

type Scored = Found & { score: number }

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
/** So many things not known, and no more, in what is shown beside whatever fits. */
const UNKNOWNS = 4

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
  const named = policeLater(optionsAt(index, fitting), wishes)
  const solid = named.filter((option) => isInReach(option) && !isDoubtful(option)).length
  return {
    count,
    fitting: explained(named.slice(0, IN_FULL), asked),
    more: named.slice(IN_FULL),
    left: count - fitting.length,
    nearest: nearestOf(index, scores, { count, solid }, asked),
  }
}

/** The same order when all that is known is one need, as on the page of a place. */
export function inOrder(options: Option[], need: string, today: string, rules?: CheckRules): Option[] {
  const index = indexOf({ options, today }, rules)
  return optionsAt(index, scoresFor(index, askedAt({ ...noWishes, needs: [need] }, new Date(today))).sort())
}

/** What the police run, and 999, come first only where somebody is in danger or missing, or where nothing else fits. */
function policeLater(options: Option[], wishes: Wishes): Option[] {
  if (isUrgent(wishes)) return options
  const at = options.findIndex(({ police, slug }) => police !== 'runs' && slug !== EMERGENCY)
  return at <= 0 ? options : [options[at]!, ...options.toSpliced(at, 1)]
}

/**
 * The nearest when little fits that can be reached and is surely there; beside whatever fits, what begins or ended with a
 * birthday that is near, and what is as asked but for things that nobody has found out: near home, and for the young.
 */
function nearestOf(
  index: DirectoryIndex,
  scores: Float64Array,
  { count, solid }: { count: number; solid: number },
  asked: Asked,
): Scored[] {
  const few = solid < ENOUGH ? fillUp(index, scores, solid, asked) : besideBirthday(index, scores, asked)
  const near = [...few, ...besideUnknown(index, scores, asked)]
  if (near.length + count === 0) return withReasons(index, bestOf(index, scores, ENOUGH, 1, Infinity), asked)
  const first = (found: Found) => (isYoung(asked.wishes) && found.reasons.some(({ what }) => what === 'young') ? 0 : 1)
  const each = new Map(near.map((found) => [found.option, found]))
  return [...each.values()].sort((a, b) => first(a) - first(b) || a.score - b.score)
}

/** What helps with something else only fills up, so that nobody leaves with nothing. */
function fillUp(index: DirectoryIndex, scores: Float64Array, solid: number, asked: Asked): Scored[] {
  const near = withReasons(index, bestOf(index, scores, IN_FULL - solid, 1, BEYOND), asked)
  const elsewhere = near.findIndex(({ reasons }) =>
    reasons.some(({ about, says }) => about === 'need' && says === 'no'),
  )
  return elsewhere < 0 ? near : near.slice(0, Math.max(elsewhere, ENOUGH - solid))
}

/** However much fits, a birthday that is near is no reason to hide what begins or ended with it, when nothing else is missing. */
function besideBirthday(index: DirectoryIndex, scores: Float64Array, asked: Asked): Scored[] {
  if (asked.wishes.age === undefined) return []
  return withReasons(index, bestOf(index, scores, LOOKED_THROUGH, NEARLY, NEARLY + 1), asked)
    .filter(({ reasons }) => reasons.every((reason) => reason.says === 'nearly' || distanceOf(reason) === 0))
    .slice(0, ENOUGH)
}

/** However much fits, nobody loses what is near home, or made for the young, because a fact about it was never found out. */
function besideUnknown(index: DirectoryIndex, scores: Float64Array, asked: Asked): Scored[] {
  const { when, who } = asked.wishes
  const groups = [index.local]
  if (isYoung(asked.wishes)) groups.push(index.young)
  if (isYoung(asked.wishes) && who !== undefined && who !== 'me') groups.push(index.carers)
  return groups.flatMap((among) =>
    withReasons(index, bestOf(index, scores, LOOKED_THROUGH, 1, UNKNOWNS + 1, among), asked)
      .filter(({ reasons }) => reasons.every(({ says }) => says === 'yes' || says === 'not known'))
      .filter(({ option }) => when !== 'tonight' || isInReach(option))
      .slice(0, ENOUGH),
  )
}

function optionsAt(index: DirectoryIndex, scores: Float64Array): Option[] {
  return Array.from(scores, (score) => optionAt(index, score))
}

function withReasons(index: DirectoryIndex, scores: Float64Array, asked: Asked): Scored[] {
  return Array.from(scores, (score) => {
    const option = optionAt(index, score)
    return { option, score, reasons: reasonsFor(option, asked) }
  })
}

function explained(options: Option[], asked: Asked): Found[] {
  return options.map((option) => ({ option, reasons: reasonsFor(option, asked) }))
}
