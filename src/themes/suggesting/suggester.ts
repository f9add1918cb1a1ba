/** A code that the suggester names for some words, best first. */
export type Ranked = {
  codeKey: string
  /** The words of the text that led there, as they stand in it. */
  words: string[]
  /** Confirmed passages with this code that are most like it. */
  similar: string[]
}

export type Ranking = {
  /** `learned` once any code has enough confirmed passages; before that the codebook's own words. */
  source: 'learned' | 'codebook'
  /** Which model it was: how many confirmed passages it learned from. Goes into the log. */
  model: string
  ranked: Ranked[]
}

export type Asked = {
  text: string
  /** The key of the question that the text answers. */
  question: string
  /** Codes that are there already. */
  without: readonly string[]
  /** Sources that have retired. */
  retired: readonly Ranking['source'][]
}

/** What ranks codes. It never puts one on: a person does (LE-3). */
export type Suggester = {
  /** @returns undefined when it has no answer: it is not ready, has failed, or takes too long. Never throws. */
  rank(asked: Asked): Promise<Ranking | undefined>
  /** Says that something was confirmed or taken back, so that it learns anew before long. Costs nothing. */
  noticeChange(): void
  /** A sentence for the page when there can be no suggestions. */
  problem(): string | undefined
  stop(): Promise<void>
}

/** Stands in where there is none: the workbench is whole without it. */
export const noSuggester: Suggester = {
  rank: async () => undefined,
  noticeChange: () => {},
  problem: () => 'There are no suggestions here. Choose from the list.',
  stop: async () => {},
}
