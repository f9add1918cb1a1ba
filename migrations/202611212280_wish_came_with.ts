import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table contact_wishes add column came_with text check (came_with in ('words', 'key'))`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table contact_wishes drop column came_with`.execute(db)
}
