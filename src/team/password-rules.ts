/** ASVS 5.0 allows 8 and recommends 15 (6.2.1). Twelve, because a code from a phone is always asked for as well. */
const LEAST = 12
/** Enough for any sentence (ASVS 6.2.9 asks for 64), and a bound for what is hashed. */
export const MOST = 200

/**
 * What people choose first when they need twelve characters, and the words that anybody would try here (ASVS 6.2.4 and
 * 6.2.11). Written by hand: it stops the likeliest guesses, not every password ever leaked.
 */
const guessable = [
  ...[
    'password',
    'passwort',
    'passphrase',
    'passcode',
    'pass',
    'word',
    'secret',
    'private',
    'letmein',
    'welcome',
    'login',
  ],
  ...['signin', 'admin', 'administrator', 'root', 'user', 'test', 'testing', 'demo', 'default', 'temp', 'temporary'],
  ...['changeme', 'change', 'iloveyou', 'love', 'forever', 'always', 'princess', 'sunshine', 'football', 'baseball'],
  ...['liverpool', 'arsenal', 'chelsea', 'manchester', 'united', 'monkey', 'dragon', 'superman', 'batman', 'pokemon'],
  ...[
    'starwars',
    'charlie',
    'michael',
    'jordan',
    'ashley',
    'jessica',
    'shadow',
    'master',
    'hello',
    'world',
    'whatever',
  ],
  ...['trustno', 'freedom', 'blink', 'thomas', 'summer', 'winter', 'autumn', 'spring', 'monday', 'january', 'december'],
  ...['qwertyuiop', 'qwerty', 'qwertz', 'azerty', 'asdfghjkl', 'asdfgh', 'asdf', 'zxcvbnm', 'zxcvbn', 'zxcv', 'qazwsx'],
  ...[
    'qazwsxedc',
    'qwer',
    'abcdefghijklmnopqrstuvwxyz',
    'abcdefghijkl',
    'abcdefgh',
    'abcdef',
    'abcd',
    'abc',
    'computer',
  ],
  ...[
    'internet',
    'correct',
    'horse',
    'battery',
    'staple',
    'my',
    'the',
    'is',
    'this',
    'a',
    'i',
    'you',
    'me',
    'new',
    'not',
  ],
  ...[
    'heard',
    'rotherham',
    'yorkshire',
    'south',
    'south yorkshire',
    'council',
    'partnership',
    'safeguarding',
    'feedback',
  ],
  ...[
    'trauma',
    'resilience',
    'voice',
    'voices',
    'listen',
    'team',
    'service',
    'services',
    'england',
    'sheffield',
    'rmbc',
  ],
].map((word) => word.replaceAll(' ', ''))

/**
 * The rules for a password: long, not one of the first guesses, and nothing about which characters it is made of
 * (ASVS 6.2.5). It stays until its owner changes it (6.2.10).
 * @param owner whose name and address must not be the password
 * @returns a sentence that helps, or undefined when the password will do
 */
export function problemWithPassword(password: string, owner: { name: string; email: string }): string | undefined {
  const length = [...password].length
  if (length < LEAST)
    return `Choose at least ${LEAST} characters. Three or four words that only you would put together are good.`
  if (length > MOST) return `Choose at most ${MOST} characters.`
  if (isGuessable(password, owner)) {
    return 'This is among the first that somebody would try. Put together words that have nothing to do with you or with here.'
  }
  return undefined
}

/** It is nothing but likely words, digits and signs, or one short thing said over and over. */
function isGuessable(password: string, owner: { name: string; email: string }): boolean {
  const text = password.toLowerCase()
  if (new Set(text).size < 5 || isRepeated(text)) return true
  if (!/\p{L}/u.test(text)) return isRun(text)
  const own = `${owner.name} ${owner.email}`.toLowerCase().split(/[^\p{L}]+/u)
  return isMadeOf(
    text,
    [...guessable, ...own].filter((word) => word.length > 0),
  )
}

/** Whether the text can be cut, without a rest, into some of the words and single digits and signs. */
function isMadeOf(text: string, words: string[]): boolean {
  const reached = new Array<boolean>(text.length + 1).fill(false)
  reached[0] = true
  for (let at = 0; at < text.length; at += 1) {
    if (!reached[at]) continue
    if (!/\p{L}/u.test(text[at] ?? '')) reached[at + 1] = true
    for (const word of words) if (standsAt(text, at, word)) reached[at + word.length] = true
  }
  return reached[text.length] === true
}

/** Letters that people write as signs: p@ssw0rd. */
const masks: Record<string, string> = { '@': 'a', 4: 'a', 3: 'e', 1: 'i', '!': 'i', 0: 'o', $: 's', 5: 's', 7: 't' }

function standsAt(text: string, at: number, word: string): boolean {
  for (let step = 0; step < word.length; step += 1) {
    const sign = text[at + step] ?? ''
    if (sign !== word[step] && masks[sign] !== word[step]) return false
  }
  return true
}

/** 123456789012, 987654321098, 112233445566: each sign is the last one again or its neighbour. */
function isRun(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0)
  const jumps = codes.slice(1).filter((code, at) => ![0, 1, 9].includes(Math.abs(code - (codes[at] ?? 0))))
  return jumps.length <= 2
}

function isRepeated(text: string): boolean {
  return /^(.{1,6}?)\1+$/su.test(text)
}
