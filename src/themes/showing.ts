import type { Passage } from './released.ts'
import { type Place, splitSentences } from './sentences.ts'

/** A stretch of text between two places where a passage begins or ends. */
export type Piece = { text: string; marked: boolean; endsHere: number[] }

/** @returns each sentence as pieces; a passage that runs over several sentences is marked in each, numbered in the last */
export function sentencesWithPassages(body: string, passages: Passage[]): Piece[][] {
  return splitSentences(body).map((sentence) => piecesOf(body, sentence, passages))
}

function piecesOf(body: string, { start, end }: Place, passages: Passage[]): Piece[] {
  const inside = (at: number) => at > start && at < end
  const cuts = passages.flatMap((passage) => [passage.start, passage.end]).filter(inside)
  const edges = [...new Set([start, ...cuts, end])].sort((a, b) => a - b)
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1]!
    return {
      text: body.slice(from, to),
      marked: passages.some((passage) => passage.start <= from && passage.end >= to),
      // Passages end on the end of words, sentences may end later: what ends between two sentences ends in the first.
      endsHere: passages.filter((passage) => passage.end > from && passage.end <= to).map(({ number }) => number),
    }
  })
}
