import { z } from 'zod'
import { isDay } from '../days.ts'
import type { AtRisk } from '../db/tables.ts'
import { field } from '../web/form.ts'
import * as kinds from './concern-kind.ts'
import { atLondon } from './working-time.ts'

// What the forms of a concern's page say, or a sentence for each field that needs one.

/** What was typed, so that it stays on the page; and what it says, when nothing is missing. */
export type Read<T> = { typed: Record<string, string>; problems: Record<string, string>; data: T | undefined }

const keysOf = <T extends object>(names: T) => Object.keys(names) as [keyof T & string, ...(keyof T & string)[]]
const why = (sentence: string) => z.string().trim().min(3, sentence).max(2000, 'Keep it under 2,000 characters.')

const Decided = z.object({
  decision: z.enum(keysOf(kinds.decisions), 'Choose what was decided.'),
  child: z.enum(keysOf(kinds.atRisk) as [AtRisk, ...AtRisk[]], 'Choose if a child may be at risk.'),
  adult: z.enum(keysOf(kinds.atRisk) as [AtRisk, ...AtRisk[]], 'Choose if an adult may be at risk.'),
  decided_why: why('Say why, in a sentence.'),
})

const Passing = z
  .object({
    destination: z.enum(keysOf(kinds.destinations), 'Choose where it was passed on.'),
    say: z.enum(['say', 'unsafe', '']),
    nowhere_why: z.string().trim().max(2000, 'Keep it under 2,000 characters.'),
  })
  .superRefine(({ destination, say, nowhere_why }, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (destination === 'cannot-tell' && say === '') {
      problem('say', 'Choose if it is safe to say on their page that we could not tell who they are.')
    }
    if (destination === 'none' && say === 'say') {
      problem('say', 'Their page has no words for this. Say it when you close the concern.')
    }
    if (!kinds.isToldPlace(destination) && nowhere_why.length < 3) {
      problem('nowhere_why', 'It goes to nobody: say why, in a sentence.')
    }
  })

const Closing = z
  .object({
    reason: z.enum(keysOf(kinds.closingReasons), 'Choose why it can be closed.'),
    outcome: why('Say in a sentence how it ended.'),
    tell: z.enum(['say', 'unsafe'], 'Choose if it is safe to say something on their page.'),
    told: z.string().trim().max(500, 'Keep it short: 500 characters.'),
  })
  .refine(({ tell, told }) => tell === 'unsafe' || told.length >= 3, {
    path: ['told'],
    message: 'Write what they read on their page, or choose that it is not safe.',
    when: () => true,
  })

const Escalation = z.object({
  level: z.enum(keysOf(kinds.levels), 'Choose whom it goes to.'),
  escalate_why: why('Say why, in a sentence.'),
})

const Explained = z.object({ answers: z.string(), explained_why: why('Say why no answer comes, in a sentence.') })

const Lowering = z.object({
  lower: z.enum(keysOf(kinds.suspicions), 'Choose what is suspected.'),
  lower_why: why('Say why, in a sentence.'),
})

const Notified = z.object({
  body: z.enum(keysOf(kinds.bodies), 'Choose who was told.'),
  notified_who: z.string().trim().min(2, 'Write who told them.').max(200, 'Keep it under 200 characters.'),
  notified_day: z.string().refine(isDay, 'Write the day.'),
  notified_time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time, such as 14:30.'),
})

const Delay = z.object({
  until: z.string().refine(isDay, 'Write the day until which it waits.'),
  delay_why: why('Say how telling now would put the child at risk.'),
  only: z.literal('yes', 'It may wait for the child’s safety only. Tick that it does.'),
})

/** What was decided, and why; that a child and an adult were thought of. */
export const readDecided = (body: unknown) => read(Decided, body)
/** Why it can be closed, how it ended, and what is said of it. */
export const readClosing = (body: unknown) => read(Closing, body)
/** Whom it is passed up to, and why. */
export const readEscalation = (body: unknown) => read(Escalation, body)
/** Why no answer comes. */
export const readExplained = (body: unknown) => read(Explained, body)
/** What is suspected less than before, and why. */
export const readLowering = (body: unknown) => read(Lowering, body)
/** Until when telling waits, and why. */
export const readDelay = (body: unknown) => read(Delay, body)
/** Where it went, whether their page says so, and why if it went nowhere. */
export const readPassingOn = (body: unknown) => read(Passing, body)

/** Also when it happened; nobody was told in the future. */
export function readNotified(body: unknown, now: Date): Read<z.infer<typeof Notified> & { at: Date }> {
  const { typed, problems, data } = read(Notified, body)
  if (!data) return { typed, problems, data: undefined }
  const [hours = 0, minutes = 0] = data.notified_time.split(':').map(Number)
  const at = atLondon(data.notified_day, hours * 60 + minutes)
  if (at > now)
    return { typed, problems: { notified_day: 'That is still to come. Write when it was.' }, data: undefined }
  return { typed, problems, data: { ...data, at } }
}

/** Which waiting answer a form is about; undefined when it does not say. */
export function readAnswers(body: unknown): number | undefined {
  const text = field(body, 'answers')
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined
}

function read<T extends z.ZodObject>(schema: T, body: unknown): Read<z.infer<T>> {
  const typed = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, field(body, name)]))
  const parsed = schema.safeParse(typed)
  const problems: Record<string, string> = {}
  for (const { path, message } of parsed.error?.issues ?? []) problems[String(path[0])] ??= message
  return { typed, problems, data: parsed.data }
}
