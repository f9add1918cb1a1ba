import { fields } from '../web/form.ts'
import type { Decision } from './decision-list.ts'
import { type Compared, type HeardState, heardState, heardStates } from './heard.ts'
import { decisionKinds, decisionTags } from './kind.ts'
import { daysLate, dueInWords, isOpen, type Outcome, stateOf } from './state.ts'

/** A decision with where it stands today. */
export type Standing = Decision & {
  state: Exclude<Outcome, 'made'> | HeardState
  late: boolean
  due: string
  open: boolean
}

/** What a list of decisions can be narrowed by. Each is about our own tasks; none is about a person. */
export const facets = ['theme', 'part', 'kind', 'tag', 'owner', 'state'] as const
export type Facet = (typeof facets)[number]
export type Wish = Record<Facet, string>

/** Every state that a decision can be in, and overdue, which comes beside one. */
export const states = ['planned', 'need more voices', 'not possible', ...heardStates, 'overdue'] as const

/** @param compared what people said since, of those that are made @param today 'YYYY-MM-DD' */
export function standingOf(decision: Decision, compared: Compared | undefined, today: string): Standing {
  const outcome = stateOf(decision)
  return {
    ...decision,
    state: outcome === 'made' ? heardState(compared?.verdict ?? 'too early to say', decision.hearWay) : outcome,
    late: daysLate(decision, today) > 0,
    due: dueInWords(decision, today),
    open: isOpen(decision),
  }
}

/** What was asked for in the address; anything but one short text each is nothing. */
export function readWish(query: unknown): Wish {
  return Object.fromEntries(facets.map((facet) => [facet, (fields(query, facet)[0] ?? '').slice(0, 120)])) as Wish
}

/** The decisions that fit every part of a wish. A word that no decision has fits none. */
export function fitting(decisions: readonly Standing[], wish: Wish): Standing[] {
  return decisions.filter((one) =>
    facets.every((facet) => wish[facet] === '' || valuesOf(one, facet).includes(wish[facet])),
  )
}

/** What can be chosen, with names where the value is not its own; only what occurs, but for lists of fixed length. */
export function choicesFor(decisions: readonly Standing[]): Record<Facet, { value: string; name: string }[]> {
  const named = (values: readonly string[]) => values.map((value) => ({ value, name: value }))
  const themes = new Map(decisions.map(({ themeKey, themeName }) => [themeKey, themeName]))
  const owners = [...new Set(decisions.map(({ owner }) => owner))]
  return {
    theme: [...themes].map(([value, name]) => ({ value, name })).sort((a, b) => a.name.localeCompare(b.name)),
    part: named([...new Set(decisions.map(({ strategyPart }) => strategyPart))]),
    kind: named(decisionKinds),
    tag: named(decisionTags),
    owner: named(owners.sort((a, b) => a.localeCompare(b))),
    state: named(states),
  }
}

function valuesOf(decision: Standing, facet: Facet): readonly string[] {
  if (facet === 'theme') return [decision.themeKey]
  if (facet === 'part') return [decision.strategyPart]
  if (facet === 'kind') return [decision.kind ?? '']
  if (facet === 'tag') return decision.tags
  if (facet === 'owner') return [decision.owner]
  return decision.late ? [decision.state, 'overdue'] : [decision.state]
}
