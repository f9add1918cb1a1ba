/** A place in a text, by character, and what stands there. */
export type Sentence = { starts: number; ends: number; text: string }

/** Longer than this, what has no full stop is cut: one vector does not hold a whole story. */
const MOST_WORDS = 36
/** The pieces of what is cut overlap, so that no thought is only in the gap between two. */
const OVERLAP = 12

/**
 * The sentences of a text, with their places in it. People who write without full stops end a thought with a new line or
 * do not end it, so a line's end counts, and what is very long is cut into pieces that overlap.
 */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = []
  for (const match of text.matchAll(/[^.!?…\n\r]+(?:[.!?…]+(?=\S)[^.!?…\n\r\s]+[^.!?…\n\r]*)*[.!?…]*/gu)) {
    const starts = match.index + (match[0].length - match[0].trimStart().length)
    const words = match[0].trim()
    if (/[\p{L}\p{N}]/u.test(words)) found.push(...cut({ starts, ends: starts + words.length, text: words }))
  }
  return found
}

/**
 * What is scored: each sentence alone, and each with the one after it, because "He is back. I hide." says more than either.
 * @param most how many sentences are looked at; of a longer text, evenly from all of it
 */
export function unitsOf(text: string): Sentence[] {
  const alone = sentencesOf(text)
  const pairs = alone.slice(1).map((second, index) => {
    const first = alone[index] ?? second
    return { starts: first.starts, ends: second.ends, text: text.slice(first.starts, second.ends) }
  })
  return [...alone, ...pairs.filter(({ text }) => text.split(/\s+/).length <= MOST_WORDS)]
}

function cut(sentence: Sentence): Sentence[] {
  const words = [...sentence.text.matchAll(/\S+/gu)]
  if (words.length <= MOST_WORDS) return [sentence]
  const pieces: Sentence[] = []
  for (let from = 0; from < words.length - OVERLAP; from += MOST_WORDS - OVERLAP) {
    const last = words[Math.min(from + MOST_WORDS, words.length) - 1]
    const first = words[from]
    if (!first || !last) break
    const [starts, ends] = [first.index, last.index + last[0].length]
    const text = sentence.text.slice(starts, ends)
    pieces.push({ starts: sentence.starts + starts, ends: sentence.starts + ends, text })
  }
  return pieces
}
