import { type Kysely, sql } from 'kysely'

/** Why figures of a draft are not shown: it stays here and is never in the schema `released`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table release_drafts add column marks jsonb`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table release_drafts drop column marks`.execute(db)
}
