import { z } from 'zod'
import { type ConcernKind, concernKinds, type Suspicion, suspicions } from '../../safeguarding/concern-kind.ts'
import type { Member } from '../../team/member.ts'
import { field } from '../../web/form.ts'

const Concern = z.object({
  about: z.enum(Object.keys(concernKinds) as [ConcernKind, ...ConcernKind[]], 'Choose what it is about.'),
  note: z
    .string()
    .trim()
    .min(3, 'Write a sentence about what worries you.')
    .max(4000, 'Keep it under 4,000 characters.'),
  ownerId: z.uuid('Choose who takes it.'),
  suspected: z
    .enum(Object.keys(suspicions) as [Suspicion, ...Suspicion[]], 'Choose one. You can say that you are not sure.')
    .optional(),
})

/**
 * Reads the part of a form that raises a concern.
 * @param readers who may take it
 * @returns the concern, or a sentence for each field; `typed` is what goes back on the page
 */
export function readConcern(body: unknown, by: Member, readers: Member[]) {
  const said = { about: field(body, 'about'), note: field(body, 'note'), ownerId: field(body, 'owner') || by.id }
  const typed = { ...said, ...askedFor(body) }
  const parsed = Concern.safeParse(typed)
  const problems: Record<string, string> = {}
  for (const { path, message } of parsed.error?.issues ?? []) problems[String(path[0])] ??= message
  if (!readers.some(({ id }) => id === typed.ownerId)) problems.ownerId = 'Choose who takes it.'
  const concern = parsed.success && Object.keys(problems).length === 0 ? parsed.data : undefined
  return { typed, problems, concern }
}

/** Whether a child sexual offence is suspected, where the form asked: then it needs an answer. */
function askedFor(body: unknown): { suspected?: string } {
  return field(body, 'asks_suspected') === '' ? {} : { suspected: field(body, 'suspected') }
}
