import { z } from 'zod'
import { propose } from './proposing.ts'

/** A text with the places that a person marked in it. The types are the marker's own words. */
const Marked = z.object({
  text: z.string(),
  gold: z.array(z.object({ start: z.int().min(0), end: z.int().min(1), type: z.string() })),
})
export type Marked = z.infer<typeof Marked>

/** Marks of somebody, by the words that markers use. */
const namesSomebody =
  /^(?:[a-z]*[ _-]?name|per|pers|person|people|worker|staff|professional|family|relative|friend|partner|nickname|colleague|child|parent|teacher|self)s?$/i

/**
 * Reads marked texts, one JSON object a line.
 * @returns them, or a sentence that says which line is wrong and holds nothing of it
 */
export function readMarked(lines: string): { ok: true; texts: Marked[] } | { ok: false; problem: string } {
  const texts: Marked[] = []
  for (const [index, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue
    const one = Marked.safeParse(parsed(line))
    const { data } = one
    if (!data || data.gold.some(({ start, end }) => end <= start || end > data.text.length)) {
      return { ok: false, problem: `Line ${index + 1} is not {"text", "gold": [{"start", "end", "type"}]}.` }
    }
    texts.push(data)
  }
  return texts.length > 0 ? { ok: true, texts } : { ok: false, problem: 'There is no text in the file.' }
}

/**
 * How well the proposer does on marked texts. A span is hidden when every letter and digit of it lies in a proposal; precision
 * is over words, of those that a proposal touches; a clean text has nothing marked.
 */
export function measureHiding(texts: Marked[]) {
  const sum = { spans: 0, spansHidden: 0, names: 0, namesHidden: 0, wordPrecision: 1, cleanTexts: 0, cleanTouched: 0 }
  let [right, proposed] = [0, 0]
  for (const { text, gold } of texts) {
    const found = propose(text)
    const covered = (at: number) => found.some(({ starts, ends }) => starts <= at && at < ends)
    if (gold.length === 0) {
      sum.cleanTexts++
      if (found.length > 0) sum.cleanTouched++
    }
    for (const { start, end, type } of gold) {
      const hidden = charactersOf(text, start, end).every(covered)
      const name = namesSomebody.test(type.trim())
      sum.spans++
      if (name) sum.names++
      if (hidden) sum.spansHidden++
      if (hidden && name) sum.namesHidden++
    }
    for (const word of text.matchAll(/[^\s]+/g)) {
      const letters = charactersOf(text, word.index, word.index + word[0].length)
      if (!letters.some(covered)) continue
      proposed++
      if (letters.some((at) => gold.some(({ start, end }) => start <= at && at < end))) right++
    }
  }
  return { ...sum, wordPrecision: proposed === 0 ? 1 : Math.round((right / proposed) * 10_000) / 10_000 }
}

/** Where the letters and digits of a stretch are. */
function charactersOf(text: string, from: number, to: number): number[] {
  return Array.from(text.slice(from, to).matchAll(/[\p{L}\p{N}]/gu), ({ index }) => from + index)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
