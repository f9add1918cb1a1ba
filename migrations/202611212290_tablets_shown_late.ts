import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table handovers add column shown text`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table handovers drop column shown`.execute(db)
}
