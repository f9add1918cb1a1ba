import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table second_codings (
      id uuid primary key,
      segment_id uuid not null unique references segments (id) on delete cascade,
      drawn_on date not null,
      coded_by uuid references members (id),
      coded_on date,
      first_codes jsonb,
      second_codes jsonb,
      agreed boolean,
      settled_by uuid references members (id),
      settled_on date,
      settled_why text,
      check ((coded_by is null) = (second_codes is null) and (coded_by is null) = (agreed is null)),
      check (settled_by is null or coded_by is not null)
    )`.execute(db)
  await sql`create index second_codings_waiting on second_codings (drawn_on) where coded_by is null`.execute(db)
  await sql`
    create table searches (
      id uuid primary key,
      member_id uuid not null references members (id),
      at timestamptz not null,
      reason text not null,
      outcome text not null check (outcome in ('shown', 'refused')),
      sealed bytea not null,
      dek_box bytea not null,
      reader_key_id text not null references reader_keys (id)
    )`.execute(db)
  await sql`create index searches_at on searches (at)`.execute(db)
  // English words by their stems, and every word as it stands, for what is written in other languages.
  await sql`
    create index released_words_search on released_words
      using gin ((to_tsvector('english', body) || to_tsvector('simple', body)))`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index released_words_search`.execute(db)
  await sql`drop table searches, second_codings`.execute(db)
}
