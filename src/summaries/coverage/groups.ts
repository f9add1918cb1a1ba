import { z } from 'zod'
import source from './groups.json' with { type: 'json' }

const Group = z.object({
  key: z.string(),
  name: z.string(),
  /** As in "we heard less from …". */
  from: z.string(),
  /** "Would rather not say": a row of its own, never spread over the others. */
  unsaid: z.boolean().default(false),
  /** What is left when the others are named: nobody looks for it by itself. */
  rest: z.boolean().default(false),
  /** Who answered these sets of questions. */
  sets: z.array(z.string()).optional(),
  /** Who chose this about themselves: the question with its version, and the group that its choices are reported in. */
  answers: z.record(z.string(), z.string()).optional(),
  language: z.string().optional(),
})

const Lists = z.object({
  versions: z.array(
    z.object({
      version: z.number(),
      effective_from: z.string(),
      effective_to: z.string().nullable(),
      /** Whose answers about themselves count: those whom a service saw, and not their parents. */
      asked_of: z.array(z.string()),
      questions: z.array(z.object({ key: z.string(), name: z.string(), groups: z.array(Group) })),
    }),
  ),
})

const { versions } = Lists.parse(source)

export type Group = z.infer<typeof Group>
export type GroupList = (typeof versions)[number]

/**
 * The questions by which we look at who was seen and who was heard, as they stood on a day. Standards for sex, ethnic group
 * and disability move (2026), so this is data with a day from which it holds.
 * @throws {RangeError} for a day before the first list
 */
export function groupsOn(day: string): GroupList {
  const list = versions.find(
    ({ effective_from, effective_to }) => effective_from <= day && (!effective_to || day < effective_to),
  )
  if (!list) throw new RangeError('there is no list of groups for so early a day')
  return list
}

/** Whether there is a list of groups for a day: for any since it is kept. */
export function hasGroups(day: string): boolean {
  return versions.some(({ effective_from }) => effective_from <= day)
}

/** What a lead types in under: the whole, then each group as `question.group`. */
export function fieldsOf({ questions }: GroupList): string[] {
  return ['total', ...questions.flatMap(({ key, groups }) => groups.map((group) => `${key}.${group.key}`))]
}

/** @param groupKey `question.group` @returns the group, or undefined when the list has none such */
export function findGroup({ questions }: GroupList, groupKey: string): (Group & { question: string }) | undefined {
  const [question = '', key = ''] = groupKey.split('.')
  const found = questions.find((one) => one.key === question)?.groups.find((group) => group.key === key)
  return found && { ...found, question }
}
