import { type Kysely, sql } from 'kysely'

/** What is told with one tap: what people looked for and did not find, and which contacts did not work. Counts only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Each thing that somebody had ticked makes one number of its month higher, so no two can be put side by side.
  await sql`
    create table unmet_needs (
      month text not null,
      facet text not null,
      key text not null,
      count integer not null,
      primary key (month, facet, key)
    )`.execute(db)
  // A contact's id may outlive it: no reference. Null: none of those that the page showed.
  await sql`
    create table contact_reports (
      id uuid primary key,
      option_id uuid not null references support_options (id) on delete cascade,
      contact_id uuid,
      day date not null,
      count integer not null,
      settled_by uuid references members (id),
      settled_on date,
      settled_how text
    )`.execute(db)
  await sql`
    create unique index contact_reports_open on contact_reports
      (option_id, coalesce(contact_id, '00000000-0000-0000-0000-000000000000'), day) where settled_on is null`.execute(
    db,
  )
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table contact_reports, unmet_needs`.execute(db)
}
