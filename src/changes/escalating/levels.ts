import type { Tables } from '../../db/tables.ts'

/**
 * Who has a theme that is not decided. "Transparent escalation processes" (Child Exploitation Priorities 2023-28): the
 * Delivery Group manages the plan, and the partnership's Executive challenges the Delivery Group (Strategy 2024-29).
 */
export type Level = Tables['theme_waits']['level']

export const levels = ['lead', 'delivery group', 'executive'] as const satisfies readonly Level[]

/** @returns undefined when there is nobody above */
export function levelAbove(level: Level): Level | undefined {
  return levels[levels.indexOf(level) + 1]
}

const holders: Record<Level, string> = {
  lead: 'the lead',
  'delivery group': 'the Delivery Group',
  executive: 'the Executive',
}

/** Such as "the Delivery Group". */
export function holderOf(level: Level): string {
  return holders[level]
}
