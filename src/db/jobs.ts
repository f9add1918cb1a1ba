import { sql } from 'kysely'
import type { Db } from './open.ts'

/** Something that must happen again and again, in one process at a time. */
export type Job = { name: string; everyMinutes: number; run: (db: Db, now: Date) => Promise<void> }

const LEASE_MINUTES = 5

/**
 * Runs each job that is due and that no other process holds. A process that dies lets its lease run out.
 * @returns the names of the jobs that ran here, each with the kind of its failure if it failed
 */
export async function runDueJobs(db: Db, jobs: Job[], now: Date): Promise<{ name: string; problem?: string }[]> {
  const ran = []
  for (const job of jobs) {
    if (!(await takeLease(db, job, now))) continue
    const problem = await job.run(db, now).then(
      () => undefined,
      (error: Error) => error.name,
    )
    await db
      .updateTable('jobs')
      .set({
        locked_until: null,
        last_run: now,
        last_problem: problem ?? null,
        next_run: new Date(now.getTime() + job.everyMinutes * 60_000),
      })
      .where('name', '=', job.name)
      .execute()
    ran.push(problem ? { name: job.name, problem } : { name: job.name })
  }
  return ran
}

async function takeLease(db: Db, job: Job, now: Date): Promise<boolean> {
  const until = new Date(now.getTime() + LEASE_MINUTES * 60_000)
  await db
    .insertInto('jobs')
    .values({ name: job.name, next_run: now })
    .onConflict((oc) => oc.column('name').doNothing())
    .execute()
  const { rows } = await sql`
    update jobs set locked_until = ${until}
    where name = ${job.name} and next_run <= ${now} and (locked_until is null or locked_until < ${now})
    returning name`.execute(db)
  return rows.length === 1
}
