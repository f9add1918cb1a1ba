import { approaching, baseVerbs, clauseOpens, modals, saidOf, seldomPeople } from './cues.ts'
import { isNext, type Token } from './tokens.ts'
import { isWordName } from './word-lists.ts'
import { endsThere, type Guess, sentenceBreak } from './word-shape.ts'

/**
 * An everyday word that is a name too, in lower case, where only somebody can stand: "i think grace should", "ask for ruby",
 * "please can will come".
 */
export function byDoing(tokens: Token[], at: number): Guess | undefined {
  const [two, before, token, next] = [tokens[at - 2], tokens[at - 1], tokens[at] as Token, tokens[at + 1]]
  if (token.capital || !before || sentenceBreak(token) || !isWordName(token.lower)) return undefined
  const guess: Guess = { as: 'name', why: 'where a name stands' }
  const phrase = `${two?.lower ?? ''} ${before.lower}`
  const ends = endsThere(tokens, at) || /^(?:not|about|again|when|if|every|instead|or)$/.test(next?.lower ?? '')
  if (
    approaching.test(phrase) &&
    ends &&
    !/^(?:ask|asked|asking) for$/.test(seldomPeople.has(token.lower) ? phrase : '')
  )
    return guess
  if (!isNext(next)) return undefined
  if (seldomPeople.has(token.lower)) {
    const speaks = /^(?:said|says|told|tells|rang|texted|helped|listens|listened)$/.test(next.lower)
    return clauseOpens.has(before.lower) && speaks ? guess : undefined
  }
  if (isWanted(tokens, at)) return guess
  // "and will really benefit", "i think will always": there it is the verb.
  const verb = token.lower === 'will' && /^(?:always|never|still|really|actually|come|sorted)$/.test(next.lower)
  const does = !verb && (modals.has(next.lower) || saidOf.has(next.lower))
  return clauseOpens.has(before.lower) && does && next.lower !== token.lower ? guess : undefined
}

/** "i want kaz back", "i dont want dawn reading it", "can tez come". */
export function isWanted(tokens: Token[], at: number): boolean {
  const [before, next] = [tokens[at - 1], tokens[at + 1]]
  if (!before || !isNext(next)) return false
  if (/^(?:can|could|does|did|should|would)$/.test(before.lower)) return baseVerbs.has(next.lower)
  return (
    /^(?:want|wanted|need|have|get|got|had)$/.test(before.lower) && /^(?:back|to|gone|[a-z]{2,12}ing)$/.test(next.lower)
  )
}
