import { type Kysely, sql } from 'kysely'

/**
 * What leaves the service is a frozen, numbered release, in a schema of its own that a role of its own may read, and
 * nothing else. Long work has a row, so that it goes on after a restart.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table works (
      id uuid primary key,
      kind text not null,
      subject text not null,
      state text not null check (state in ('waiting', 'running', 'finished', 'failed')),
      done integer not null default 0,
      steps integer not null default 0,
      says text not null default '',
      asked_by uuid references members (id),
      asked_at timestamptz not null,
      holder uuid,
      heartbeat timestamptz,
      tries integer not null default 0,
      ended_at timestamptz,
      result jsonb
    )`.execute(db)
  await sql`create unique index works_open on works (kind, subject) where state in ('waiting', 'running')`.execute(db)
  await sql`
    create table release_drafts (
      id uuid primary key,
      kind text not null check (kind in ('period', 'year')),
      period text not null,
      state text not null check (state in ('waiting', 'ready', 'refused', 'published', 'put aside')),
      content jsonb,
      report jsonb,
      why text not null default '',
      replaces integer,
      prepared_by uuid references members (id),
      prepared_on date not null,
      frozen_on date,
      published_by uuid references members (id),
      published_on date,
      number integer unique,
      check (published_by is null or published_by <> prepared_by)
    )`.execute(db)
  await sql`create unique index release_drafts_open on release_drafts (kind, period) where state in ('waiting', 'ready')`.execute(
    db,
  )
  await sql`create schema released`.execute(db)
  await sql`
    create table released.releases (
      number integer primary key,
      kind text not null check (kind in ('period', 'year')),
      period text not null,
      from_day date not null,
      until_day date not null,
      frozen_on date not null,
      published_on date not null,
      replaces integer references released.releases (number),
      why text not null default '',
      content jsonb not null,
      digest text not null
    )`.execute(db)
  await sql`
    create table released.corrections (
      id uuid primary key,
      number integer not null references released.releases (number),
      on_day date not null,
      sentence text not null
    )`.execute(db)
  // What is frozen stays, whoever asks. A correction is another row.
  await sql`
    create function released.keep_frozen() returns trigger language plpgsql as $$
    begin raise exception 'what is released is never changed: publish a correction'; end $$`.execute(db)
  await sql`
    create trigger releases_frozen before update or delete on released.releases
    for each statement execute function released.keep_frozen()`.execute(db)
  await sql`
    create trigger corrections_frozen before update or delete on released.corrections
    for each statement execute function released.keep_frozen()`.execute(db)
  // A role is of the whole server, so another database may have made it already, or be making it now.
  await sql`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'heard_released') then
        begin create role heard_released nologin; exception when duplicate_object or unique_violation then null; end;
      end if;
      if not pg_has_role(current_user, 'heard_released', 'member') then
        execute format('grant heard_released to %I', current_user);
      end if;
    end $$`.execute(db)
  await sql`grant usage on schema released to heard_released`.execute(db)
  await sql`grant select on all tables in schema released to heard_released`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  // The role stays: it may be another database's too.
  await sql`drop schema released cascade`.execute(db)
  await sql`drop table release_drafts, works`.execute(db)
}
