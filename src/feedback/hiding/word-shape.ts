import { didThings } from './cues.ts'
import type { StandIn } from './stand-ins.ts'
import { isNext, type Token } from './tokens.ts'
import { isFirstName, isKnownName, isNever, isPlaceOrBrand, isWord, isWordName } from './word-lists.ts'

/** Why a word may be a name, and whose. */
export type Guess = { as: StandIn; why: string; from?: number }

/** Whether it begins with a letter. */
export const letters = (token: Token) => /^\p{L}/u.test(token.word)
/** Could be a name where a cue says that one comes. */
export const could = (token: Token | undefined): token is Token =>
  token !== undefined &&
  letters(token) &&
  !isNever(token.lower) &&
  !token.gap.endsWith('[') &&
  !/^x+$/.test(token.lower)
/** No list of English words has it. */
export const unknown = (token: Token) =>
  letters(token) &&
  token.lower.length > 2 &&
  !/\p{N}/u.test(token.word) &&
  !isWord(token.lower.replaceAll(/['’]/g, '')) &&
  !isPlaceOrBrand(token.lower) &&
  !token.lower.split('-').every((part) => isWord(part))
/** One capital, then small letters: "Kelly", "McKay", "Keeley-Ann". */
export const capitalised = (token: Token) =>
  /^(?:Mc|Mac|O['’]|D['’])?\p{Lu}[\p{Ll}\p{M}]+(?:['’-]\p{L}[\p{Ll}\p{M}]*)*$/u.test(token.word)
/** On a list, or in none. */
export const looksLikeOne = (token: Token) =>
  isFirstName(token.lower) || isKnownName(token.lower) || unknown(token) || (token.capital && isWordName(token.lower))

/** "my", "her", or what makes a role of a word: "social worker". */
export const isOwn = (token: Token | undefined) =>
  token !== undefined &&
  /^(?:my|our|his|her|their|old|new|social|support|youth|family|key|little|big|older|younger|best|half|step|foster|baby|current|other|wee)$/.test(
    token.lower,
  )
/** "my mate dizzy said": even an everyday word is a name there. */
export const speaks = (tokens: Token[], at: number) => {
  const [token, next] = [tokens[at] as Token, tokens[at + 1]]
  return (
    isNext(token) &&
    isNext(next) &&
    /^(?:said|says|told|reckons|texted|thinks|was|is|came|got|went)$/.test(next.lower) &&
    !/(?:ly|group|circle|house|office|manager|worker|support|team|service|friend|mum|dad|mam|phone|boyfriend|girlfriend|parents|s)$/.test(
      token.lower,
    )
  )
}
/** Whether a sentence ended before it. */
export const sentenceBreak = (token: Token | undefined) => token !== undefined && /[.!?;\n]/.test(token.gap)
/** Whether a name could end there: before a comma, "and", "she". */
export const endsThere = (tokens: Token[], at: number) => {
  const next = tokens[at + 1]
  return (
    !next ||
    /[.,;:!?\n)]/.test(next.gap) ||
    /^(?:and|n|but|he|she|they|in|at|from|who|so|cos|because|x|xx|was|is)$/.test(next.lower)
  )
}

/** "jojo showed me": what people do. */
export const verbs = ({ lower }: Token) =>
  (didThings.has(lower) && lower !== 'had' && lower !== 'has') ||
  (/[a-z]{2}ed$/.test(lower) && !/^(?:need|indeed|advanced|qualified|trained|based|led)/.test(lower)) ||
  /^(?:drove|gave|sat|showed|spoke|wore|bought|sent|stood|cried|smiled|comes|goes|keeps|says|knows|taught|found|met|made|brought|heard|lost|paid|put|sang|shut|spent|swore|threw|won|does|runs|got|cooks|makes|gets|lets|tells)$/.test(
    lower,
  )

/** A word no list has, and no misspelt everyday word by its ending. */
export const isNick = ({ lower }: Token) =>
  lower.length < 8 && !/(?:s|ed|ing|ly|ion|ment|ist|ity|ness|ance|al|ic|ive)$/.test(lower)

/** Whether it does or has something, or a surname follows. */
export const actsLikeOne = (tokens: Token[], at: number) => {
  const [token, next] = [tokens[at] as Token, tokens[at + 1]]
  const has = next !== undefined && /^['’]s/.test(next.gap)
  return (
    has ||
    (isNext(next) && didThings.has(next.lower)) ||
    (next !== undefined &&
      isNext(next) &&
      capitalised(next) &&
      (isFirstName(next.lower) || unknown(next)) &&
      token.capital)
  )
}

/** "Jordan Street", "St James Hospital", "the Victoria centre": not somebody. */
export function isPlaceOrThing(tokens: Token[], at: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at] as Token, tokens[at + 1]]
  if (before && /^(?:st|saint|santa|queen|king|prince|princess)$/.test(before.lower)) return true
  if (!isNext(next)) return false
  return (
    (token.capital || (before !== undefined && before.lower === 'the')) &&
    /^(?:street|road|avenue|lane|hospital|infirmary|ward|wards|clinic|centre|center|unit|suite|house|building|wing|park|theatre|station|surgery|practice|college|school|university|square|court|council|borough|trust|police|services?|team|vouchers?|market|museum|library|leisure|united|city|town|fc|airport|ambulance|community|chemist|pharmacy|course|app|towers|kart|island|arena|stadium|bus|zone)$/.test(
      next.lower,
    )
  )
}
