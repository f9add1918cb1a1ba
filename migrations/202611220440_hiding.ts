import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table hidden_spans add column number smallint check (number > 0), add column made_in uuid`.execute(db)
  await sql`
    create table shown_places (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      question_key text not null,
      starts integer not null,
      ends integer not null,
      kind text not null,
      shown_by uuid not null references members (id),
      made_in uuid not null,
      check (starts >= 0 and ends > starts)
    )`.execute(db)
  await sql`create index shown_places_response on shown_places (response_id)`.execute(db)
  await sql`
    create table reading_places (
      member_id uuid not null references members (id),
      response_id uuid not null references responses (id) on delete cascade,
      section smallint not null check (section > 0),
      shown text[] not null default '{}',
      primary key (member_id, response_id)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table reading_places, shown_places`.execute(db)
  await sql`alter table hidden_spans drop column number, drop column made_in`.execute(db)
}
