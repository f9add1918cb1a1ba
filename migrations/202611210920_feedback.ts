import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table question_sets (
      id text primary key,
      key text not null,
      version integer not null,
      effective_from date not null,
      effective_to date,
      content jsonb not null,
      unique (key, version)
    )`.execute(db)
  await sql`
    create table responses (
      id uuid primary key,
      ref text not null unique,
      question_set_id text not null references question_sets (id),
      received_on date not null,
      language text not null,
      service text,
      words_permission text not null,
      unsafe_now text,
      channel text not null,
      has_words boolean not null,
      form_nonce_hash bytea not null unique,
      answers_mac bytea not null,
      key_lookup bytea not null unique,
      key_kept text,
      key_shown_until timestamptz,
      writer_public bytea not null,
      writer_private_wrapped bytea not null,
      dek_box bytea,
      reader_key_id text references reader_keys (id),
      withdrawn_on date,
      words_erased_on date
    )`.execute(db)
  await sql`create index responses_received on responses (received_on)`.execute(db)
  await sql`
    create table answers (
      response_id uuid not null references responses (id) on delete cascade,
      question_key text not null,
      choice text not null,
      primary key (response_id, question_key)
    )`.execute(db)
  await sql`
    create table sealed_words (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      question_key text not null,
      sealed bytea not null,
      unique (response_id, question_key)
    )`.execute(db)
  await sql`
    create table readings (
      response_id uuid primary key references responses (id) on delete cascade,
      reason text not null,
      due_at timestamptz,
      state text not null default 'waiting',
      written_in text,
      found text,
      first_by uuid references members (id),
      first_on date,
      second_by uuid references members (id),
      second_on date,
      on_time boolean
    )`.execute(db)
  await sql`create index readings_waiting on readings (due_at) where state in ('waiting', 'first read')`.execute(db)
  await sql`
    create table hidden_spans (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      question_key text not null,
      starts integer not null,
      ends integer not null,
      stand_in text not null,
      hidden_by uuid not null references members (id),
      check (starts >= 0 and ends > starts)
    )`.execute(db)
  await sql`
    create table released_words (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      question_key text not null,
      body text not null,
      released_on date not null,
      unique (response_id, question_key)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table released_words, hidden_spans, readings, sealed_words, answers, responses, question_sets`.execute(db)
}
