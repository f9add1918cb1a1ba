import { type Kysely, sql } from 'kysely'

/** Where the chart of a theme starts anew after a change, who said so and why. Taken back, it stays as a row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table chart_rebases (
      id uuid primary key,
      theme_id uuid not null references themes (id),
      first_month text not null check (first_month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
      decision_id uuid not null references decisions (id),
      reason text not null,
      made_by uuid not null references members (id),
      made_on date not null,
      taken_back_by uuid references members (id),
      taken_back_on date,
      check ((taken_back_by is null) = (taken_back_on is null))
    )`.execute(db)
  await sql`create unique index chart_rebases_open on chart_rebases (theme_id, first_month) where taken_back_on is null`.execute(
    db,
  )
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table chart_rebases`.execute(db)
}
