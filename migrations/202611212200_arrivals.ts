import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table responses
      add column helped boolean,
      add column checked_with_person boolean`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table responses drop column helped, drop column checked_with_person`.execute(db)
}
