import { type Looking, matches } from './proposal.ts'
import { isWord } from './word-lists.ts'

const SCHOOL =
  '(?:school|academy|college|primary|infants?|juniors?|grammar|sixth form|comprehensive|comp|high|nursery|university|uni|pru|secondary|manor academy)'
const NAMED_SCHOOL = new RegExp(
  `(?<![\\p{L}\\p{N}’'-])(?<it>(?:St\\.?|[\\p{Lu}][\\p{L}’'.-]{1,20})(?:[ \\t]{1,2}(?:[\\p{Lu}&][\\p{L}’'-]{0,20}|of|the|and|upon|on)){0,5}[ \\t]{1,2}${SCHOOL}(?:[ \\t]{1,2}${SCHOOL}){0,2})(?![\\p{L}’'-])`,
  'dgu',
)
const NAMED_SCHOOL_CAPITAL = new RegExp(NAMED_SCHOOL.source.replaceAll(SCHOOL, capitalised(SCHOOL)), 'dgu')
const SCHOOL_AFTER = new RegExp(
  `(?<![\\p{L}])(?:at|to|from|attend(?:s|ed)?|left|join(?:ed|s)?|goes|go|went|called|in|near|outside)\\s{1,2}(?<it>(?:\\p{L}[\\p{L}’'.-]{1,20}\\s{1,2}){1,3}?${SCHOOL}(?:\\s{1,2}${SCHOOL}){0,2})(?![\\p{L}’'-])`,
  'dgiu',
)
const SAINT =
  /(?<![\p{L}])(?:at|to|from|in|attends?|near|outside|goes|go|left|by|is)\s{1,2}(?<it>(?:st\.?|saint|our lady)\s{1,2}(?:of\s)?\p{L}[\p{L}’'-]{2,20}(?:\s{1,2}(?:rc|c of e|catholic|primary|school|college|academy|high|and st \p{L}{3,12}))*?)(?=[\s.,;!?)]|$)/dgiu

const STREET =
  '(?:street|road|avenue|lane|close|drive|crescent|court|terrace|gardens|grove|square|mews|rise|walk|place|hill|row|view|way|green|gate|estate|park|croft|fold|bank|parade|st|rd|ave|ln|cl|cres|terr|gdns)'
const HOUSE = /(?:\d{1,4}\s?[a-z]?(?![\p{L}\p{N}]))/u.source
const WITH_NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}./:£-])(?:(?:flat|apartment|apt|unit)\\s{1,2}\\d{1,4}[a-z]?,?\\s{1,2})?(?:number\\s{1,2}|no\\.?\\s{1,2})?${HOUSE},?\\s{1,2}(?:\\p{L}[\\p{L}’'.-]{1,20}\\s{1,2}){1,3}?${STREET}(?![\\p{L}’'-])`,
  'giu',
)
const NAMED_STREET = new RegExp(
  `(?<![\\p{L}\\p{N}’'-])(?<it>[\\p{Lu}][\\p{L}’'.-]{1,20}(?:[ \\t]{1,2}[\\p{Lu}][\\p{L}’'.-]{1,20}){0,2}[ \\t]{1,2}${capitalised(STREET)})(?![\\p{L}’'-])`,
  'dgu',
)
const STREET_AFTER =
  /(?<![\p{L}])(?:on|in|at|down|off|near|from|to|live|lives|lived|is|of|along)\s{1,2}(?<it>(?:\p{L}[\p{L}’'-]{2,20}\s{1,2}){1,2}?(?:street|road|avenue|lane|close|drive|crescent|terrace|grove|gardens|mews|estate|st|rd|ave|croft))(?![\p{L}’'-])/dgiu
const HOUSE_AFTER =
  /(?<![\p{L}])(?:live|lives|lived|living|stay|stays|staying|moved|address is|address was|address|house)\s{1,2}(?:at|to|in|on|is|number)?\s{0,2}(?:in\s)?(?<it>(?:number|no\.?|flat|apartment|house)?\s{0,2}\d{1,4}[a-z]?(?:,?\s{1,2}(?!(?:and|with|but|years?|months?|weeks?|days?|of|miles?|minutes?|mins|hours?|people|kids|children|streets?|times|doors?|houses?|in|for|or|until|till|when|because|cos|same|on|near|next|by|opposite|which|where|that|is|was|then|at|me|my|her|his|mine|it|he|she|they|we|you|i|so|but|the same)(?!\p{L}))\p{L}[\p{L}’'-]{1,20}){0,2})/dgiu
const NUMBERED =
  /(?<![\p{L}])(?:at|to|from|near|opposite)\s(?<it>(?:house\s)?number\s\d{1,3}[a-z]?)(?![\p{L}\p{N}])(?!\s(?:in|on|of|for))/dgiu
const FLAT = /(?<![\p{L}])(?<it>(?:flat|apartment)\s{1,2}\d{1,4}[a-z]?)(?![\p{L}\p{N}])/dgiu

/** A school by its name alone, where pupils or their lessons are spoken of: "the teachers at Wellgate". */
const SCHOOL_ALONE =
  /(?<![\p{L}])(?:teachers?|head ?teacher|pupils?|lessons?|year\s\d{1,2}|y\d{1,2}|sixth form|detentions?|isolation|excluded|expelled|kicked out|suspended)\s(?:at|from|of|in)\s(?<it>\p{Lu}\p{Ll}{3,20})(?![\p{L}’'-])/dgu

/** What stands before "school" and names none. */
const generic = new Set(
  'my our your his her their the a an this that every each any some new old big little good bad best next last first same other another local high primary secondary special boarding mainstream private public state night sunday law medical art drama dance nursery infant infants junior juniors sixth form grammar middle village after before during at in to from of and or no for with by on through home free catholic muslim islamic church day whole entire different comprehensive academy college school university uni whats what which whose back left leave going go went start started starting finish finished year years whilst while when if but because as over into near outside was is are were am not also then so main busy side back front long dark quiet one two three wrong right nearest own whole very really too up down across high street road main cross ring dirt private country residential narrow steep mum’s dad’s mums dads nans council housing industrial trading real court social i we you they he she it'.split(
    ' ',
  ),
)

/** Schools, streets and house numbers. A town alone is none: too many people live there to pick one out. */
export const findPlaces: Looking = (text) => [
  ...[NAMED_SCHOOL, NAMED_SCHOOL_CAPITAL]
    .flatMap((pattern) => matches(text, pattern, 'school', 'school or college'))
    .flatMap((one) => trimmed(text, one)),
  ...matches(text, SCHOOL_AFTER, 'school', 'school or college').filter((one) =>
    namesOne(text.slice(one.starts, one.ends), 1),
  ),
  ...matches(text, SAINT, 'school', 'school or church'),
  ...matches(text, SCHOOL_ALONE, 'school', 'school or college').filter(
    (one) => !isWord(text.slice(one.starts, one.ends).toLowerCase()),
  ),
  ...matches(text, WITH_NUMBER, 'place', 'address').filter(({ starts, ends }) => isStreet(text.slice(starts, ends))),
  // A park by name is where anybody goes, and no address.
  ...matches(text, NAMED_STREET, 'place', 'street')
    .filter(
      ({ starts, ends }) => !/ Park$/.test(text.slice(starts, ends)) || /\bliv/.test(text.slice(0, starts).slice(-20)),
    )
    .flatMap((one) => trimmed(text, one)),
  ...matches(text, STREET_AFTER, 'place', 'street').filter((one) => namesOne(text.slice(one.starts, one.ends), 1)),
  ...matches(text, HOUSE_AFTER, 'place', 'address').filter(({ starts, ends }) =>
    /\p{L}{4,}|^\d{1,3}[a-z]?$/iu.test(text.slice(starts, ends)),
  ),
  ...matches(text, FLAT, 'place', 'address'),
  ...matches(text, NUMBERED, 'place', 'address'),
]

/** Without what only begins the sentence: "At Wellgate Primary" is "Wellgate Primary"; nothing where no name is left. */
function trimmed<T extends { starts: number; ends: number }>(text: string, one: T): T[] {
  let { starts } = one
  let said = text.slice(starts, one.ends)
  while (said.includes(' ') && generic.has(first(said).toLowerCase())) {
    const skip = /^\S+\s+/.exec(said)?.[0].length ?? 0
    starts += skip
    said = said.slice(skip)
  }
  return namesOne(said, 0) ? [{ ...one, starts }] : []
}

const first = (said: string) => said.split(/\s/)[0] ?? ''

/**
 * Whether the words before the last name anything.
 * @param strict in lower case a single everyday word names nothing ("a really good school")
 */
function namesOne(said: string, strict: 0 | 1): boolean {
  const words = said.toLowerCase().split(/\s+/)
  const before = words.slice(0, -1)
  const names = before.filter((word) => !generic.has(word.replace('’', "'")))
  if (strict === 0) return names.length > 0
  if (
    before.some((word) =>
      /^(?:my|our|your|his|her|their|the|a|an|this|that|every|any|some|of|and|to|in|for|with|i|we|they|was|is)$/.test(
        word,
      ),
    )
  )
    return false
  return names.some((word) => !isWord(word.replace(/[’']s?$/, '')))
}

function isStreet(said: string): boolean {
  const words = said
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => !/\d/.test(word))
  const body = words.slice(0, -1)
  return (
    body.length > 0 &&
    !body.some((word) =>
      /^(?:of|the|a|in|on|at|and|to|for|my|minutes?|mins?|hours?|days?|weeks?|months?|years?|times?|people|out|or|is|was|am|pm|miles?|were|from|with|by|th|st|nd|rd|different|other|more|yards?|metres?)$/.test(
        word,
      ),
    )
  )
}

function capitalised(pattern: string): string {
  return pattern.replace(/(?<=[(|?: ])([a-z])/g, (letter) => letter.toUpperCase()).replace('(?:', '(?:')
}
