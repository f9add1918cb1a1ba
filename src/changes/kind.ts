import type { Tables } from '../db/tables.ts'

export type DecisionKind = NonNullable<Tables['decisions']['kind']['__select__']>

/** What sort of change a decision is about, as the board asks for it. */
export const decisionKinds = [
  'training',
  'pathway',
  'service',
  'information',
  'policy',
] as const satisfies readonly DecisionKind[]

/**
 * What a decision may carry besides: subjects that the partnership follows across all its work (Child Exploitation
 * Priorities 2023-2028: learning from Operation Stovewood, transition to adulthood, inclusion and diversity).
 */
export const decisionTags = ['learning from Stovewood', 'transition', 'intersectionality'] as const
