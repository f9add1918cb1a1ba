/** What stands between the digits of a telephone number, in all the ways in which people write one. */
const between = String.raw`(?:[\s.:/()\[\]_*+'’·•\p{Pd}]|,(?=\d))`
const run = new RegExp(String.raw`\d(?:${between}{0,4}\d)*`, 'gu')

const year = '(?:19|20)\\d\\d'
const time = '(?:[01]?\\d|2[0-4])[.:][0-5]\\d'
/** Many digits that are no number to dial: years and days, and opening hours. */
const harmless = [
  `${year}(?:[^\\d]+(?:${year}|\\d{1,2})){1,2}`,
  `\\d{1,2}[^\\d]+(?:\\d{1,2}[^\\d]+)?${year}`,
  `${year}: \\d{1,4}`,
  `${time}(?:[\\s/\\p{Pd}]+${time})+`,
].map((shape) => new RegExp(`^${shape}$`, 'u'))

/** 101, 8525: short ones mean a number when somebody is told to ring or write to them. */
const asked = new RegExp(
  String.raw`\b(?:ring|call|text|phone|telephone|dial|send|message|whatsapp)\b[^.;\d]{0,30}(?<!\b(?:over|about|under|than|nearly|within|since|in|up to|£)\s*)` +
    String.raw`(?!${year}(?!\d))(?<![\d£])\d{3,5}(?![\dp%])`,
  'iu',
)

const endings = /^(?:org|com|net|uk|info|help|app|chat|support|care|health|charity|online|me|eu|io|co|gov|ac|nhs|tv)$/i

/**
 * Whether a text tells how to reach somebody: a telephone number (five digits or more, as 85258 or 116 123, or a short one
 * after "ring" or "text"), an email or a web address, however it is written. Prices, years, ages and opening hours do not
 * count, nor do 999, which every page has, and GOV.UK, which is a name.
 */
export function tellsHow(text: string): boolean {
  const plain = digitsOf(text)
  return holdsNumber(plain) || asked.test(plain.replace(/(?<!\d[\s-]*)999(?![\s-]*\d)/g, '')) || holdsAddress(plain)
}

/** Every way of writing a digit as itself, without marks that nobody sees. */
export function digitsOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
}

/** Unicode keeps the ten digits of a script beside each other, nought first. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  if (code < 0x80) return code - 0x30
  let nought = code
  while (code - nought < 9 && /\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought--
  return code - nought
}

function holdsNumber(text: string): boolean {
  const withoutThousands = text.replace(/(?<!\d[\s,]?)[1-9]\d{0,2}(?:,\d{3})+(?![\s,-]?\d)/g, 'many')
  return (withoutThousands.match(run) ?? []).some(
    (found) => found.replace(/\D/g, '').length >= 5 && !harmless.some((shape) => shape.test(found)),
  )
}

function holdsAddress(text: string): boolean {
  if (/\S@\w|(?:^|\s)@\w|\b[a-z]+:\/\/|\bwww\.|[[(]\s*(?:at|dot)\s*[\])]/i.test(text)) return true
  const names = text.matchAll(
    /(?<![\p{L}\p{N}])(?!gov\.uk(?![\w/]))[\p{L}\p{N}-]{2,}(?:\.[\p{L}\p{N}-]+)*\.(\p{L}{2,})/giu,
  )
  // "help.They": a space was forgotten.
  return [...names].some(([, ending = '']) => endings.test(ending) || !/^\p{Lu}\p{Ll}+$/u.test(ending))
}
