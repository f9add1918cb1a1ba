import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import source from './data/question-sets.json' with { type: 'json' }

const Wording = z.record(z.string(), z.string())
const Wordings = z.record(z.string(), z.array(z.string()))

const Question = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(['scale', 'text', 'service', 'card', 'unsafe-now', 'permission']),
  scale: z.string().optional(),
  drawing: z.string().optional(),
  ask: Wording,
  why: Wording,
})

const Content = z.object({
  name: z.string(),
  /** Each answer is a picture with words; for 8 to 11. */
  pictures: z.boolean(),
  /** Written by a child: read sooner. */
  child: z.boolean(),
  /** Filled in by a member for others; no public page asks it. */
  by_member: z.boolean().default(false),
  service: z.string().nullable(),
  limits: Wordings,
  must_tell: Wordings,
  need_not: Wordings,
  /** Who in the partnership approved the wording, and when. Until somebody has, the page says that it is a draft. */
  approved: z.object({ by: z.string(), on: z.string() }).nullable(),
  questions: z.array(Question),
  scales: z.record(z.string(), z.array(z.object({ key: z.string(), label: Wording }))),
})

/** One version of a set of questions. A version never changes: what was asked can always be shown beside an answer. */
export type QuestionSet = z.infer<typeof Content> & { id: string; key: string; version: number }
export type Question = z.infer<typeof Question>

/** All versions in the project's data. */
export function listProjectSets(): (QuestionSet & { effectiveFrom: string })[] {
  return source.sets.map(({ key, version, effective_from, ...rest }) => {
    const used = new Set(rest.questions.flatMap((question) => ('scale' in question ? [question.scale] : [])))
    const scales = Object.fromEntries(Object.entries(source.scales).filter(([name]) => used.has(name)))
    return {
      id: `${key}.${version}`,
      key,
      version,
      effectiveFrom: effective_from,
      ...Content.parse({ ...rest, scales }),
    }
  })
}

/** Adds the versions of the project's data that are not yet in the database. */
export async function loadQuestionSets(db: Db): Promise<void> {
  const rows = listProjectSets().map(({ id, key, version, effectiveFrom, ...content }) => ({
    ...{ id, key, version, effective_from: effectiveFrom, effective_to: null },
    content: JSON.stringify(content),
  }))
  await db
    .insertInto('question_sets')
    .values(rows)
    .onConflict((oc) => oc.column('id').doNothing())
    .execute()
}

/**
 * The version that is asked on a day.
 * @param key such as '11-17'
 * @throws {NotFound}
 */
export async function getQuestionSet(db: Db, key: string, day: string): Promise<QuestionSet> {
  const row = await db
    .selectFrom('question_sets')
    .selectAll()
    .where('key', '=', key)
    .where('effective_from', '<=', day)
    .where((eb) => eb.or([eb('effective_to', 'is', null), eb('effective_to', '>', day)]))
    .orderBy('version', 'desc')
    .executeTakeFirst()
  if (!row) throw new NotFound('no such set of questions')
  return fromRow(row)
}

/** The version that a response answered. @throws {NotFound} */
export async function getQuestionSetById(db: Db, id: string): Promise<QuestionSet> {
  const row = await db.selectFrom('question_sets').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('no such set of questions')
  return fromRow(row)
}

function fromRow(row: { id: string; key: string; version: number; content: unknown }): QuestionSet {
  return { id: row.id, key: row.key, version: row.version, ...Content.parse(row.content) }
}
