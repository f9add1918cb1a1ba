import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const list = (file: string) =>
  new Set(
    readFileSync(join(import.meta.dirname, 'data', file), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )

const englishWords = list('english-words.txt')
const firstNames = list('first-names.txt')
const knownNames = list('known-names.txt')
const placesAndBrands = list('places-and-brands.txt')

/** Names that are words too: a name where only a name has a capital. */
const wordNames = new Set(
  'abbey amber april dawn joyce june augusta chance bear ash barry bella belle beth bill billy blessing bob bobby brad brooke bud carol cherry coral crystal daisy dale dean derrick destiny don drew earl ebony eddy ester eve faith felicity fern florence frank gale gene ginger glen grace grant gus guy harmony harry hazel heather heath heaven henry holly honey hope imam iris ivy jack jade jasmine jasper jay jerry jewel jimmy john josh joy ken kitty lacey lance lane laurel lee leigh lily lola luna mark martin mason matt maverick max melody mercy michael mike miles mo misty molly myrtle nick noel olive opal pansy patience pat patty paul pearl peggy penny peter phoebe pippa piper poppy precious princess ray rebel reed rex ricky robin rob rocky rod roger rose rosemary rowan ruby rusty sage sally sandy scarlet shah sherry sienna sky skye sonny star stella sue sunny terry tiger tim toby tom tommy tony trinity troy vera victor viola violet wade warren will willow gill kat kim kit maria mariam natty saffron rhea phoebe'.split(
    ' ',
  ),
)

/** Of these, the ones that hardly ever open a sentence as a word. */
const mostlyNames = new Set(
  'barry bella belle beth bill billy bob bobby brad carol daisy daniel dean derrick don drew eddy ester frank fern glen grant gus harry heather henry holly jade jack jasmine jay jerry jimmy john josh kay ken kim kit kitty lee leigh lily lola luna maria mariam martin mason matt michael mike molly nick noel olive pat patty paul pearl peggy penny peter phoebe poppy rhea ricky rob robin rocky rod roger rosemary rowan ruby sally sue terry tim toby tom tommy tony trinity troy vera victor vicky wade warren abbey amber gill natty kev kel'.split(
    ' ',
  ),
)

/** What young people write and no list of words has, and short words that are somebody's name somewhere. */
const slang = new Set(
  'i im ive id ill u ur r n tho tbh tbf lol lmao omg idk idc cba cus cuz coz cos bc bcs dont didnt wasnt isnt couldnt wouldnt shouldnt cant wont doesnt havent hasnt hadnt arent werent aint thats theres theyre theyve theyd youre youve weve whats wheres hes shes hed shed its gonna wanna gotta kinda sorta dunno defo probs prolly obvs deffo innit init bare peng lush sound bezzie bestie bff bf gf convo appt appts meds alot aswell thx ty pls plz ppl btw fyi nvm rn atm smth sumthin nothin somethin nowt owt summat summet mum mums mam mams mom nan nans nana gran grandad grandma daddy mummy auntie aunty bro sis cuzzy camhs nhs gp ta isva idva send ehcp pip dla tv wifi app apps online offline website websites email emails text texts facebook insta instagram snapchat snap tiktok whatsapp youtube google discord xbox roblox fortnite netflix uber covid ok okay yeah yea yep nah nope hiya hi hello hey bye ta cheers xx xxx haha hahaha ugh meh wtf ffs thankyou etc eg ie vs am pm lgbt lgbtq autism autistic adhd ptsd ocd safeguarding childline samaritans barnardos nspcc mosque eid ramadan diwali gurdwara cannula physio physios ultrasound counsellor counselling counsellors organisation aircon biopsy radiographer anaesthetist anaesthetics midwife midwives paediatric paediatrics maternity phlebotomy outpatients inpatient inpatients wheelchair wheelchairs signage friendliness helpfulness cleanliness politeness caring everytime anymore noone everyones mins hrs wk wks yr yrs num nos info admin reception receptionist receptionists sky ward wards'.split(
    ' ',
  ),
)

/** Words that stand where a name could, in every text: no cue makes a name of them. */
const never = new Set(
  'a an the and or but so if as at by for from in into of off on onto out over to up with without about after again all also always am any anyone anything are around away back be because been before being both called can could did do does doing done down each else even ever every everyone everything few get gets getting go goes going gone got had has have having he her here hers him his how i is it its just keep kept know last later less let like lot made make makes many me mine more most much my myself need never new next no nobody none nor not nothing now often once one only other our ours own people person please quite rather really said same saw say says see seen she should since some somebody someone something still such sure take than thank thanks that their them then there these they thing things think this those though through till told too two under until us very was way we went were what when where which while who whole whom whose why will would yes yet you your yours monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas easter english british england britain uk god yeah ok okay hi hello hey dear sorry mum mam mom dad nan nana gran grandma grandad mummy daddy mother father sister brother auntie aunty uncle cousin miss sir mr mrs ms dr doctor nurse teacher worker police school college hospital today tomorrow yesterday morning afternoon evening night year years month months week weeks day days time times good bad nice kind great lovely friendly rude horrible amazing brilliant fab ace alright fine happy sad angry scared awful terrible helpful useless ill unwell late early busy there'.split(
    ' ',
  ),
)

const endings: [RegExp, string[]][] = [
  [/(?:ies|ied|ier|iest|ily|iness)$/, ['y']],
  [/(?:s|es|ly|ness)$/, ['']],
  [/(?:es|ed|ing|er|ers|est|ings)$/, ['', 'e']],
  [/([bdgklmnprt])\1(?:ed|ing|er|est|ers)$/, ['$1']],
  [/s$/, ['']],
]

/** Whether it is an English word, with any regular ending. */
export function isWord(lower: string): boolean {
  if (never.has(lower) || slang.has(lower) || englishWords.has(lower)) return true
  return endings.some(([ending, instead]) =>
    instead.some((put) => {
      const base = lower.replace(ending, put)
      return base.length > 2 && base !== lower && (englishWords.has(base) || slang.has(base) || never.has(base))
    }),
  )
}

/** Whether a word is too common to be a name, whatever stands before it. */
export const isNever = (lower: string): boolean => never.has(lower)

/** Whether a word is a first name, or one of its parts between hyphens is. */
export function isFirstName(lower: string): boolean {
  return parts(lower).some((part) => knownNames.has(part) || firstNames.has(part))
}

/** A first name so well known here that it is looked for in lower case too. */
export function isKnownName(lower: string): boolean {
  return parts(lower).some((part) => knownNames.has(part) || knownNames.has(withoutEnding(part)))
}

/** "leannes late": whose it is, or "is", without an apostrophe. */
const withoutEnding = (lower: string) => (/^.{4,}s$/.test(lower) && !isWord(lower) ? lower.slice(0, -1) : '')

/** Whether it is a town, a country, a shop and the like: a capital alone makes no person of it. */
export const isPlaceOrBrand = (lower: string): boolean => placesAndBrands.has(lower)

/** Whether an English word is a name too. */
export const isWordName = (lower: string): boolean => wordNames.has(lower)

/** Whether such a word, with a capital, is hardly ever anything but a name. */
export const isMostlyName = (lower: string): boolean => mostlyNames.has(lower)

const parts = (lower: string) => (lower.includes('-') ? lower.split('-').filter((part) => part.length > 2) : [lower])
