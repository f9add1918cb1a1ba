import { type Kysely, sql } from 'kysely'

/** Where on the roadmap a change that was made shows: an option of the directory, or a place. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table change_points (
      id uuid primary key,
      practice_change_id uuid not null references practice_changes (id) on delete cascade,
      option_id uuid references support_options (id) on delete cascade,
      place text,
      check ((option_id is null) <> (place is null)),
      unique (practice_change_id, option_id),
      unique (practice_change_id, place)
    )`.execute(db)
  await sql`create index change_points_option on change_points (option_id)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table change_points`.execute(db)
}
