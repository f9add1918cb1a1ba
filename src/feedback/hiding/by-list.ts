import { beforeNames, beforeNicknames, didThings, roles } from './cues.ts'
import { isNext, type Token } from './tokens.ts'
import { isFirstName, isKnownName, isMostlyName, isWordName } from './word-lists.ts'
import {
  actsLikeOne,
  capitalised,
  could,
  endsThere,
  type Guess,
  isNick,
  isPlaceOrThing,
  sentenceBreak,
  unknown,
  verbs,
} from './word-shape.ts'

/** First names on a list, and words that are names only with a capital. */
export function byList(tokens: Token[], at: number, calm: boolean): Guess | undefined {
  const token = tokens[at] as Token
  if (!could(token)) return undefined
  const guess: Guess = { as: 'name', why: 'first name' }
  if (isKnownName(token.lower))
    return isPlaceOrThing(tokens, at) || (token.shouted && calm && token.lower.length < 5) ? undefined : guess
  const next = tokens[at + 1]
  if (isWordName(token.lower) && isNext(next) && /^(?:said|says|told|reckons)$/.test(next.lower)) return guess
  if (!token.capital || !calm) return undefined
  if (!token.shouted && isFirstName(token.lower) && token.lower.length > 2) {
    return token.opens && token.lower.length < 4 && !actsLikeOne(tokens, at) ? undefined : guess
  }
  if (isWordName(token.lower) && !token.shouted && !isPlaceOrThing(tokens, at)) {
    if (!token.opens || isMostlyName(token.lower) || actsLikeOne(tokens, at)) return guess
  }
  return undefined
}

/** A word that no list has, where people stand: "Zaynabelle said", "me and shaz". */
export function byPlace(tokens: Token[], at: number, calm: boolean): Guess | undefined {
  const [before, token, next] = [tokens[at - 1], tokens[at] as Token, tokens[at + 1]]
  if (!could(token) || !unknown(token)) return undefined
  const guess: Guess = { as: 'name', why: 'looks like a name' }
  const joined = before !== undefined && !sentenceBreak(token)
  if (calm && capitalised(token)) {
    if (actsLikeOne(tokens, at) && (!token.opens || (isNext(next) && verbs(next)))) return guess
    if (
      joined &&
      !token.opens &&
      beforeNames.has(before.lower) &&
      !isPlaceOrThing(tokens, at) &&
      (endsThere(tokens, at) || beforeNicknames.has(before.lower) || (next && capitalised(next)))
    )
      return guess
    // Elsewhere in a sentence a capital on a word that no list has is somebody more often than something.
    if (joined && !token.opens && !isPlaceOrThing(tokens, at) && !capitalised(before) && !isPlaced(tokens, at))
      return guess
  }
  if (token.capital) return undefined
  if (isNext(next) && /^(?:said|says|told|reckons|texted|rang|bailed|ghosted|left|moved)$/.test(next.lower))
    return guess
  if (
    isNext(next) &&
    next.lower === 'from' &&
    /^(?:my|our|next|school|group|class|work|down|up|the)$/.test(tokens[at + 2]?.lower ?? '')
  )
    return guess
  if (token.opens && isNick(token) && isNext(next) && verbs(next)) return guess
  if (
    joined &&
    /^(?:was|is|its|it's)$/.test(before.lower) &&
    next &&
    /^(?:who|that|what)$/.test(next.lower) &&
    isNick(token)
  )
    return guess
  if (!joined) return undefined
  const mine = tokens[at - 2]
  if (/^(?:thanks|thank|thankyou|cheers|love|ty|thx)$/.test(before.lower) && endsThere(tokens, at)) return guess
  const afterName = /^(?:and|n|or)$/.test(before.lower) && mine !== undefined && isKnownName(mine.lower)
  if ((afterName || beforeNicknames.has(before.lower)) && endsThere(tokens, at) && isNick(token)) return guess
  if (/^(?:and|n|nd)$/.test(before.lower) && mine && /^(?:me|myself)$/.test(mine.lower))
    return { ...guess, as: 'friend' }
  if (next && /^(?:and|n|nd)$/.test(next.lower) && /^(?:me|i)$/.test(tokens[at + 2]?.lower ?? ''))
    return { ...guess, as: 'friend' }
  if (beforeNicknames.has(before.lower) && next && endsThere(tokens, at) && didThings.has(tokens[at + 1]?.lower ?? ''))
    return guess
  return undefined
}

/** "in Hexham", "taken to Hexham", "he is from Ghana": a place. After "to" and "from" it is one where nobody is spoken of. */
function isPlaced(tokens: Token[], at: number): boolean {
  const before = tokens[at - 1]?.lower ?? ''
  if (
    /^(?:in|at|the|a|an|near|on|of|via|between|our|my|your|this|using|use|no|have|has|with|north|south|east|west|hmp)$/.test(
      before,
    )
  )
    return true
  if (!/^(?:to|from)$/.test(before)) return false
  if (
    /^(?:is|am|are|was|were|im|i'm|come|comes|came|go|going|went|taken|moved|travel)$/.test(tokens[at - 2]?.lower ?? '')
  )
    return true
  return !tokens
    .slice(Math.max(0, at - 7), at)
    .some(({ lower }) => roles.has(lower) || /^(?:talk|talked|spoke|speak|listened|thanks)$/.test(lower))
}
