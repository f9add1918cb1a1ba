import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table themes (
      id uuid primary key,
      key text not null unique,
      name text not null,
      plain_name text not null,
      position integer not null
    )`.execute(db)
  await sql`
    create table codes (
      id uuid primary key,
      key text not null unique,
      theme_id uuid not null references themes (id),
      name text not null,
      definition text not null,
      what_it_is_not text not null,
      examples text[] not null default '{}',
      codebook_version integer not null,
      retired_on date
    )`.execute(db)
  await sql`
    create table segments (
      id uuid primary key,
      released_words_id uuid not null references released_words (id) on delete cascade,
      starts integer not null,
      ends integer not null,
      marked_by uuid not null references members (id),
      marked_on date not null,
      unique (released_words_id, starts, ends),
      check (starts >= 0 and ends > starts)
    )`.execute(db)
  await sql`
    create table segment_codes (
      id uuid primary key,
      segment_id uuid not null references segments (id) on delete cascade,
      code_id uuid not null references codes (id),
      impact text not null check (impact in ('helped', 'no-difference', 'harder')),
      kind text not null check (kind in ('praise', 'concern', 'idea')),
      applied_by uuid not null references members (id),
      applied_on date not null,
      unique (segment_id, code_id)
    )`.execute(db)
  await sql`create index segment_codes_code on segment_codes (code_id)`.execute(db)
  await sql`
    create table themings (
      response_id uuid primary key references responses (id) on delete cascade,
      finished_by uuid not null references members (id),
      finished_on date not null
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table themings, segment_codes, segments, codes, themes`.execute(db)
}
