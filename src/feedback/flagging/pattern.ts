import { hintNames, hintsIn } from './hints.ts'

const who =
  '(he|she|they|dad|daddy|mum|mummy|mother|father|stepfather|stepmother|uncle|brother|sister|boyfriend|girlfriend|partner|husband|wife|ex|man|men|people|coach|teacher|someone|somebody|everyone|grandad|family)'
const me =
  '(me|us|my (mother|sister|brother|friend|little \\w+|son|daughter|baby)|her|him|the (kids|children|baby|boys|girls))'

/** Plain words of harm or danger now. They find little that is told indirectly: the vectors are for that. */
const patterns: RegExp[] = [
  // An end to it
  /\b(kill(ing)?|hurt(ing)?|harm(ing)?|cut(ting)?|burn(ing)?|starv(e|ing)|end(ing)?) (my ?self|myself|my life)\b/i,
  /\b(want|going|plan(ning)?|ready|wish I (was|were)|rather be) ((to|2) )?(die|be dead|dead|end it( all)?|not wake up)\b/i,
  /\b((do not|don't) want to (live|be (alive|here|on this earth))|better off (dead|without me|if I (wasn't|wasnt|weren't|was not|was gone)( here| around| alive)?)|not want to be here (any ?more|no more))\b/i,
  /\b(suicidal|suicide (note|plan)|self[- ]?harm(s|ing)? (again|now|more|every)|took (a load|loads|\d+( odd)?|too many|all (of )?(my|the)) \w* ?(of )?(pills|tablets|paracetamol))\b/i,
  /\b(stockpil\w+|(sav(e|ing)|stash(ing)?|hid(e|ing)|keep(ing)?)( up)?( them| my| the| some)?( up)? (pills|tablets)|tablets and I am saving|(rope|noose|ligature)\b.{0,30}\b(bed|garage|wardrobe|neck|ready)|round (my|her|his) neck)\b/i,
  /\b(there is|I have|got|wrote|written) (a |my )?(suicide )?note\b.{0,30}\b(after|mattress|already|goodbye|when I am gone)\b/i,
  // At home, by a partner, by others
  new RegExp(
    `\\b${who} (still |keeps? |always |often |is )?(hits?|hitting|punch(es|ing)?|beats?( up)?|beating|slaps?|kicks?|kicking|strangles?|chokes?|choking|rapes?|raping|abuses?|abusing|threatens?|threatening|burns?|hurts?|hurting|touches|touching) ${me}\\b`,
    'i',
  ),
  new RegExp(
    `\\b${who} (makes?|forces?|made) ${me} (do (things|stuff|it)|touch|have sex|take (my|her|his) clothes off|send|sell|carry|steal)`,
    'i',
  ),
  /\b(I am|we are|I feel|I do not feel|not) (really |so |very |too |well |proper )?(scared|afraid|frightened|terrified|unsafe|safe) (to go home|to go back|at home|of (him|her|my (father|mother|stepfather|boyfriend|husband|partner|brother|uncle|ex))|in (my|our) (own )?(house|home))\b/i,
  /\b(locks? (me|us|him|her|them) (in|out|up)|(cannot|do not|don't make me|please do not send me|not) (go|send me) (back )?home|kicked me out|thrown me out|nowhere (else )?to (sleep|stay)|(go|going) home tonight|sleeping (rough|in the car|on the (street|landing)))\b/i,
  /\b(forced? (in)?to (a )?marr(y|iage)|(made|have|going) to (get )?marr(y|ied)\b.{0,40}\b(do not want|said no|abroad|pakistan|cousin)|(my|holds? my|keeps? my|took my) passport\b.{0,30}\b(leave|wedding|keeps|marry))\b/i,
  /\bhe (pins me|chok\w+|strangl\w+|held (a|the) (knife|pillow)|put his hands? (round|on) my (neck|throat))\b/i,
  /\b(knife|petrol|gun|acid|machete)\b.{0,40}\b(my (throat|door|letterbox|house)|kill (me|us|her|him)|to use it)\b/i,
  // Exploitation and online
  /\b(selling drugs|county lines|holding (a |the )?(package|gun|knife|drugs|stuff)) (for|in|still|every|at)\b/i,
  /\bowe (them|him)\b.{0,40}\b(work|run|sell|pay|do|grand|debt)\b|\bdebt\b.{0,40}\b(work|run|sell|goes up|paid)\b/i,
  /\b(nudes?|naked pictures?|nude)\b.{0,60}\b(send|post|share|everyone|leak|or (else|he|they)|asks?|asking|wants?)\b/i,
  /\b(send|post|share|leak|put)\b.{0,30}\b(my|the|her|his) (nudes|pictures|naked pictures|videos?)\b.{0,40}\b(everyone|school|mother|online|phone|family)\b/i,
  /\bblackmail(ed|ing|s)?\b/i,
  /\b(meet|meeting|pick me up|wants me to (meet|come))\b.{0,40}\b(hotel|premier inn|on my own|from (snapchat|roblox|discord|a game|the game|online|an app))\b/i,
]

/** Nothing but the word itself: somebody who writes no more than this is asked by nobody what they meant. */
const nothingElse =
  /^\W*(((I am|I'm|im|I feel) )?(so |really )?(scared|suicidal)|suicide|rape(d)?|cutting( myself)?|self[- ]?harm(ing)?|abuse(d)?|help me)\W*$/i

const speaksOf = (name: string, signs: number[]) => signs[hintNames.indexOf(name)] === 1

/**
 * Whether a sentence says plainly that there is harm or danger now. What is over, a story, a figure of speech and what
 * should be done in general are left to the vectors, unless it goes on.
 * @param sentence as `writtenOut` gives it
 */
export function saysPlainly(sentence: string): boolean {
  const plain = sentence.replaceAll('’', "'")
  if (nothingElse.test(plain)) return true
  if (!patterns.some((pattern) => pattern.test(plain))) return false
  const signs = hintsIn(plain)
  const goesOn = /\b(still|again|right now|tonight)\b/i.test(plain)
  const elsewhere = ['it is over', 'not any more', 'a story or a lesson', 'only a way of speaking', 'what should be']
  return goesOn || !elsewhere.some((name) => speaksOf(name, signs))
}
