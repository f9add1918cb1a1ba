import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { aboutQuestionsFor } from '../feedback/giving/about-you.ts'
import { periodOf } from '../period.ts'
import { choiceOf } from './about.ts'

/** So many say something about themselves, and so many of these skip a question. Made up. */
const WHO_SAY = 0.6
const WHO_SKIP = 0.15

/** What the crowd says about themselves, counted at once as if each had sent it: joined to nothing. */
export async function countCrowd(db: Db, voices: { day: string; set: { key: string } }[], roll: () => number) {
  const sums = new Map<string, number>()
  for (const { day, set } of voices) {
    if (roll() > WHO_SAY) continue
    for (const question of aboutQuestionsFor(set.key, day)) {
      const choice = choiceOf(question, roll())
      if (!choice || roll() < WHO_SKIP) continue
      const key = JSON.stringify([periodOf(day).key, set.key, question.id, choice])
      sums.set(key, (sums.get(key) ?? 0) + 1)
    }
  }
  const rows = [...sums].map(([key, people]) => {
    const [period, asked_of, question, choice] = JSON.parse(key) as [string, string, string, string]
    return { period, asked_of, question, choice, people }
  })
  if (rows.length === 0) return
  await db
    .insertInto('about_counts')
    .values(rows)
    .onConflict((oc) =>
      oc
        .columns(['period', 'asked_of', 'question', 'choice'])
        .doUpdateSet({ people: sql<number>`about_counts.people + excluded.people` }),
    )
    .execute()
}
