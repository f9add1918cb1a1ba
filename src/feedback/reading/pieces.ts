import type { Detail } from '../hiding/details.ts'
import type { Piece } from './hiding.ts'
import type { Place } from './places.ts'

/** A stretch on the desk: shown, hidden, or proposed to be hidden. */
export type DeskPiece = Piece & { maybe?: string }

/**
 * Marks in the pieces of a text what is proposed to be hidden, and keeps what lies inside a section.
 * @param pieces from the text's beginning to its end
 */
export function deskPieces(pieces: Piece[], questionKey: string, open: Detail[], section: Place): DeskPiece[] {
  const proposed = open.flatMap((detail) =>
    detail.places.flatMap((place) => (place.questionKey === questionKey ? [{ ...place, what: detail.as }] : [])),
  )
  const result: DeskPiece[] = []
  let at = 0
  for (const piece of pieces) {
    const [from, to] = [Math.max(at, section.starts), Math.min(at + piece.text.length, section.ends)]
    const said = (starts: number, ends: number) => piece.text.slice(starts - at, ends - at)
    if (from < to && piece.hidden) result.push({ ...piece, text: said(from, to) })
    if (from < to && !piece.hidden) {
      let next = from
      for (const place of proposed.toSorted((a, b) => a.starts - b.starts)) {
        const [starts, ends] = [Math.max(place.starts, next), Math.min(place.ends, to)]
        if (starts >= ends) continue
        if (starts > next) result.push({ text: said(next, starts) })
        result.push({ text: said(starts, ends), maybe: place.what })
        next = ends
      }
      if (next < to) result.push({ text: said(next, to) })
    }
    at += piece.text.length
  }
  return result
}
