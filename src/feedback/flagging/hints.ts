/**
 * Signs in a sentence that a vector of its meaning blurs: whether it is over or goes on, whose fear it is, and talk that
 * only sounds like danger. Each is a yes or no beside the vector; how much each counts is learned with it.
 */
const hints: Record<string, RegExp> = {
  'it is over':
    /\b(used to|years? ago|long ago|ages ago|back then|at the time|in the past|when I was (a |at |in |\d|little|young|younger)|as a (child|boy|girl|teenager)|growing up|historic|previously|before I (came|started|met)|before (evolve|we moved)|last year|in (19|20)\d\d|my childhood|since then)\b/i,
  'not any more':
    /\b(not (any ?more|now)|no longer|doesn't any ?more|any ?more and|stopped|(is|are|am|was|been|be) (safe|sorted|gone|over|free|happy|settled|better)|in (prison|jail|custody)|died|is dead|(left|divorced|blocked) (him|her|them)|moved (away|us away|on)|behind (me|us)|these days I|today I|now I (have|live|do|am)|haven't (for|in|since)|has not for|have not for|I (do not|don't) need)\b/i,
  'it goes on':
    /\b(still|right now|every (night|day|time|week|weekend|evening|friday|sunday|saturday|thursday)|each (night|week|day|time)|tonight|again|this (week|weekend|month|morning)|last (night|week|weekend)|at the moment|currently|keeps?|tomorrow|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|since (monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b/i,
  'not to be told':
    /\b((don't|do not|not to|never|can't|cannot|didn't|if I|if you|mustn't|not allowed to) (ever )?(tell|say|write|post|ring|call|send|speak|talk)|secret|promis(e|ed) (I|not)|swear|no one (knows|noticed|believes|will believe)|nobody (knows|noticed|believes)|delete the|pretend)\b/i,
  'where they go back to':
    /\b(go(ing)? (home|back)|send me (home|back)|at home|in my (room|bed)|the door|lock(s|ed)?|key in|my (room|bed)|upstairs|kick(s|ed)? (off|out)|thrown? out)\b/i,
  'somebody decides for them':
    /\b(let me|lets me|won't let|allowed|makes? (me|her|him|us)|made to|have to|has to|forced?|checks? my|goes through|my (phone|passport|wages|location|card|keys)|her (phone|passport)|tracks?|follows?|watch(es|ing) me)\b/i,
  'something for something':
    /\b(owes?|owe|debt|pay (him|her|them|back)|pays? (me|her|him)|money|buys? (me|her|him)|gives? (me|her|him)|gifts?|for free|nothing is free|favours?|robux|cash)\b/i,
  'somebody older':
    /\b(older|olders?|grown ?man|a man|men|adult|\d\d (year|yrs)|he is \d\d|aged? \d\d|uncle|stepfather|stepdad|step (brother|dad)|boyfriend|coach|teacher|landlord|boss)\b/i,
  'what is left on a body':
    /\b(bruis\w*|marks?|burns?|burnt|cuts?|cutting|scars?|blood|black eye|sleeves|sling|scratch\w*|bleed\w*|wounds?|make ?up)\b/i,
  'what hurts':
    /\b(hits?|hitting|punch\w*|slap\w*|chok\w*|strangl\w*|beat(s|en|ing)?|belt|throat|neck|pins? me|threw|throws?|shov\w*|shak(e|es|ing)|touch\w*|rape\w*|kill\w*|knife|knives|stab\w*|gun|petrol)\b/i,
  'food and cold':
    /\b(hungry|starv\w*|no food|not eaten|haven't eaten|(not|stopped?|barely) eat\w*|fridge|cold|pyjamas|asleep all day|sleeps all day|crusts)\b/i,
  'what they send':
    /\b(pictures?|photos?|nudes?|naked|screenshots?|camera|cam|videos?|live ?stream|snapchat|telegram|discord|roblox|online|headset|app)\b/i,
  fear: /\b(scared|afraid|frighten\w*|terrif\w*|fear|unsafe|(not|n't) (feel )?safe|dread|flinch\w*|hid(e|es|ing)|sick every time|tummy hurts|jump when|shakes)\b/i,
  'an end to it':
    /\b(not (be )?(here|around)|won't be (here|around)|will not be (here|around)|wake up|be(ing)? gone|goodbye|bye to|no point|the bridge|the platform|tablets|pills|overdose|end it|better (off )?without|a plan|letters? (to|for) (each|everyone|all)|blade|rope|ledge|roof|affairs|die|suicide)\b/i,
  'gone missing':
    /\b(missing|come back with|came back with|comes back|picks? (me|her|him) up|collect(s|ed)|cars?|van|taxi|hotel|flat|train tickets?|runs?|package|holding)\b/i,
  'only a way of speaking':
    /\b(haha|laugh\w*|joke|maths|homework|exam|exams|parking|bored|boring|biscuits?|so annoying|dying (to|for)|kill for|death of (me|us)|forms?|wifi|wi-fi|queue|hold music|nearly died|literally)\b|😂|💀|🤣/i,
  'a story or a lesson':
    /\b(film|films|book|novel|story|stories|play|song|game|level|episode|programme|show|tv|telly|series|english|assembly|lesson|learned about|learnt about|course|training|poster|leaflet|article|essay|revis\w+|history)\b/i,
  'what should be':
    /\b(should|ought|need(s)? to (be|know)|ought to|must be|please (have|keep|write|send)|more (people|training|support|staff)|would (help|be good|like)|could you|it would)\b/i,
  'about a service':
    /\b(workers?|appointments?|sessions?|waiting|list|referr\w*|services?|staff|counsell\w*|team|therap\w*|GP|police|court|school nurse|reception|letter|listened|believed|kind|helpful|friendly|thank)\b/i,
  'of themselves': /\b(I|me|my|we|us|our)\b/i,
  'of somebody else':
    /\b(my (little |big |baby |older |younger |step |best )?(brother|sister|friend|cousin|daughter|son|niece|nephew|boy|girl|grandchild\w*)|next door|neighbour\w*|a (girl|boy|kid|child|lad)|the (baby|boys|girls|children|twins|child)|young person|service user|client|pupil)\b/i,
}

/** The names of the signs, in the order in which they stand beside the vector. */
export const hintNames = Object.keys(hints)

/** 1 for each sign that a sentence shows, otherwise 0. @param sentence as `writtenOut` gives it */
export function hintsIn(sentence: string): number[] {
  const plain = sentence.replaceAll('’', "'")
  return Object.values(hints).map((sign) => (sign.test(plain) ? 1 : 0))
}
