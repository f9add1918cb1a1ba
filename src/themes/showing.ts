import { isTranslation, originalOf } from '../feedback/reading/texts.ts'
import type { Passage, Released } from './released.ts'
import { type Place, splitSentences } from './sentences.ts'

/** A stretch of text between two places where a passage begins or ends. */
export type Piece = { text: string; marked: boolean; endsHere: number[] }

/** A sentence that can be chosen. */
export type Choice = { value: string; pieces: Piece[]; covered: boolean }

/** A text as the workbench lists it: in parts, so that a long story can be taken a part at a time. */
export type Listed = { ask: string; questionKey: string; parts: Choice[][] }

/** More sentences than this are listed in parts. */
const A_PART = 20

/** @returns each sentence as pieces; a passage that runs over several sentences is marked in each, numbered in the last */
export function sentencesWithPassages(body: string, passages: Passage[]): Piece[][] {
  return splitSentences(body).map((sentence) => piecesOf(body, sentence, passages))
}

/**
 * The texts of one piece of feedback, as they are listed. A text and its English stand beside each other.
 * @returns one or two texts for each question
 */
export function listedTexts({ questions }: Released): Listed[][] {
  const texts = questions.map(({ ask, questionKey, body, passages }) => {
    const choices = sentencesWithPassages(body, passages).map((pieces, index) => ({
      value: `${questionKey}.${index}`,
      pieces,
      covered: pieces.every(({ text, marked }) => marked || text.trim() === ''),
    }))
    const parts = Array.from({ length: Math.ceil(choices.length / A_PART) }, (_, at) =>
      choices.slice(at * A_PART, (at + 1) * A_PART),
    )
    return { ask, questionKey, parts }
  })
  return Object.values(Object.groupBy(texts, ({ questionKey }) => originalOf(questionKey))) as Listed[][]
}

/**
 * The one sentence that there is to choose, if there is only one: it is chosen by itself. Of a text and its English it is
 * the English one.
 */
export function onlySentence(texts: Listed[][]): string | undefined {
  const toCode = texts.map((pair) => pair.find(({ questionKey }) => isTranslation(questionKey)) ?? pair[0])
  const choices = toCode.flatMap((text) => text?.parts.flat() ?? [])
  return choices.length === 1 ? choices[0]?.value : undefined
}

/**
 * Where the keyboard goes after something was put on: to the next sentence that nothing is marked in.
 * @param last the sentence that was chosen last
 * @returns undefined when everything after it and before it is marked: then it goes to finishing
 */
export function nextSentence(texts: Listed[][], last: string | undefined): string | undefined {
  const all = texts.flat().flatMap(({ parts }) => parts.flat())
  const at = all.findIndex(({ value }) => value === last)
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(({ covered }) => !covered)?.value
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
