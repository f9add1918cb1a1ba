// The package has no types of its own.
// @ts-expect-error
import readability from 'text-readability'

const measure = readability as { fleschKincaidGrade: (text: string) => number }

/**
 * The school year in which a text can be read, after Flesch and Kincaid. Lines that are no sentences, such as names of
 * buttons, would make a text look easier than it is and are left out.
 */
export function readingGrade(lines: string[]): number {
  return measure.fleschKincaidGrade(lines.filter(isProse).join(' '))
}

/** Every sentence of the lines that is longer than so many words. */
export function longSentences(lines: string[], most: number): string[] {
  return lines.flatMap((line) => sentences(line)).filter((sentence) => sentence.split(/\s+/).length > most)
}

export function sentences(line: string): string[] {
  return line.split(/(?<=[.?!:]”?)\s+/).filter(Boolean)
}

function isProse(line: string): boolean {
  return /[.?!]”?$/.test(line) && line.split(/\s+/).length >= 5
}
