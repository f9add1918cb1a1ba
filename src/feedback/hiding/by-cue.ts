import { between, kin, looseRoles, naming, roles, titles, weakTitles } from './cues.ts'
import type { Token } from './tokens.ts'
import { isFirstName, isKnownName, isMostlyName, isWord, isWordName } from './word-lists.ts'
import {
  capitalised,
  could,
  endsThere,
  type Guess,
  isNick,
  isOwn,
  letters,
  looksLikeOne,
  sentenceBreak,
  speaks,
  unknown,
} from './word-shape.ts'

/** After a title: "Mrs Okafor", "uncle Dean". */
export function byTitle(tokens: Token[], at: number): Guess | undefined {
  const [before, token] = [tokens[at - 1], tokens[at] as Token]
  const as = before && titles.get(before.lower)
  if (!as || !/^\.?[ \t\u00a0]{0,3}$/.test(token.gap) || !letters(token)) return undefined
  const owned = isOwn(tokens[at - 2]) || /^(?:a|the|little|big)$/.test(tokens[at - 2]?.lower ?? '')
  if (owned && kin.has(before.lower)) return undefined
  if (/^(?:sister|brother|father)$/.test(before.lower) && !(before.capital && capitalised(token))) return undefined
  const weak = weakTitles.has(before.lower)
  const initial = /^\p{Lu}$/u.test(token.word) && token.lower !== 'i'
  const lone =
    initial && weak && /^(?:big|lil|little|young|coach|uncle)$/.test(before.lower) && !/^[AI]$/.test(token.word)
  const good =
    (initial && !weak) ||
    lone ||
    (could(token) &&
      (weak
        ? (token.capital && !token.shouted && before.capital) ||
          isKnownName(token.lower) ||
          (/^(?:big|lil)$/.test(before.lower) && unknown(token) && isNick(token)) ||
          (capitalised(token) && looksLikeOne(token))
        : token.capital ||
          unknown(token) ||
          isFirstName(token.lower) ||
          !isWord(token.lower) ||
          /^(?:mr|mrs|ms)$/.test(before.lower)))
  return good ? { as, why: 'after a title', from: before.starts } : undefined
}

/** After who somebody is: "my worker Kelly", "her mate, baz". */
export function byRole(tokens: Token[], at: number): Guess | undefined {
  const token = tokens[at] as Token
  let back = at - 1
  let linked = 0
  while (back >= 0 && at - back < 6 && between.has((tokens[back] as Token).lower)) {
    if (sentenceBreak(tokens[back + 1])) return undefined
    back--
    linked++
  }
  const role = tokens[back]
  const as = role && roles.get(role.lower)
  if (!as || sentenceBreak(tokens[back + 1])) return undefined
  const initial = /^\p{Lu}$/u.test(token.word) && !/^[IA]$/.test(token.word)
  if (!initial && !could(token)) return undefined
  const named = linked > 0 && naming.has((tokens[at - 1] as Token).lower)
  const is = linked > 0 && !named
  const loose = looseRoles.has(role.lower)
  const why = `after “${role.lower}”`
  if (initial && !loose) return { as, why }
  if (named && (token.capital || !isWord(token.lower) || endsThere(tokens, at))) return { as, why }
  if (isKnownName(token.lower)) return { as, why }
  const meant = is && isOwn(tokens[back - 1]) && endsThere(tokens, at)
  if (meant && isWordName(token.lower) && !/^(?:frank|sunny|precious|rocky|misty|patience|rusty)$/.test(token.lower))
    return { as, why }
  if (speaks(tokens, at) && linked === 0 && !loose && as !== 'worker' && isOwn(tokens[back - 1])) return { as, why }
  if (capitalised(token) && (isFirstName(token.lower) || isWordName(token.lower) || unknown(token))) return { as, why }
  if (capitalised(token) && !is && !loose && !roles.has(token.lower) && isOwn(tokens[back - 1])) return { as, why }
  if (
    !loose &&
    !is &&
    unknown(token) &&
    !role.capital &&
    isOwn(tokens[back - 1]) &&
    !/(?:ed|ing|ly|ion|ment|ist|ful|ves|ies)$/.test(token.lower)
  )
    return { as, why }
  return undefined
}

