import { type Kysely, sql } from 'kysely'

/** Days on which more taps came than are counted. A day and nothing else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table tap_limits (day date primary key)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table tap_limits`.execute(db)
}
