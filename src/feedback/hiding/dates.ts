import { type Looking, matches, type Proposal } from './proposal.ts'

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const ORDINAL =
  '(?:(?:twenty|thirty)[\\s-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|twentieth|thirtieth|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)'
const DAY = `(?:\\d{1,2}\\s?(?:st|nd|rd|th)?|${ORDINAL})`
const TEENS =
  '(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:oh|o|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\\s-](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|two|three|four|five|six|seven|eight|nine))'
const YEAR = `(?:(?:19|20)\\d{2}|[’']?\\d{2}(?!\\d)|(?:two thousand(?: and)?|nineteen|twenty)[\\s-]${TEENS})`
const SPECIAL =
  "(?:christmas(?: day| eve)|xmas(?: day| eve)?|boxing day|halloween|valentine[’']?s(?: day)?|new year[’']?s(?: day| eve)|bonfire night|april fool[’']?s(?: day)?|st patrick[’']?s day|leap (?:day|year)|pancake day|mother[’']?s day|father[’']?s day|may day)"
const SLASHED = '\\d{1,2}\\s?[./-]\\s?\\d{1,2}\\s?[./-]\\s?(?:\\d{4}|\\d{2})'
const NUMBERS = `(?:(?:19|20)\\d{2}-\\d{1,2}-\\d{1,2}|${SLASHED}|\\d{1,2} \\d{1,2} \\d{2,4}|\\d{1,2}[./]\\d{1,2})`
const WITH_MONTH = `(?:(?:the )?${DAY}(?: of)?[\\s,-]{1,2}${MONTH}|${MONTH} (?:the )?${DAY}|${MONTH})(?![\\p{L}])(?:[\\s,-]{1,2}(?:in )?${YEAR})?`
const DATE = `(?:${NUMBERS}|${WITH_MONTH}|(?:the )?${DAY}(?![\\p{L}])|${SPECIAL}(?:[\\s,]{1,2}(?:in )?${YEAR})?|${YEAR})(?![\\p{L}\\p{N}])`

/** Words after which a date is somebody's birthday. */
const BORN =
  "(?:d\\.?o\\.?b\\.?|date of birth|birth ?date|birth ?day|b-?day|born|turn(?:ed|s|ing)?\\s(?:\\d{1,2}|\\p{L}{3,9}(?:teen)?)|(?:be|im|i[’']m|am|hes|shes|he[’']s|she[’']s)\\s\\d{1,2}(?=\\s(?:on|in|this|next)\\s))"
const BETWEEN =
  "(?:[\\s:,=–-]{1,3}|(?:\\s|^)(?:is|was|are|be|it[’']?s|will|on|in|at|me|him|her|them|this|next|last|the year|i was|party|falls|which|and|back|early|late)(?=\\s)){1,9}"

const AFTER_BORN = new RegExp(`(?<![\\p{L}])${BORN}${BETWEEN}(?<it>${DATE})`, 'dgiu')
const NEAR_BIRTHDAY = new RegExp(
  `(?<![\\p{L}])(?:d\\.?o\\.?b|date of birth|birth ?day|b-?day)[^.!?\\n]{1,40}?(?<![\\p{L}\\p{N}])(?<it>${SLASHED}|(?:the )?${DAY}(?: of)?[\\s,-]{1,2}${MONTH}(?![\\p{L}])(?:[\\s,-]{1,2}${YEAR})?|${MONTH} (?:the )?${DAY}|${SPECIAL})(?![\\p{L}\\p{N}])`,
  'dgiu',
)
const BEFORE_BORN = new RegExp(
  `(?<![\\p{L}\\p{N}])(?<it>(?:${NUMBERS}|${WITH_MONTH}|${SPECIAL}(?:\\s${YEAR})?))(?:,?\\s(?:is|was|it was|are|that is|thats|when)){1,2}\\s(?:my|his|her|their|when|the day|our|i|he|she)(?:\\s\\p{L}{1,8}){0,2}\\s(?:birthday|b-?day|born|birth)`,
  'dgiu',
)
/** A whole date that is no appointment of these years. */
const OLD_DATE = new RegExp(
  `(?<![\\p{L}\\p{N}./-])(?:\\d{1,2}[./-]\\d{1,2}[./-](?:19\\d{2}|200\\d|201\\d)|(?:19\\d{2}|200\\d|201\\d)-\\d{2}-\\d{2}|${DAY}(?: of)?\\s${MONTH}(?![\\p{L}])[\\s,]{1,2}(?:19\\d{2}|200\\d|201[0-8]))(?![\\p{L}\\p{N}])`,
  'giu',
)

/** Dates of birth in words, figures, and as the day of a feast. Digits and slashes are found in any language. */
export const findBirthdays: Looking = (text) =>
  [
    ...matches(text, AFTER_BORN, 'date', 'date of birth'),
    ...matches(text, NEAR_BIRTHDAY, 'date', 'date of birth'),
    ...matches(text, BEFORE_BORN, 'date', 'date of birth'),
    ...matches(text, OLD_DATE, 'date', 'date long ago'),
  ].filter((one) => !isAge(text, one))

/** "turned 18 in May" is a birthday; "turned 18" alone says an age, and so does a lone small number after "born". */
function isAge(text: string, { starts, ends, why }: Proposal): boolean {
  const said = text.slice(starts, ends)
  if (why !== 'date of birth') return false
  return (
    /^(?:the )?(?:first|second|third)$/i.test(said) ||
    (/^\d{1,2}$/.test(said) && !/d\.?o\.?b|born in\s$/i.test(text.slice(Math.max(0, starts - 12), starts)))
  )
}
