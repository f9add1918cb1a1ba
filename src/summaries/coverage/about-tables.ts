import type { Db } from '../../db/open.ts'
import { aboutQuestions } from '../../feedback/giving/about-you.ts'
import { aboutNames } from '../about-words.ts'
import type { ExactTable } from '../releases/release.ts'
import { type Days, periodsIn } from './counting.ts'
import { groupsOn } from './groups.ts'

const PARENTS = ['parent']

/**
 * What people said about themselves, each question by itself: those whom a service saw in one table, parents in another,
 * so that a child's answer is never in one cell with a parent's. No person is in two tables of a question, and nothing is
 * crossed. Rows are those of the question, also with nobody in them.
 * @returns exact counts: they go through `protect` and nowhere else. Keys `about:sex-1` and `about-parents:sex-1`
 */
export async function aboutTables(trx: Db, days: Days): Promise<ExactTable[]> {
  const rows = await trx
    .selectFrom('about_counts')
    .select(({ fn }) => ['asked_of', 'question', 'choice', fn.sum<string>('people').as('people')])
    .where(
      'period',
      'in',
      periodsIn(days).map(({ key }) => key),
    )
    .groupBy(['asked_of', 'question', 'choice'])
    .execute()
  const table = (prefix: string, name: string, askedOf: string[], { id, options }: (typeof aboutQuestions)[number]) => {
    const groups = [...new Set(options.map(({ reported_as }) => reported_as))].map((group) => {
      const own = options.filter(({ reported_as }) => reported_as === group).map(({ key }) => key)
      const people = rows
        .filter((row) => row.question === id && own.includes(row.choice) && askedOf.includes(row.asked_of))
        .reduce((sum, row) => sum + Number(row.people), 0)
      return { key: group, name: aboutNames[id]?.groups[group] ?? group, counts: [people] }
    })
    return {
      ...{ key: `${prefix}:${id}`, name, of: `${prefix} ${id}`, rows: groups },
      base: groups.reduce((sum, { counts }) => sum + counts[0]!, 0),
      ...{ rowsAre: 'parts' as const, columnsAre: 'nested' as const, columns: [{ key: 'people', name: 'People' }] },
    }
  }
  const nameOf = (id: string) => aboutNames[id]?.name ?? id
  return [
    ...aboutQuestions.map((one) => table('about', nameOf(one.id), groupsOn(days.from).asked_of, one)),
    ...aboutQuestions
      .filter(({ id }) => askedOfParents.includes(id))
      .map((one) => table('about-parents', `Parents and carers: ${nameOf(one.id)}`, PARENTS, one)),
  ]
}

/** Whatever parents were ever asked about themselves. */
const askedOfParents = ['age-adult-1', 'sex-1', 'ethnic-1', 'condition-1', 'day-to-day-1']
