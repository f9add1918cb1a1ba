import data from './data/success-measures.json' with { type: 'json' }

export const strategyParts = ['Prepare', 'Prevent', 'Protect', 'Pursue'] as const
export type StrategyPart = (typeof strategyParts)[number]

/** One of the strategy's own measures of success, in its own words. The key stays when the words are edited. */
export type SuccessMeasure = { key: string; part: StrategyPart; quotation: string }

export const successMeasures = data.measures as SuccessMeasure[]

/** Where the quotations come from. */
export const measuresSource = data.source

/** @returns undefined when the strategy has no such measure */
export function findMeasure(key: string): SuccessMeasure | undefined {
  return successMeasures.find((measure) => measure.key === key)
}
