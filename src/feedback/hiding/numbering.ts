import type { HiddenSpan } from '../reading/hiding.ts'
import { people, type StandIn } from './stand-ins.ts'

/** The number that the same words have in this response, or the only person whose name they are a part of; else the next. */
export function numberFor(
  { words, standIn }: { words: string; standIn: StandIn },
  spans: HiddenSpan[],
  texts: Record<string, string>,
): number {
  const same = spans.filter((span) => span.standIn === standIn && span.number)
  const said = sayings(words)
  const known = same.map((span) => ({
    number: span.number ?? 1,
    said: sayings(texts[span.questionKey]?.slice(span.starts, span.ends) ?? ''),
  }))
  const exact = known.find((one) => one.said.join(' ') === said.join(' '))
  if (exact) return exact.number
  const within = (few: string[], many: string[]) => few.length > 0 && few.every((one) => many.includes(one))
  const akin = known.filter((one) => within(said, one.said) || within(one.said, said))
  const numbers = new Set(akin.map(({ number }) => number))
  const [only] = numbers
  if (people.includes(standIn) && numbers.size === 1 && only) return only
  return Math.max(0, ...known.map(({ number }) => number)) + 1
}

/** The words of a name as they are compared. */
export function sayings(words: string): string[] {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s?\b/g, '')
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => !/^(?:mr|mrs|ms|miss|dr|doctor|uncle|auntie|aunty)$/.test(word),
  )
}
