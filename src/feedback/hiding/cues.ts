import type { StandIn } from './stand-ins.ts'

const of = (words: string) => new Set(words.split(' '))

/** Before a name, and hidden with it: it may tell who it is, and the reader puts it back where it does not. */
export const titles = new Map<string, StandIn>([
  ...[
    'mr',
    'mrs',
    'ms',
    'mx',
    'miss',
    'mister',
    'sir',
    'madam',
    'prof',
    'professor',
    'imam',
    'pastor',
    'rev',
    'reverend',
    'judge',
    'cllr',
    'councillor',
    'coach',
    'big',
    'lil',
    'little',
    'old',
    'young',
  ].map((one) => [one, 'name'] as const),
  ...['dr', 'doctor', 'pc', 'dc', 'ds', 'di', 'sgt', 'sergeant', 'nurse', 'officer', 'matron', 'wpc', 'pcso'].map(
    (one) => [one, 'worker'] as const,
  ),
  ...[
    'auntie',
    'aunty',
    'aunt',
    'uncle',
    'nan',
    'nana',
    'nanny',
    'gran',
    'grandma',
    'granny',
    'grandad',
    'grandpa',
    'cousin',
    'sister',
    'brother',
    'father',
    'mama',
    'baba',
    'khala',
    'chacha',
  ].map((one) => [one, 'family'] as const),
])

/** Titles that are everyday words: what follows has to look like a name by itself. */
export const weakTitles = of(
  'sister brother father miss sir madam doctor nurse officer judge coach big lil little old young nan nana nanny gran grandma granny grandad grandpa cousin mama baba pastor matron di ds dc',
)

/** With "my" before them these say who it is, and stay. */
export const kin = of('sister brother father cousin nan nana nanny gran grandma granny grandad grandpa mama baba')

/** Who somebody is to the person: "my worker X", "her sister X", "the caretaker, X". */
export const roles = new Map<string, StandIn>([
  ...[
    ...of(
      'worker workers keyworker caseworker counsellor councillor therapist psychologist psychiatrist nurse doctor gp midwife consultant teacher tutor headteacher head mentor advocate isva idva chisva solicitor lawyer officer policeman policewoman pc detective manager receptionist volunteer dentist physio coach boss caretaker interpreter social-worker support-worker key-worker youth-worker lady carer carers cleaner assistant ta senco matron dietitian paramedic lead leader staff woman supervisor barber driver',
    ),
  ].map((one) => [one, 'worker'] as const),
  ...[
    ...of(
      'mum mam mom mother dad father stepdad stepmum step-dad step-mum stepfather stepmother brother sister bro sis son daughter uncle aunt auntie aunty cousin cuz cousins nan nana gran granny grandma grandmother grandad grandpa grandfather niece nephew husband hubby wife partner ex ex-husband ex-wife baby kid kids child children twin stepson stepdaughter stepbrother stepsister half-brother half-sister brothers sisters sons daughters eldest youngest toddler fiance fiancé fiancée guardian',
    ),
  ].map((one) => [one, 'family'] as const),
  ...[
    ...of(
      'mate mates friend friends bestie besties bff bezzie pal pals boyfriend girlfriend bf gf neighbour neighbor flatmate roommate housemate classmate lad girl boy kid guy man bloke fella dude person one ex-boyfriend ex-girlfriend chum buddy',
    ),
  ].map((one) => [one, 'friend'] as const),
])

/** After these roles a bare word in lower case is no name, however strange it looks. */
export const looseRoles = of(
  'lad girl boy kid guy man bloke fella dude person one woman lady head lead leader staff driver child kids children workers friends mates carers',
)

/** Words that may stand between a role and a name: "my worker, she is called Kelly". */
export const between = of(
  "is was called named she he they who who's whos she's he's shes hes its it's the a an name name's names",
)

/** "called X", "known as X": the word after them is a name. */
export const naming = of('called named nicknamed aka')

/** Verbs of people, after a name or before one. */
export const didThings = of(
  'was said says told asked asks rang called texted messaged emailed phoned has had helped helps gave got came comes went made makes kept took never always just didnt dont did does doesnt left leaves and who whos works worked runs ran let lets understood understands listened listens knew knows saw thinks thought wrote writes moved used won’t wont will would can could should shouldnt wouldnt couldnt explained spoke talks talked seemed looked started stopped turned hurt lives lived',
)

/** Before a name: "with X", "thanks to X", "me and X". */
export const beforeNames = of(
  "with met told asked thank thanks thankyou ask and n im i'm hi hey hello dear hiya love cheers miss missed hug blame believe trusted trust because cos",
)

/** Before a name in lower case that no list has: "me and shaz", "tell fatz". */
export const beforeNicknames = of('tell told ask asked with')

/** The two words before somebody: "ask for X", "speak to X". */
export const approaching =
  /^(?:ask|asked|asking) for$|^(?:speak|speaking|spoke|spoken|talk|talked|talking|chat|chatted|chatting|listen|listened|explain|explained|complain|complained|complaining) (?:to|with)$|^(?:say|said) (?:hi|hello|thanks|sorry|bye|thankyou) to$|^(?:hi|hello|thanks|thankyou|sorry|bye|cheers) to$|^(?:heard|hear|hearing) from$|^big up$|^(?:shout ?out|out|shoutout|props|respect) to$|^[a-z']{0,12} (?:tell|told)$/

/** Before whoever does something: "i think X should", "cos X left". */
export const clauseOpens = of(
  'when if cos because coz cuz since until till after before that think wish reckon hope think know swear where why how unless while whenever and but even only',
)

/** After whoever does something. */
export const modals = of('should could can would will is was has shouldnt couldnt cant wont isnt wasnt hasnt')

/** What somebody did, where a thing does not. */
export const saidOf = of(
  'said says told tells rang helped helps left listens listened understands knows got gets came comes sorted gave made makes never always still used went took takes thinks actually really needs',
)

/** After "can X": "can X come back". */
export const baseVerbs = of(
  'come be get do help ring call text work stay run know have go see take still ever please always talk speak tell leave sort visit phone carry bring keep give make',
)

/** Before somebody one has to do with: "i miss X", "without X". */
export const contacts = of(
  'see saw seeing met meet miss missed love trust trusted hate without visit rang ring phone text texted thank by',
)

/** Names that are far more often a word, a month or a virtue. */
export const seldomPeople = of(
  'april may june augusta chance hope faith patience joy harmony heaven mercy sky star earl lane heath honey bear ash blessing bob brad cherry coral crystal destiny earl gale gene ginger glen hazel holly iris ivy jewel lance melody miles misty myrtle opal pansy pat pearl poppy precious princess ray rebel rob rocky rod rusty sage scarlet sunny tiger trinity viola violet warren willow gill saffron fern jay jasper guy don drew sue',
)

/** Common surnames here that are everyday words too. */
export const commonSurnames = of(
  'smith jones taylor williams brown davies evans wilson johnson roberts robinson wright thompson white hughes edwards green hall wood harris clarke clark turner hill scott cooper morris ward moore king watson baker harrison morgan patel allen mitchell anderson phillips bell parker davis bennett miller cook shaw cox richards carter hussain khan ahmed ali begum marsh stone fox wells barnes mason hunt rose webb west cole field bird pearce price ford knight holmes palmer fisher gibson mills dean fletcher',
)
