import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Directory } from '../directory.ts'
import { type Piece, pieces, type Term } from '../words/glossary.ts'

/** A name in a line under "Refer", and what it leads to: an entry of the directory by its slug, or a page. */
export type Lead = { words: string[]; slug?: string; path?: string }

/** They are found in the words of a card and not kept in it, so that a card which a member writes anew leads on too. */
export const leads: readonly Lead[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../data/guidance-leads.json'), 'utf8'),
)

const leadOf = new Map(leads.flatMap((lead) => lead.words.map((words) => [words, lead] as const)))
const longestFirst = [...leadOf.keys()].sort((a, b) => b.length - a.length)
const escaped = longestFirst.map((words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
const named = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'gu')

/**
 * Cuts a line under "Refer" so that a name leads on to the entry or the page. Of an entry that the directory does not
 * show, and of everything else, a word of the glossary leads to its meaning as elsewhere.
 * @param seen as for `pieces`
 */
export function leadOn(text: string, { byRef }: Pick<Directory, 'byRef'>, hints: Term[], seen: Set<string>): Piece[] {
  const cut: Piece[] = []
  let from = 0
  for (const { index, 0: words } of text.matchAll(named)) {
    const lead = leadOf.get(words)
    const option = lead?.slug ? byRef.get(lead.slug) : undefined
    const path = option ? `/support/option/${option.ref}` : lead?.path
    if (!path) continue
    cut.push(...pieces(text.slice(from, index), hints, seen), { text: words, path })
    from = index + words.length
  }
  return [...cut, ...pieces(text.slice(from), hints, seen)]
}
