import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table concern_steps add column told_when_passed_on boolean`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table concern_steps drop column told_when_passed_on`.execute(db)
}
