import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Words that came after the first sending, and a member's translation, each have a data key of their own.
  await sql`
    alter table sealed_words
      add column dek_box bytea,
      add column reader_key_id text references reader_keys (id),
      add column form_mark bytea,
      add column written_on date,
      add column translated_by uuid references members (id),
      add constraint sealed_words_once unique (response_id, form_mark)`.execute(db)
  await sql`
    create table theme_objections (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      theme_id uuid references themes (id),
      made_on date not null,
      settled_on date,
      settled_by uuid references members (id)
    )`.execute(db)
  await sql`
    create unique index theme_objections_open on theme_objections (response_id, theme_id) nulls not distinct
    where settled_on is null`.execute(db)
  await sql`
    create table contact_wishes (
      id uuid primary key,
      ref text not null unique,
      response_id uuid not null references responses (id) on delete cascade,
      sealed bytea,
      sealed_outcome bytea,
      dek_box bytea not null,
      reader_key_id text not null references reader_keys (id),
      form_mark bytea not null,
      wished_on date not null,
      due_at timestamptz,
      state text not null default 'waiting' check (state in ('waiting', 'reached', 'not reached')),
      done_by uuid references members (id),
      done_on date,
      kept_for_concern boolean not null default false,
      unique (response_id, form_mark)
    )`.execute(db)
  await sql`
    create table replies (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      kind text not null check (kind in ('reply', 'question')),
      theme_id uuid references themes (id),
      decision_id uuid references decisions (id),
      decision_by date,
      sealed bytea not null,
      writer_box bytea not null,
      dek_box bytea,
      reader_key_id text references reader_keys (id),
      form_mark bytea not null,
      written_by uuid not null references members (id),
      sent_on date not null,
      answered_on date,
      unique (response_id, form_mark)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table replies, contact_wishes, theme_objections`.execute(db)
  await sql`
    alter table sealed_words
      drop column dek_box, drop column reader_key_id, drop column form_mark, drop column written_on,
      drop column translated_by`.execute(db)
}
