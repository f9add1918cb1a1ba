import { type Kysely, sql } from 'kysely'

/**
 * Which names a response was compared with and which texts of it, so that it is done again when either changes; how much
 * a member opened on a day; until when words are claimed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table name_checks (
      response_id uuid primary key references responses (id) on delete cascade,
      names text not null,
      texts text not null
    )`.execute(db)
  await sql`
    create table reading_loads (
      member_id uuid not null references members (id),
      day date not null,
      opened integer not null default 0,
      words integer not null default 0,
      primary key (member_id, day)
    )`.execute(db)
  await sql`alter table readings add column claimed_until timestamptz`.execute(db)
  await sql`create index conflicts_of_member on conflicts (member_id) where ended_on is null`.execute(db)
  await sql`create index audit_entries_record on audit_entries (record_id, member_id)`.execute(db)
  await sql`create index audit_entries_member on audit_entries (member_id, at)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index audit_entries_member, audit_entries_record, conflicts_of_member`.execute(db)
  await sql`alter table readings drop column claimed_until`.execute(db)
  await sql`drop table reading_loads, name_checks`.execute(db)
}
