import type { About, Reason } from './reasons.ts'
import { needs, type Wishes } from './wishes.ts'

/** Made for somebody else: further than all other things together, and only shown where there is nothing else. */
export const BEYOND = 200
/** How far away what says no is: who is not welcome is further than the police, and another place than another hour. */
const far: Partial<Record<About, number>> = { who: BEYOND, with: 24, police: 18, place: 6, when: 4, free: 2 }
/** What helps with something else: somebody to talk it through with is nearer than the rest. */
const ELSEWHERE = 60
const LISTENS = 22
/** An age that is a little off. */
export const NEARLY = 2
const UNSURE = 1

/** What may stay unknown in something that fits: it is said, and what is known comes first. Somebody can ask. */
const soft = new Set<About>(['wait', 'place', 'police', 'free'])

/** 0 when a reason is no hindrance. A group that would turn somebody away, or the police, are never only "a bit off". */
export function distanceOf({ about, says, what }: Reason): number {
  if (says === 'yes') return 0
  if (about === 'need') return what === 'listens' ? LISTENS : ELSEWHERE
  if (says === 'no') return far[about] ?? UNSURE
  if (says === 'nearly') return NEARLY
  return soft.has(about) ? 0 : UNSURE
}

/** What one step of each thing that decides the order is worth, so that no number of lesser steps outweighs a greater one. */
export type Weights = ReturnType<typeof weightsOf>

/** @param size of the directory: the place in it decides last */
export function weightsOf(size: number) {
  const grown = Math.max(1, size)
  const unmet = grown * 2
  const late = unmet * (needs.length + 1)
  const unknown = late * 2
  const young = unknown * (soft.size + 1)
  const later = young * 2
  const away = later * 2
  /** What the reasons that one aspect found add to an option's score. */
  const of = (reasons: Reason[], wishes: Wishes): number => {
    const [about] = reasons.map((reason) => reason.about)
    let sum = Math.max(0, ...reasons.map(distanceOf)) * away
    sum += reasons.filter((reason) => soft.has(reason.about) && reason.says === 'not known').length * unknown
    if (about === 'need') {
      sum += wishes.needs.filter((need) => !reasons.some(({ what }) => what === need)).length * unmet
      if (isUrgent(wishes) && !reasons.some(({ first }) => first)) sum += later
    }
    // What was made for young people comes first for them, before what else is not known of it.
    if (about === 'who' && isYoung(wishes) && !reasons.some(({ first }) => first)) sum += young
    return sum
  }
  return { size: grown, late, away, of }
}

/** In danger, or when somebody is missing, nothing comes before 999. */
export function isUrgent({ needs }: Pick<Wishes, 'needs'>): boolean {
  return needs.includes('danger_now') || needs.includes('missing_from_home')
}

/** Whether the help is for somebody under 18, whoever asks. */
export function isYoung({ age }: Pick<Wishes, 'age'>): boolean {
  return age !== undefined && age < 18
}
