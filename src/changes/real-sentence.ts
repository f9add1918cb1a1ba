/**
 * Words that a reply may begin and end with, and that say nothing by themselves: greetings, thanks, and how much
 * somebody's views matter to us.
 */
const empty = [
  /^(hi|hello|dear|hey|good (morning|afternoon|evening))\b[^.?!]{0,30}$/,
  /^(many |so many )?(thanks|thank you|cheers)\b/,
  /\b(we|i) (really |truly |do |also )*(want to |would like to |wish to )?(thank|value|appreciate|welcome|acknowledge)\b/,
  /\b(we|i) (are|am) (really |very |truly |so )*(grateful|sorry to hear|glad|pleased|thankful|happy) (that|you|for|to)\b/,
  /\byour (feedback|views?|words|comments?|voice|opinions?|thoughts|input)\b[^.?!]*\b(important|valued|valuable|matters?|helps? us|heard|noted|appreciated)\b/,
  /\b(we|i) (take|took|have taken)\b[^.?!]*\b(seriously|on board|note of)\b/,
  /\b(we|i) (have |will )?(passed?|share[ds]?|forward(ed)?) (it|this|them|that|your \w+) (on|with|to)\b/,
  /^(kind|best|warm|with|yours|take care|sincerely|regards|all the best)\b[^.?!]{0,40}$/,
  /^(we|i) (hear|heard|listen|listened|are listening)( to)? you$/,
]

/** Fewest words of a sentence that can say something. */
const FEWEST_WORDS = 5

/**
 * Whether a reply says anything when thanks and greetings are taken out: at least one sentence of its own must be left. It
 * looks at phrases, not at meaning: it stops what was sent without a thought, and a person has still to mean what they say.
 */
export function saysSomethingReal(text: string): boolean {
  return sentencesOf(text).some((sentence) => {
    const said = sentence.toLowerCase().replace(/[’]/g, "'")
    const words = said.match(/\p{L}[\p{L}'-]*/gu) ?? []
    return words.length >= FEWEST_WORDS && !empty.some((pattern) => pattern.test(said))
  })
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.?!])\s+|\n+|,\s*\n/u)
    .map((sentence) => sentence.replace(/[.?!,;:\s]+$/u, '').trim())
    .filter(Boolean)
}
