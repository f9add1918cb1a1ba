import { isWanted } from './by-doing.ts'
import { approaching, beforeNames, beforeNicknames, clauseOpens, contacts, didThings, modals, roles } from './cues.ts'
import { isNext, type Token } from './tokens.ts'
import { isFirstName, isKnownName, isMostlyName, isPlaceOrBrand, isWordName } from './word-lists.ts'
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
  const paired = /^(?:and|n)$/.test(tokens[at - 1]?.lower ?? '') && isFirstName(tokens[at - 2]?.lower ?? '')
  if (!token.shouted && isFirstName(token.lower) && (token.lower.length > 2 || paired)) {
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
    const thing =
      before !== undefined && /^(?:the|a|an|some|any|this|that|these|those)$/.test(before.lower) && !token.opens
    const listed = before?.lower === 'and' && isPlaceOrBrand(tokens[at - 2]?.lower ?? '')
    if (listed) return undefined
    if (token.opens && isNick(token) && isNext(next) && verbs(next)) return guess
    if (!thing && actsLikeOne(tokens, at) && (!token.opens || (isNext(next) && verbs(next)))) return guess
    if (
      joined &&
      !token.opens &&
      beforeNames.has(before.lower) &&
      !isPlaceOrThing(tokens, at) &&
      (endsThere(tokens, at) || beforeNicknames.has(before.lower) || (next && capitalised(next)))
    )
      return guess
    // Elsewhere in a sentence a capital on a word that no list has is somebody more often than something.
    if (
      joined &&
      !token.opens &&
      !isPlaceOrThing(tokens, at) &&
      !capitalised(before) &&
      !isPlaced(tokens, at) &&
      !soundsLikeATown(token.lower)
    )
      return guess
  }
  if (token.capital) return undefined
  return byPlaceInSmall(tokens, at)
}

/** The same in lower case, where a misspelt word stands as often: it takes a closer place. */
function byPlaceInSmall(tokens: Token[], at: number): Guess | undefined {
  const [before, token, next] = [tokens[at - 1], tokens[at] as Token, tokens[at + 1]]
  const guess: Guess = { as: 'name', why: 'looks like a name' }
  const joined = before !== undefined && !sentenceBreak(token)
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
  if (/^.{2,5}(?:z|zza|nno|cca|bbo|mmo)$/.test(token.lower)) return guess
  if (isNick(token) && (isSignedOrOwned(tokens, at) || isPair(tokens, at))) return guess
  if (!joined) return undefined
  const mine = tokens[at - 2]
  const phrase = `${mine?.lower ?? ''} ${before.lower}`
  const near = tokens.slice(Math.max(0, at - 3), at).some(({ lower }) => roles.has(lower))
  if (before.lower === 'of' && mine && roles.has(mine.lower) && near) return guess
  if (approaching.test(phrase) && endsThere(tokens, at) && !/(?:ed|ing|ly|ion|ment)$/.test(token.lower)) return guess
  if (isNick(token) && clauseOpens.has(before.lower) && isNext(next) && (verbs(next) || modals.has(next.lower)))
    return guess
  const goesOn = next !== undefined && /^(?:i|id|ill|im|ive|we|you|u)$/.test(next.lower)
  if (isNick(token) && contacts.has(before.lower) && (endsThere(tokens, at) || goesOn)) return guess
  if (/^(?:thanks|thank|thankyou|cheers|love|ty|thx)$/.test(before.lower) && endsThere(tokens, at)) return guess
  const afterName = /^(?:and|n|or)$/.test(before.lower) && mine !== undefined && isKnownName(mine.lower)
  if (isNick(token) && (afterName || (beforeNicknames.has(before.lower) && endsThere(tokens, at)))) return guess
  if (isNick(token) && isWanted(tokens, at)) return guess
  if (/^(?:and|n|nd)$/.test(before.lower) && mine && /^(?:me|myself)$/.test(mine.lower))
    return { ...guess, as: 'friend' }
  if (next && /^(?:and|n|nd)$/.test(next.lower) && /^(?:me|i)$/.test(tokens[at + 2]?.lower ?? ''))
    return { ...guess, as: 'friend' }
  if (beforeNicknames.has(before.lower) && next && endsThere(tokens, at) && didThings.has(tokens[at + 1]?.lower ?? ''))
    return guess
  return undefined
}

/** "chez n macca": two words that no list has, one after the other. */
function isPair(tokens: Token[], at: number): boolean {
  const other = (one: Token | undefined, by: Token | undefined) =>
    one !== undefined && by !== undefined && /^(?:and|n|nd)$/.test(by.lower) && unknown(one) && isNick(one)
  const [one, token] = [tokens[at - 1], tokens[at] as Token]
  const after = tokens[at + 1]
  return (
    (isNext(token) && isNext(one) && other(tokens[at - 2], one)) ||
    (isNext(after) && isNext(tokens[at + 2]) && other(tokens[at + 2], after))
  )
}

/** "Shaz's house", "from kez x", "thanks, baz": whose it is, or who signs. */
function isSignedOrOwned(tokens: Token[], at: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at] as Token, tokens[at + 1]]
  if (next !== undefined && /^['’]s/.test(next.gap) && isNext({ ...next, gap: next.gap.slice(2) })) return true
  if (next !== undefined && !/^x+$/.test(next.lower)) return false
  return before !== undefined && (/^(?:from|love|regards)$/.test(before.lower) || /[\n\u2013-]\s*$/.test(token.gap))
}

/** "Dinnington", "Hexham", "Alnwick": more often a town than somebody nobody has on a list. */
const soundsLikeATown = (lower: string) =>
  /.{3}(?:ington|shire|borough|brough|bury|caster|chester|thorpe|mouth|wick|worth|ham|ton|ford|field|dale|gate|ley|land|stead|pool|by)$/.test(
    lower,
  )

/** "in Hexham", "taken to Hexham", "he is from Ghana": a place. After "to" and "from" it is one where nobody is spoken of. */
function isPlaced(tokens: Token[], at: number): boolean {
  const before = tokens[at - 1]?.lower ?? ''
  if (
    /^(?:in|at|the|a|an|near|on|via|some|any|every|each|more|most|all|another|watch|watched|watching|play|played|playing|between|our|my|your|this|using|use|no|have|has|with|north|south|east|west|hmp)$/.test(
      before,
    )
  )
    return true
  if (before === 'of')
    return !(
      roles.has(tokens[at - 2]?.lower ?? '') ||
      /^(?:behalf|because|cos|proud|scared|fond|instead|sick|afraid|think|spoke|speak)$/.test(
        tokens[at - 2]?.lower ?? '',
      )
    )
  if (!/^(?:to|from)$/.test(before)) return false
  if (
    /^(?:is|am|are|was|were|im|i'm|come|comes|came|go|going|went|taken|moved|travel)$/.test(tokens[at - 2]?.lower ?? '')
  )
    return true
  return !tokens
    .slice(Math.max(0, at - 7), at)
    .some(({ lower }) => roles.has(lower) || /^(?:talk|talked|spoke|speak|listened|thanks)$/.test(lower))
}
