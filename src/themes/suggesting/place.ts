/** A place in released words, as a passage has it. */
export type PlaceInWords = { releasedWordsId: string; start: number; end: number }

/** More than three would be a list again, and a list is there already. */
export const MOST_SUGGESTED = 3
