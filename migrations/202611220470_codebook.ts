import { type Kysely, sql } from 'kysely'

/** The codebook in versions, what waits for a person after a change of it, and what the workbench remembers of a sitting. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table codes
      add column parts text[] not null default '{}',
      add column measures text[] not null default '{}',
      add column revision integer not null default 1,
      add column loaded_hash text,
      add column merged_into uuid references codes (id)`.execute(db)
  await sql`
    create table codebook_versions (
      version integer primary key,
      content jsonb not null
    )`.execute(db)
  await sql`
    create table codebook_changes (
      id uuid primary key,
      version integer not null references codebook_versions (version),
      kind text not null check (kind in ('load', 'add', 'edit', 'rename', 'merge', 'split', 'retire', 'restore')),
      code_id uuid references codes (id),
      before jsonb,
      after jsonb,
      why text not null,
      made_by uuid references members (id),
      asked_by uuid references members (id),
      made_on date not null,
      check (asked_by is null or asked_by <> made_by)
    )`.execute(db)
  await sql`create index codebook_changes_code on codebook_changes (code_id, version)`.execute(db)
  await sql`
    create table codebook_proposals (
      id uuid primary key,
      code_id uuid not null references codes (id),
      change jsonb not null,
      why text not null,
      asked_by uuid not null references members (id),
      asked_on date not null,
      settled_by uuid references members (id),
      settled_on date,
      agreed boolean
    )`.execute(db)
  await sql`create unique index codebook_proposals_open on codebook_proposals (code_id) where settled_on is null`.execute(
    db,
  )
  await sql`
    create table recodings (
      id uuid primary key,
      version integer not null references codebook_versions (version),
      segment_id uuid not null references segments (id) on delete cascade,
      from_code_id uuid not null references codes (id),
      outcome text not null check (outcome in ('moved', 'joined', 'waiting', 'settled')),
      to_code_ids uuid[] not null,
      settled_by uuid references members (id),
      settled_on date,
      unique (version, segment_id, from_code_id)
    )`.execute(db)
  await sql`create index recodings_segment on recodings (segment_id)`.execute(db)
  await sql`create index recodings_waiting on recodings (from_code_id) where outcome = 'waiting'`.execute(db)
  await sql`
    create table theming_claims (
      response_id uuid not null references responses (id) on delete cascade,
      member_id uuid not null references members (id),
      until timestamptz not null,
      primary key (response_id, member_id)
    )`.execute(db)
  await sql`
    create table theming_steps (
      id uuid primary key,
      number bigint generated always as identity,
      member_id uuid not null references members (id),
      response_id uuid not null references responses (id) on delete cascade,
      what text not null check (what in ('coded', 'took off', 'finished')),
      detail jsonb not null
    )`.execute(db)
  await sql`create index theming_steps_member on theming_steps (member_id, number)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table theming_steps, theming_claims, recodings, codebook_proposals, codebook_changes, codebook_versions`.execute(
    db,
  )
  await sql`
    alter table codes
      drop column parts, drop column measures, drop column revision, drop column loaded_hash, drop column merged_into`.execute(
    db,
  )
}
