import { type Kysely, sql } from 'kysely'

/** Where records come from, the runs that fetch them, and the records themselves, which wait here for a person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table import_sources (
      id uuid primary key,
      name text not null unique,
      kind text not null,
      address text,
      licence text,
      added_by uuid not null references members (id),
      added_on date not null
    )`.execute(db)
  await sql`
    create table import_runs (
      id uuid primary key,
      source_id uuid not null references import_sources (id),
      state text not null,
      csv text,
      next_page integer not null default 1,
      next_item integer not null default 0,
      pages_said integer,
      records_said integer,
      listed integer not null default 0,
      added integer not null default 0,
      changed integer not null default 0,
      unchanged integer not null default 0,
      problems integer not null default 0,
      gone integer not null default 0,
      bytes bigint not null default 0,
      worked_ms integer not null default 0,
      caps text[] not null default '{}',
      notes text[] not null default '{}',
      failure text,
      holder uuid,
      heartbeat timestamptz,
      started_by uuid not null references members (id),
      started_at timestamptz not null,
      ended_at timestamptz
    )`.execute(db)
  await sql`
    create unique index import_runs_one_at_a_time on import_runs (source_id)
    where state in ('queued', 'running', 'paused by a restart')`.execute(db)
  await sql`
    create table import_problems (
      id bigint generated always as identity primary key,
      run_id uuid not null references import_runs (id) on delete cascade,
      record text,
      sentence text not null
    )`.execute(db)
  await sql`create index import_problems_run on import_problems (run_id)`.execute(db)
  await sql`
    create table import_records (
      id uuid primary key,
      source_id uuid not null references import_sources (id),
      source_record text not null,
      name text not null,
      content_hash text not null,
      raw jsonb not null,
      licence text,
      fetched_at timestamptz not null,
      listed_in uuid references import_runs (id),
      not_listed_since date,
      state text not null,
      option_id uuid,
      change_id uuid,
      reviewed_raw jsonb,
      reviewed_by uuid references members (id),
      reviewed_on date,
      reason text,
      unique (source_id, source_record)
    )`.execute(db)
  await sql`create index import_records_state on import_records (state, name, id)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table import_records, import_problems, import_runs, import_sources`.execute(db)
}
