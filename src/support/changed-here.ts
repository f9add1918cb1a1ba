/** A change that was made because people told us: the sentence that everyone reads, and since when. */
export type Changed = { sentence: string; easySentence: string; madeOn: string }

/**
 * What changed at an option or a place of the roadmap, newest first. The room of changes knows; `app.ts` hands it in,
 * because that room lies to the right of this one.
 */
export type ChangedHere = (where: { optionId: string } | { place: string }) => Promise<Changed[]>

export const nothingChanged: ChangedHere = async () => []
