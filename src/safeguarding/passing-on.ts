import { field } from '../web/form.ts'
import { type Destination, destinations } from './concern-kind.ts'
import type { PassingOn } from './concern-step.ts'

/** What the form on where a concern went says, or what is missing beside its fields. */
export function readPassingOn(body: unknown): {
  passing: PassingOn | undefined
  typed: { destination: string; say: string }
  problems: Record<string, string>
} {
  const typed = { destination: field(body, 'destination'), say: field(body, 'say') }
  const problems = problemsOf(typed)
  const tell = typed.say === 'say' ? true : typed.say === 'unsafe' ? false : null
  const passing = { destination: typed.destination as Destination, tell }
  return { passing: Object.keys(problems).length === 0 ? passing : undefined, typed, problems }
}

function problemsOf({ destination, say }: { destination: string; say: string }): Record<string, string> {
  if (!Object.hasOwn(destinations, destination)) return { destination: 'Choose where it was passed on.' }
  if (destination === 'cannot-tell' && say !== 'say' && say !== 'unsafe') {
    return { say: 'Choose if it is safe to say on their page that we could not tell who they are.' }
  }
  if (destination === 'none' && say === 'say') {
    return { say: 'Their page has no words for this. Say it when you close the concern.' }
  }
  return {}
}
