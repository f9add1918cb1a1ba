import { byNaming, byRole, byTitle } from './by-cue.ts'
import { byDoing } from './by-doing.ts'
import { byList, byPlace } from './by-list.ts'
import { commonSurnames, titles } from './cues.ts'
import type { Looking, Proposal } from './proposal.ts'
import { isNext, type Token, tokensOf } from './tokens.ts'
import { isKnownName, isNever, isWord } from './word-lists.ts'
import { capitalised, endsThere, letters, unknown, verbs } from './word-shape.ts'

/**
 * Names of people, by what stands before and around them and by lists of first names. English only: the cues are words.
 * It looks at each word once, with a few words around it, so that its time grows with the text's length alone.
 */
export const findNames: Looking = (text) => {
  const tokens = tokensOf(text)
  const calm = isCalm(tokens)
  const found: Proposal[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token
    const guess =
      byTitle(tokens, at) ??
      byRole(tokens, at) ??
      byNaming(tokens, at) ??
      byList(tokens, at, calm) ??
      byPlace(tokens, at, calm) ??
      byDoing(tokens, at)
    if (!guess) continue
    const last = lastOfName(tokens, at, calm)
    found.push({ starts: guess.from ?? token.starts, ends: (tokens[last] as Token).ends, as: guess.as, why: guess.why })
    at = last
  }
  return [...found, ...saidAgain(tokens, found, calm)]
}

/** A name that stood in a place for names is one elsewhere too: "Anneka was better", "then fatz came". */
function saidAgain(tokens: Token[], found: Proposal[], calm: boolean): Proposal[] {
  const places = new Map(found.map((one) => [one.starts, one]))
  const names = new Map<string, Proposal>()
  for (const token of tokens) {
    const inside = places.get(token.starts)
    if (inside && !titles.has(token.lower) && !/^\p{L}$/u.test(token.lower)) names.set(token.lower, inside)
  }
  return tokens.flatMap((token) => {
    const one = names.get(token.lower)
    const good =
      one && !places.has(token.starts) && (!isWord(token.lower) || (calm && capitalised(token) && !token.opens))
    return good ? [{ starts: token.starts, ends: token.ends, as: one.as, why: one.why }] : []
  })
}

/** Whether capitals mean something here: not in a text that is written in capitals or Gives Each Word One. */
function isCalm(tokens: Token[]): boolean {
  const inside = tokens.filter(({ opens, lower }) => !opens && lower !== 'i')
  return inside.filter(({ capital }) => capital).length <= Math.max(4, inside.length * 0.35)
}

/** "its tyler brammall here", "kelly smith rang": after a well-known first name, a word that no list has, or a common surname. */
function isSurnameInSmall(tokens: Token[], at: number): boolean {
  const [first, token, next] = [tokens[at] as Token, tokens[at + 1] as Token, tokens[at + 2]]
  if (first.capital || token.capital || !isKnownName(first.lower)) return false
  const surname = commonSurnames.has(token.lower) || (unknown(token) && !/(?:ed|ing|ly)$/.test(token.lower))
  return surname && (endsThere(tokens, at + 1) || (isNext(next) && (verbs(next) || next.lower === 'here')))
}

/** The last word of a name that begins here: "van der Berg", "Al Hassan", "T Braithwaite". */
function lastOfName(tokens: Token[], at: number, calm: boolean): number {
  let last = at
  for (let next = at + 1; next < tokens.length && next <= at + 4; next++) {
    const token = tokens[next] as Token
    const initialBefore = /^\p{Lu}$/u.test((tokens[next - 1] as Token).word) && /^\.? ?$/.test(token.gap)
    if (!(isNext(token) || initialBefore) || !letters(token)) break
    const particle =
      /^(?:van|der|de|da|dos|al|el|bin|bint|ul|ur|von|la|le|o)$/.test(token.lower) &&
      capitalised(tokens[next + 1] ?? token) &&
      tokens[next + 1] !== undefined &&
      isNext(tokens[next + 1])
    if (particle) continue
    const surname = capitalised(token) || (/^\p{Lu}$/u.test(token.word) && token.word !== 'I')
    const goesOn = /^(?:on|to|for|with|said|told|is|was)$/.test(tokens[next + 1]?.lower ?? '')
    const initial =
      /^[b-hj-mp-qs-tv-wyz]$/.test(token.word) && !(tokens[at] as Token).capital && (endsThere(tokens, next) || goesOn)
    if (initial) return next
    if (next === at + 1 && isSurnameInSmall(tokens, at)) return next
    const fits = calm && surname && !isNever(token.lower) && !titles.has(token.lower) && (tokens[at] as Token).capital
    if (!fits) break
    last = next
  }
  return last
}
