import type { NotSent } from './provider.ts'

export const MOST_TRIES = 8

const MINUTE = 60_000
const STOPPED_WAIT_MS = 60 * MINUTE

/** What comes after a message that did not go out: another try, which may not count as one, or none. */
export type Next = { again: false } | { again: true; from: Date; counts: boolean }

/**
 * Trouble that passes is waited out, longer each time; what a person has to put right is tried each hour and counts as no
 * try; anything else is over.
 * @param tries with this one
 * @param firstWaitMinutes after the first try
 */
export function nextTry({ why }: NotSent, tries: number, firstWaitMinutes: number, now: Date): Next {
  if (why === 'stopped') return { again: true, from: new Date(now.getTime() + STOPPED_WAIT_MS), counts: false }
  if (why !== 'later' || tries >= MOST_TRIES) return { again: false }
  const wait = firstWaitMinutes * 2 ** (tries - 1) * MINUTE
  return { again: true, from: new Date(now.getTime() + wait), counts: true }
}
