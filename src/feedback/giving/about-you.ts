import { createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { derive, type Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { type FormBody, field } from '../../web/form.ts'
import type { FormToken } from '../../web/form-token.ts'
import source from '../data/about-you.json' with { type: 'json' }

const Data = z.object({
  questions: z.array(
    z.object({
      id: z.string(),
      /** `reported_as` is the group it is counted in; `under` puts options under one heading on the page. */
      options: z.array(z.object({ key: z.string(), reported_as: z.string(), under: z.string().optional() })),
    }),
  ),
  versions: z.array(
    z.object({
      asked_of: z.enum(['8-11', '11-17', 'parent', 'survivor']),
      effective_from: z.string(),
      effective_to: z.string().nullable(),
      questions: z.array(z.string()),
    }),
  ),
})

const data = Data.parse(source)

/** One question about the person. Its id holds its version: another wording is another question. */
export type AboutQuestion = (typeof data.questions)[number]

/** Every question that was ever asked, for whoever reports on a period of the past. */
export const aboutQuestions = data.questions

/** Choices by question, and whom the questions were for. */
export type AboutAnswers = { askedOf: string; choices: Record<string, string> }

/**
 * What people who answered a set of questions are asked about themselves on a day.
 * @param setKey such as '11-17'
 * @throws {NotFound} for a set that asks nobody about themselves
 */
export function aboutQuestionsFor(setKey: string, day: string): AboutQuestion[] {
  const version = data.versions.find(
    ({ asked_of, effective_from, effective_to }) =>
      asked_of === setKey && effective_from <= day && (!effective_to || day < effective_to),
  )
  if (!version) throw new NotFound('nobody is asked')
  return version.questions.flatMap((id) => data.questions.filter((question) => question.id === id))
}

/** Reads a form by its questions. What was skipped, and what is no choice of ours, is left out. */
export function readAbout(setKey: string, day: string, body: FormBody): AboutAnswers {
  const chosen = aboutQuestionsFor(setKey, day).flatMap(({ id, options }) => {
    const option = options.find(({ key }) => key === field(body, `a.${id}`))
    return option ? [[id, option.key] as const] : []
  })
  return { askedOf: setKey, choices: Object.fromEntries(chosen) }
}

/**
 * Counts what somebody said about themselves. No row is about a person: each choice only makes one number of its period
 * higher, so no two answers can be put side by side, and none beside what was written (standards for equality questions:
 * never crossed). For the same reason nobody can take one back.
 * @param token of a form that was sent, not from a tablet, where nobody is asked; it counts once
 * @param period key of the board's two months
 * @returns false when the form was not sent, or its answers were counted before
 */
export async function countAbout(
  db: Db,
  keys: Keys,
  token: FormToken,
  answers: AboutAnswers,
  period: string,
  now: Date,
): Promise<boolean> {
  const nonceHash = createHash('sha256').update(token.nonce).digest()
  // Another mark than the response's own: a copy of the database cannot put the two together.
  const mark = createHmac('sha256', derive(keys, 'about-you/v1')).update(token.nonce).digest()
  return db.transaction().execute(async (trx) => {
    const sent = await trx
      .selectFrom('responses')
      .select('id')
      .where('form_nonce_hash', '=', nonceHash)
      .where('channel', '<>', 'tablet')
      .executeTakeFirst()
    if (!sent) return false
    const first = await trx
      .insertInto('about_sent')
      .values({ mark, sent_on: dayOf(now) })
      .onConflict((oc) => oc.column('mark').doNothing())
      .returning('mark')
      .executeTakeFirst()
    if (!first) return false
    await addToCounts(trx, answers, period)
    return true
  })
}

/** Makes the numbers of a period higher by one person's choices. */
export async function addToCounts(db: Db, { askedOf, choices }: AboutAnswers, period: string): Promise<void> {
  const rows = Object.entries(choices).map(([question, choice]) => ({ question, choice }))
  // In one order for everybody, so that two people at once never wait for each other in a circle.
  rows.sort((a, b) => (a.question < b.question ? -1 : 1))
  await sql`
    insert into about_counts (period, asked_of, question, choice, people)
    select ${period}, ${askedOf}, c.question, c.choice, 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(question text, choice text)
    on conflict (period, asked_of, question, choice) do update set people = about_counts.people + 1`.execute(db)
}

/**
 * Writes every number and every mark anew, each table in one commit. A database marks rows that were written together,
 * and that mark would put one person's answers beside one another, and beside their words; after this all rows of a
 * table have the same one. Until it has run, which is every few minutes, a copy of the database could tell.
 */
export async function mixAbout(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Whoever is just counting holds several of these rows: wait for all of them, rather than for one another.
    await sql`lock table about_counts in exclusive mode`.execute(trx)
    await trx
      .updateTable('about_counts')
      .set(({ ref }) => ({ people: ref('people') }))
      .execute()
  })
  await db
    .updateTable('about_sent')
    .set(({ ref }) => ({ sent_on: ref('sent_on') }))
    .execute()
}

/** Forgets whose form was counted, once no form token of that time is good any more. @returns how many */
export async function forgetAboutMarks(db: Db, now: Date): Promise<number> {
  const before = dayOf(new Date(now.getTime() - 3 * 86_400_000))
  const result = await db.deleteFrom('about_sent').where('sent_on', '<', before).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** People by question and reporting group in one period. */
export type AboutCounts = { question: string; groups: { group: string; people: number }[]; people: number }[]

/**
 * How many chose what in a period, added up over everybody who was asked, by reporting group; a group nobody chose is
 * there with 0. "Rather not say" is a group of its own and is never spread over the others.
 * @returns exact counts: show them only through small-numbers.ts
 */
export async function aboutCounts(db: Db, period: string): Promise<AboutCounts> {
  const rows = await db
    .selectFrom('about_counts')
    .select(({ fn }) => ['question', 'choice', fn.sum<string>('people').as('people')])
    .where('period', '=', period)
    .groupBy(['question', 'choice'])
    .execute()
  return data.questions.map(({ id, options }) => {
    const groups = [...new Set(options.map(({ reported_as }) => reported_as))].map((group) => {
      const own = options.filter(({ reported_as }) => reported_as === group).map(({ key }) => key)
      const matching = rows.filter((row) => row.question === id && own.includes(row.choice))
      return { group, people: matching.reduce((sum, row) => sum + Number(row.people), 0) }
    })
    return { question: id, groups, people: groups.reduce((sum, { people }) => sum + people, 0) }
  })
}
