import { type Kysely, sql } from 'kysely'

/** Why a draft was refused stands beside the reason of a correction, which it took the place of until now. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table release_drafts add column refused_why text not null default ''`.execute(db)
  await sql`update release_drafts set refused_why = why, why = '' where state = 'refused'`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`update release_drafts set why = refused_why where state = 'refused'`.execute(db)
  await sql`alter table release_drafts drop column refused_why`.execute(db)
}
