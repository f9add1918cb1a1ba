import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table suggestions (
      id uuid primary key,
      number bigint generated always as identity unique,
      released_words_id uuid not null references released_words (id) on delete cascade,
      starts integer not null,
      ends integer not null,
      code_id uuid not null references codes (id),
      source text not null check (source in ('learned', 'codebook', 'commonest')),
      shown boolean not null,
      rank smallint not null check (rank between 1 and 3),
      model text not null,
      made_on date not null,
      decision text check (decision in ('accepted', 'rejected', 'another')),
      decided_by uuid references members (id),
      decided_on date,
      unique (released_words_id, starts, ends, code_id, shown),
      check (starts >= 0 and ends > starts),
      check ((decision is null) = (decided_on is null))
    )`.execute(db)
  await sql`create index suggestions_code on suggestions (code_id)`.execute(db)
  await sql`
    create table suggestion_sources (
      source text primary key check (source in ('learned', 'codebook')),
      retired_on date,
      judged_after bigint not null default 0,
      changed_by uuid references members (id)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table suggestion_sources, suggestions`.execute(db)
}
