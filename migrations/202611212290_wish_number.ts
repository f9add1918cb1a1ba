import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Which of somebody's wishes came first; the day alone does not tell.
  await sql`alter table contact_wishes add column number integer not null default 1`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table contact_wishes drop column number`.execute(db)
}
