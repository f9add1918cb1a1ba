import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table readings add column not_used text`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table readings drop column not_used`.execute(db)
}
