/** A stretch of a text, by character. */
export type Place = { starts: number; ends: number }

/**
 * @returns every place where the words stand by themselves, whatever the case, the apostrophe, and whether an accent is a
 *   part of its letter or a sign of its own
 */
export function findPlaces(text: string, words: string): Place[] {
  const wanted = words.trim()
  if (wanted === '') return []
  const spellings = new Set([wanted, wanted.normalize('NFC'), wanted.normalize('NFD')])
  const pattern = Array.from(spellings, (spelling) =>
    spelling
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/['’]/g, "['’]")
      .replace(/\s+/g, '\\s+'),
  ).join('|')
  // Marks that follow belong to the last letter: left behind, they would tell something about it.
  const places = text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})\\p{M}*(?![\\p{L}\\p{N}])`, 'giu'))
  return Array.from(places, (match) => ({ starts: match.index, ends: match.index + match[0].length }))
}
