import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table members (
      id uuid primary key,
      name text not null,
      email text not null,
      roles text[] not null,
      password_hash text not null,
      first_password_until timestamptz,
      totp_sealed bytea not null,
      totp_last_step bigint not null default 0,
      demonstration boolean not null default false,
      joined_on date not null,
      left_on date
    )`.execute(db)
  await sql`create unique index members_email on members (email) where left_on is null`.execute(db)
  await sql`
    create table sessions (
      id_hash text primary key,
      kind text not null,
      member_id uuid references members (id),
      data jsonb not null,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`create index sessions_expire on sessions (expires_at)`.execute(db)
  await sql`
    create table audit_entries (
      number bigint primary key,
      at timestamptz not null,
      member_id uuid,
      action text not null,
      record text not null,
      record_id text,
      detail jsonb not null,
      hash text not null
    )`.execute(db)
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit trail only grows'; end $$`.execute(db)
  await sql`
    create trigger audit_entries_only_grow before update or delete on audit_entries
    for each row execute function refuse_audit_change()`.execute(db)
  await sql`
    create trigger audit_entries_never_emptied before truncate on audit_entries
    for each statement execute function refuse_audit_change()`.execute(db)
  await sql`
    create table jobs (
      name text primary key,
      next_run timestamptz not null,
      locked_until timestamptz,
      last_run timestamptz,
      last_problem text
    )`.execute(db)
  await sql`create table facts (key text primary key, value jsonb not null)`.execute(db)
  await sql`
    create table reader_keys (
      id text primary key,
      public_key bytea not null,
      public_mac bytea not null,
      wrapped_for_desk bytea not null,
      wrapped_for_recovery bytea not null,
      made_on date not null,
      retired_on date
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table reader_keys, facts, jobs, audit_entries, sessions, members`.execute(db)
  await sql`drop function refuse_audit_change`.execute(db)
}
