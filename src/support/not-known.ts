import { sourcesDisagree } from './contact.ts'
import type { Option } from './option.ts'

/** What people ask of an option, in the order in which it matters to them. */
export const asked = [
  'first_contact',
  'told',
  'asked',
  'wait',
  'cost',
  'hours',
  'ages',
  'welcomes',
  'languages',
  'interpreters',
  'accessibility',
  'area',
  'police',
  'run_by',
] as const

export type Asked = (typeof asked)[number]

export type NotKnown = {
  /** No source says it. */
  missing: Asked[]
  /** Sources say different things, and none is picked. */
  disagree: Asked[]
  /** Whether it is known who runs it. Nobody who needs help is asked to find that out; the call sheet does. */
  runBy: boolean
}

const disputable: Partial<Record<Asked, string[]>> = {
  ...{ cost: ['cost'], hours: ['hours'], ages: ['age_min', 'age_max'], welcomes: ['gender_or_community'] },
  ...{ languages: ['languages'], accessibility: ['accessibility'], area: ['area'], run_by: ['provider'] },
}

/** What the page of an option has to say that it does not know. Nothing is ever left out in silence. */
export function notKnown(option: Option): NotKnown {
  const disputed = asked.filter((fact) => disputable[fact]?.some((name) => sourcesDisagree(option, name)))
  const missing = asked.filter((fact) => !disputed.includes(fact) && !isKnown(option, fact))
  const toAsk = (facts: Asked[]) => facts.filter((fact) => fact !== 'run_by')
  const runBy = !disputed.includes('run_by') && !missing.includes('run_by')
  return { missing: toAsk(missing), disagree: toAsk(disputed), runBy }
}

function isKnown(option: Option, fact: Asked): boolean {
  switch (fact) {
    case 'first_contact':
      return option.first_contact !== null
    case 'told':
      return option.who_will_know !== null
    case 'asked':
      return option.what_asked !== null
    case 'cost':
      return option.cost !== null || option.free !== null
    case 'hours':
      return option.hours !== null || option.times !== null
    case 'ages':
      return option.age_min !== null || option.age_max !== null || option.age_note !== null
    case 'welcomes':
      return option.gender_or_community !== null || option.welcomes.length > 0
    case 'languages':
      return option.languages !== null || option.language_codes.length > 0
    case 'run_by':
      return option.organization !== null
    default:
      return option[fact] !== null
  }
}
