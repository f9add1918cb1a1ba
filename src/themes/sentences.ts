/** A place in a text: JavaScript string indexes, `end` not included, so that `text.slice(start, end)` is the words. */
export type Place = { start: number; end: number }

// Heard is written in many languages; these rules are good for every script that ends sentences with its own marks.
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** @returns where each sentence is, in order, without the spaces around it. A line of its own is a sentence. */
export function splitSentences(text: string): Place[] {
  return Array.from(sentences.segment(text), ({ index, segment }) => {
    const words = segment.trim()
    const start = index + segment.indexOf(words)
    return { start, end: start + words.length }
  }).filter(({ start, end }) => end > start)
}

/** Whether a place lies in the text and cuts no character in two: an emoji of seven code points is one character. */
export function isWhole(text: string, { start, end }: Place): boolean {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end <= start || end > text.length) return false
  const found = characters.segment(text)
  const between = (at: number) => at === text.length || found.containing(at)?.index === at
  return between(start) && between(end)
}

/**
 * Joins chosen sentences that follow one another.
 * @param chosen indexes of sentences, in any order
 * @returns one place for each run, or undefined when a sentence is not in the text
 */
export function placesOf(text: string, chosen: number[]): Place[] | undefined {
  const all = splitSentences(text)
  const places: (Place & { last: number })[] = []
  for (const index of [...new Set(chosen)].sort((a, b) => a - b)) {
    const sentence = all[index]
    if (!sentence) return undefined
    const before = places.at(-1)
    if (before && before.last === index - 1) Object.assign(before, { end: sentence.end, last: index })
    else places.push({ ...sentence, last: index })
  }
  return places.map(({ start, end }) => ({ start, end }))
}

/** @returns every place where exactly these words stand */
export function findWords(text: string, words: string): Place[] {
  const places: Place[] = []
  for (let start = text.indexOf(words); words && start >= 0; start = text.indexOf(words, start + words.length)) {
    places.push({ start, end: start + words.length })
  }
  return places
}
