/**
 * Words that are names and everyday words too. Alone they count as a name only with a capital letter, as a surname only
 * beside a title, an initial or the first name: else a reader called Will would never be offered anything.
 */
const everyday = new Set(
  `will may mark grace joy hope faith rose ivy lily daisy poppy violet april june august summer dawn autumn bill rob sue
   art pat jack frank drew ray guy dean max gene penny robin miles chase grant heather holly iris jasmine olive ruby amber
   pearl crystal star sky storm rain brook forest angel prince king major earl duke baker young white black brown green
   gray grey long short small little day week field wood hill bell cook ward hall street lane love best good sharp strong
   wise bright hunter carter case page read reed law power stone price bishop knight north west church ford rivers marsh
   nice rich happy true free fair moon snow winter fox bird fish wolf rice pepper berry cherry bush house home park
   england london french english scott`.split(/\s+/),
)

const title = '(?:mr|mrs|ms|miss|mx|dr|sir|madam)'
const titles = new RegExp(`^${title}\\.?$`, 'i')

/** Without accents, with one kind of apostrophe: how a name is typed on a phone. Case stays. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/g, 'l')
    .replace(/Ł/g, 'L')
    .replace(/[’‘`´]/g, "'")
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Stands by itself; "Ruth's" and, as children type it, "ruths" count. */
const alone = (pattern: string, flags: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?:'?s)?(?![\\p{L}\\p{N}])`, `u${flags}`)

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()

/** One word as a name: in any case, but for everyday words and very short ones, which need their capital letter. */
function oneWord(word: string): RegExp {
  const isLatin = /\p{Script=Latin}/u.test(word)
  // In Arabic script "and", "to" or "with" is written onto the word.
  if (!isLatin && word.length >= 3) return new RegExp(escaped(word), 'u')
  const needsCapital = isLatin && (word.length < 3 || everyday.has(word.toLowerCase()))
  return needsCapital
    ? alone(`${escaped(capital(word))}|${escaped(word.toUpperCase())}`, '')
    : alone(escaped(word), 'i')
}

/**
 * How somebody may be named: the whole name, the first name, the surname, a title or an initial with the surname. What is
 * misspelt, or bent by another language's grammar, is not found; a member can enter such forms as nicknames.
 */
function formsOf(name: string): RegExp[] {
  const parts = plain(name)
    .split(/[\s-]+/)
    .filter((part) => /[\p{L}\p{N}]/u.test(part) && !titles.test(part))
  const [first, ...rest] = parts
  const last = rest.at(-1)
  if (!first) return []
  if (!last) return [oneWord(first)]
  const surname = escaped(last)
  const isEveryday = everyday.has(last.toLowerCase()) || last.length < 3
  return [
    alone(parts.map(escaped).join('[\\s-]+'), 'i'),
    alone(`${title}\\.?\\s*${surname}`, 'i'),
    alone(`${escaped(first.charAt(0))}\\.?\\s*(?:\\p{L}\\.?\\s*)?${surname}`, 'i'),
    // "R Okafor" is how somebody entered it: an initial alone names nobody.
    ...(first.replace('.', '').length > 1 ? [oneWord(first)] : []),
    ...(isEveryday ? [] : [oneWord(last)]),
  ]
}

/** @returns whether a text names somebody, for as many texts as one likes */
export function namesSomebody(name: string): (text: string) => boolean {
  const forms = formsOf(name)
  return (text) => {
    const typed = plain(text)
    return forms.some((form) => form.test(typed))
  }
}
