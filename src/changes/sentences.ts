import { z } from 'zod'

/** Easy read: Department of Health, "Making written information easier to understand", 2010: no more than 15 words. */
export const MOST_EASY_WORDS = 15

/** What everybody reads. */
export const publicSentence = z
  .string()
  .trim()
  .min(1, 'Write the sentence that everyone will read.')
  .max(400, 'Make it shorter: at most 400 characters.')

/** What readers of the easy version see. A text of its own, not the public sentence cut short. */
export const easySentence = easyWords('Write it in easy words too.')

/** Why, for readers of the easy version. */
export const easyReason = easyWords('Say why in easy words too.')

/** What people should say differently once a change is made, for the team and the board. */
export const shouldHear = z
  .string()
  .trim()
  .min(1, 'Say what people should say differently.')
  .max(300, 'Make it shorter: at most 300 characters.')

function easyWords(missing: string) {
  return z
    .string()
    .trim()
    .min(1, missing)
    .max(300, 'Make it shorter: at most 300 characters.')
    .refine(
      (text) => longestSentence(text) <= MOST_EASY_WORDS,
      `At most ${MOST_EASY_WORDS} words in each sentence. Make two sentences of a long one.`,
    )
}

/** A day that the calendar has, 'YYYY-MM-DD'. */
export function realDay(sentence: string) {
  return z.iso.date(sentence)
}

function longestSentence(text: string): number {
  return Math.max(...text.split(/[.!?:;]+/u).map((sentence) => (sentence.match(/\S+/gu) ?? []).length))
}