/** Where the text says that it is a name: "called Tobi", "I go by ziggy". */
export function byNaming(tokens: Token[], at: number): Guess | undefined {
  const [two, before, token] = [tokens[at - 2], tokens[at - 1], tokens[at] as Token]
  if (!before || !could(token) || /[.!?;\n]/.test(token.gap)) return undefined
  const why = 'said to be a name'
  const phrase = `${two?.lower ?? ''} ${before.lower}`
  const rather = token.capital || isFirstName(token.lower) || unknown(token)
  const three = `${tokens[at - 3]?.lower ?? ''} ${phrase}`
  if (
    / (?:name is|name was|names is|name's|known as|knows? (?:me|him|her|them) as|goes by|go by|going by|nickname is|nicknamed me|a k a)$/.test(
      ` ${three}`,
    )
  )
    return { as: 'name', why }
  if (
    /^(?:names|name|nickname)$/.test(before.lower) &&
    two &&
    /^(?:my|his|her|their|our|whos)$/.test(two.lower) &&
    (rather || endsThere(tokens, at)) &&
    !/^(?:and|on|in|wrong|right|correctly|properly|down|up|out|off|first|too|tho|though|anymore|spelt|spelled|badge|tag|list)$/.test(
      token.lower,
    )
  )
    return { as: 'name', why }
  if (/^(?:aka|nicknamed)$/.test(before.lower)) return { as: 'name', why }
  if (/^(?:calls?|called|calling) (?:me|him|her|them|us)$/.test(phrase)) {
    const usual =
      /^(?:everyone|everybody|people|ppl|folk|folks|others|lads|lasses|girls|boys|kids|staff|workers|team|gang|mandem|crew|we|i|mates|friends|they|bro|brother|sister|sis|mum|mam|dad|nan|family|all)$/.test(
        tokens[at - 3]?.lower ?? '',
      )
    if (
      rather ||
      (usual &&
        endsThere(tokens, at) &&
        !/^(?:a|names|stupid|fat|ugly|crazy|mad|back|dumb|thick|weird|dirty|slag|liar|gay|retard|retarded|special|slow|lazy|slut|bitch|freak|weirdo|loser|psycho|aggressive|difficult|out|mate|love|darling|babe|duck|hun|pet|sweetheart|daily|weekly|twice|straight|first|soon|instead|directly|sometimes|regularly|asap|attention-seeking)$/.test(
          token.lower,
        ))
    )
      return { as: 'name', why }
  }
  if (
    naming.has(before.lower) &&
    (capitalised(token) || unknown(token) || isFirstName(token.lower)) &&
    !(
      token.capital &&
      isWord(token.lower) &&
      !isWordName(token.lower) &&
      !/^(?:she|he|is|was|girl|boy|lad|man|woman|someone|person)$/.test(two?.lower ?? '')
    )
  )
    return { as: 'name', why }
  if (naming.has(before.lower) && endsThere(tokens, at) && isSomebody(tokens, at - 2)) return { as: 'name', why }
  if (/(?:^| )(?:i am|im|i'm|this is|its|it's)$/.test(phrase) || before.lower === 'im') {
    if (
      isKnownName(token.lower) ||
      (isMostlyName(token.lower) && endsThere(tokens, at)) ||
      (unknown(token) && isNick(token) && !token.capital && endsThere(tokens, at)) ||
      (capitalised(token) && (isFirstName(token.lower) || isWordName(token.lower) || unknown(token)))
    )
      return { as: 'name', why }
  }
  if (
    /(?:spelt|spelled|spell|say|said|pronounce|wrote) /.test(`${before.lower} `) &&
    capitalised(token) &&
    unknown(token)
  )
    return { as: 'name', why }
  if (/ my name (?:as|is|was|in)$/.test(` ${three}`)) return { as: 'name', why }
  return undefined
}

/** Whether what is called so is a person: "the lad who hurt me is called", "she was called". */
function isSomebody(tokens: Token[], at: number): boolean {
  for (let back = at; back >= 0 && back > at - 8; back--) {
    const token = tokens[back] as Token
    if (sentenceBreak(tokens[back + 1])) return false
    if (
      /^(?:it|its|it's|this|that|thing|service|place|group|team|programme|course|session|app|film|song|game|dog|cat|charity|clinic|unit)$/.test(
        token.lower,
      )
    )
      return false
    if (roles.has(token.lower) || /^(?:he|she|hes|shes|someone|somebody|who)$/.test(token.lower)) return true
  }
  return false
}
