/** A word of a text, and what stands around it. */
export type Token = {
  word: string
  /** In lower case, composed, without a possessive ending. */
  lower: string
  starts: number
  /** Before a possessive ending: "Kelly" in "Kelly's". */
  ends: number
  capital: boolean
  /** Written in capitals throughout, more than one letter. */
  shouted: boolean
  /** First of a sentence, a line or a quotation: a capital says nothing here. */
  opens: boolean
  /** What stands between the word before and this one. */
  gap: string
}

/** Splits a text into its words, in order. Hyphens and apostrophes inside a word belong to it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let last = 0
  for (const match of text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu)) {
    const bare = match[0].replace(/['’](?:s|S|d|ll|re|ve|m)$/u, '')
    const gap = text.slice(last, match.index)
    last = match.index + match[0].length
    tokens.push({
      word: bare,
      lower: bare.normalize('NFC').toLowerCase().replace(/’/g, "'"),
      starts: match.index,
      ends: match.index + bare.length,
      capital: /^\p{Lu}/u.test(bare),
      shouted: bare.length > 1 && /^\P{Ll}+$/u.test(bare) && /\p{Lu}/u.test(bare),
      opens: tokens.length === 0 || /[.!?:;\n"“”(•*]|\p{Extended_Pictographic}|(?:^|\s)['‘-]/u.test(gap),
      gap,
    })
  }
  return tokens
}

/** Whether only spaces part it from the word before. */
export const isNext = (token: Token | undefined): token is Token =>
  token !== undefined && /^[ \t\u00a0]{1,3}$/.test(token.gap)
