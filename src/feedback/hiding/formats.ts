import { type Looking, matches, type Proposal } from './proposal.ts'

// Every repeat is bounded, so that a hostile text costs no more than its length.

/** British telephone numbers, and foreign ones with a plus. */
const PHONE = /(?<![\p{L}\p{N}])(?:\(?\+ ?44\)?|0044|\(?0)[\s().-]{0,3}(?:\d[\s().-]{0,2}){8,10}\d?(?!\p{N})/gu
const PHONE_ABROAD = /\+[1-9]\d{0,2}[\s.-]?(?:\d[\s.-]{0,2}){7,12}/gu
const DIGIT_WORD = 'oh|o|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine|hundred|double|treble|triple'
/** "oh seven seven double oh …": at least seven of them, the first a nought. */
const PHONE_SPELT = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:oh|o|zero|nought|0\\d{0,4})(?:[\\s,.-]{1,3}(?:${DIGIT_WORD}|\\d{1,6})(?![\\p{L}])){4,14}`,
  'giu',
)

const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/gu
const MAIL_SPELT =
  /(?<![\w.])(?:[\w.+-]{1,32}\s(?:dot|underscore|dash)\s){0,3}[\w.+-]{1,64}\s{1,2}\(?\[?at\]?\)?\s{1,2}[\w-]{2,30}\s?(?:\(?dot\)?|\.)\s?(?:com|co|org|net|uk)(?:\s?(?:dot|\.)\s?uk)?(?!\w)/giu
const LINK = /(?<![\w@])(?:https?:\/\/|www\.)[^\s<>"]{2,300}/giu
const LINK_BARE = /(?<![\w@.])[\w-]{2,40}(?:\.[\w-]{2,20}){0,2}\.(?:com|net|org|uk|me|tv|io|gg|ly)\/[^\s<>"]{1,300}/giu

/** The letters a postcode can begin with (Royal Mail's areas). */
const AREA =
  'A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE'
const POSTCODE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${AREA})\\d[\\dA-HJKPSTUW]?\\s{0,2}\\d(?!st\\b|nd\\b|rd\\b|th\\b)[ABD-HJLNP-UW-Z]{2}(?![\\p{L}\\p{N}])`,
  'giu',
)
const POSTCODE_OUTWARD = new RegExp(
  `(?:post ?code(?: is| starts(?: with)?|:)?|(?<=\\p{L})\\s(?:live|lives|lived|living|am|area) in|from|near|round|around|off|,)\\s{1,2}(?<it>(?:${AREA})\\d{1,2})(?![\\p{L}\\p{N}])`,
  'dgu',
)

const NHS = /(?<![\p{L}\p{N}])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?![\p{L}\p{N}])/gu
const NHS_NAMED = /nhs (?:number|no\.?|num)\D{0,12}(?<it>(?:\d[\s-]{0,2}){9,10})/dgiu
/** National Insurance numbers; QQ is what examples begin with. */
const INSURANCE = /(?<![\p{L}\p{N}])[A-CEGHJ-TW-Z][A-CEGHJ-NPQR-TW-Z](?:\s?\d{2}){3}\s?[A-D](?![\p{L}\p{N}])/giu
const PLATE =
  /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}\s?(?!jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|and|the|for)[A-Z]{3}(?![\p{L}\p{N}])/giu
const PLATE_OLD =
  /(?:reg(?:istration)?|plate|car|van)\P{N}{1,20}(?<it>(?:[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,4}[A-Z]?))(?![\p{L}\p{N}])/dgu
const REFERENCE =
  /(?:(?:case|hospital|crime|account|patient|passport|student|claim|care|file|booking|member(?:ship)?|library|pupil|prison|unit)\s{1,2}(?:number|no\.?|num|ref|id)|reference(?: number)?|ref(?: no\.?| number)?)(?!\p{L})\P{N}{0,12}?(?<it>[A-Z]{0,5}[/-]?\d[\dA-Z/-]{3,18})(?![\p{L}\p{N}])/dgiu

/** Things with a format of their own: they are found in any language. */
export const findFormats: Looking = (text) => [
  ...matches(text, MAIL, 'contact', 'email address'),
  ...matches(text, MAIL_SPELT, 'contact', 'email address'),
  ...matches(text, PHONE, 'contact', 'telephone number'),
  ...matches(text, PHONE_ABROAD, 'contact', 'telephone number'),
  ...matches(text, PHONE_SPELT, 'contact', 'telephone number').filter((one) => isSpelt(text, one)),
  ...matches(text, LINK, 'contact', 'link'),
  ...matches(text, LINK_BARE, 'contact', 'link'),
  ...matches(text, POSTCODE, 'place', 'postcode'),
  ...matches(text, POSTCODE_OUTWARD, 'place', 'first half of a postcode'),
  ...matches(text, NHS_NAMED, 'number', 'NHS number'),
  ...matches(text, NHS, 'number', 'NHS number').filter(({ starts, ends }) => isNhsNumber(text.slice(starts, ends))),
  ...matches(text, INSURANCE, 'number', 'National Insurance number'),
  ...matches(text, PLATE, 'number', 'number plate'),
  ...matches(text, PLATE_OLD, 'number', 'number plate'),
  ...matches(text, REFERENCE, 'number', 'reference number'),
]

/** The tenth digit checks the nine before it: modulus 11 (NHS Data Dictionary, "NHS number"). */
export function isNhsNumber(written: string): boolean {
  const digits = Array.from(written.replace(/\D/g, ''), Number)
  if (digits.length !== 10) return false
  const sum = digits.slice(0, 9).reduce((total, digit, index) => total + digit * (10 - index), 0)
  return (11 - (sum % 11)) % 11 === digits[9]
}

function isSpelt(text: string, { starts, ends }: Proposal): boolean {
  const said = text.slice(starts, ends).split(/[\s,.-]+/)
  const digits = said.reduce((sum, one) => sum + (/^\d+$/.test(one) ? one.length : 1), 0)
  return digits >= 7 && said.some((one) => /^\p{L}{2,}$/u.test(one))
}
