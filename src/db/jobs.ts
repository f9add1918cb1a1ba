import { sql } from 'kysely'
import type { Keys } from '../seal/keys.ts'
import type { Db } from './open.ts'

type Named = { name: string; everyMinutes: number }

/** Something that must happen again and again, in one process at a time. What needs the desk key runs only beside it. */
export type Job = Named &
  (
    | { needsDesk?: never; run: (db: Db, now: Date) => Promise<void> }
    | { needsDesk: true; run: (db: Db, now: Date, keys: Keys) => Promise<void> }
  )

const LEASE_MINUTES = 5
/** A job of every minute is taken over sooner when its process dies: it keeps people safe, and does no harm done twice. */
const leaseOf = ({ everyMinutes }: Named) => Math.min(LEASE_MINUTES, 2 * everyMinutes)
/** What failed is tried again soon: a day is long for words that should be erased. */
const RETRY_MINUTES = 15

/**
 * Runs each job that is due and that no other process holds. A process that dies lets its lease run out.
 * @param keys left out, or without a desk key, what needs that key is left to another process
 * @returns the names of the jobs that ran here, each with its failure if it failed
 */
export async function runDueJobs(
  db: Db,
  jobs: Job[],
  now: Date,
  keys?: Keys,
): Promise<{ name: string; problem?: Error }[]> {
  const ran: { name: string; problem?: Error }[] = []
  for (const job of jobs) {
    const run = job.needsDesk ? keys?.desk && (() => job.run(db, now, keys)) : () => job.run(db, now)
    if (!run || !(await takeLease(db, job, now))) continue
    const problem = await run().then(
      () => undefined,
      (error: Error) => error,
    )
    await db
      .updateTable('jobs')
      .set({
        locked_until: null,
        last_run: now,
        last_problem: problem?.name ?? null,
        next_run: inMinutes(now, problem ? Math.min(RETRY_MINUTES, job.everyMinutes) : job.everyMinutes),
      })
      .where('name', '=', job.name)
      .execute()
    ran.push(problem ? { name: job.name, problem } : { name: job.name })
  }
  return ran
}

async function takeLease(db: Db, job: Job, now: Date): Promise<boolean> {
  const until = inMinutes(now, leaseOf(job))
  // Nothing is ever put off for longer than this, so a later time is from a clock that was wrong.
  const latest = inMinutes(now, Math.max(job.everyMinutes, LEASE_MINUTES))
  await db
    .insertInto('jobs')
    .values({ name: job.name, next_run: now })
    .onConflict((oc) => oc.column('name').doNothing())
    .execute()
  const { rows } = await sql`
    update jobs set locked_until = ${until}
    where name = ${job.name} and (next_run <= ${now} or next_run > ${latest})
      and (locked_until is null or locked_until < ${now} or locked_until > ${latest})
    returning name`.execute(db)
  return rows.length === 1
}

function inMinutes(from: Date, minutes: number): Date {
  return new Date(from.getTime() + minutes * 60_000)
}
