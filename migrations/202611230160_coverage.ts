import { type Kysely, sql } from 'kysely'

/**
 * How many people services saw, as a lead typed it in, whole each time: what was there before stays. And what is done
 * next about a group that was heard less.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table referral_totals (
      id uuid primary key,
      period text not null,
      number integer not null check (number > 0),
      list_version integer not null,
      counts jsonb not null,
      why text not null default '',
      typed_by uuid references members (id),
      typed_on date not null,
      unique (period, number)
    )`.execute(db)
  await sql`
    create table coverage_steps (
      id uuid primary key,
      number integer generated always as identity,
      group_key text not null,
      sentence text not null,
      by_day date not null,
      made_by uuid references members (id),
      made_on date not null
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table coverage_steps, referral_totals`.execute(db)
}
