import { type Kysely, sql } from 'kysely'

/** Whoever had a draft frozen last has chosen its figures, so somebody else publishes it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table release_drafts add column frozen_by uuid references members (id),
      add constraint release_drafts_published_by_another check (published_by <> frozen_by)`.execute(db)
  await sql`update release_drafts set frozen_by = prepared_by where state <> 'published'`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table release_drafts drop column frozen_by`.execute(db)
}
