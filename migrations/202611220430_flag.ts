import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table flags (
      response_id uuid primary key references responses (id) on delete cascade,
      texts text not null,
      state text not null check (state in ('raised', 'read', 'not read')),
      why text not null check (why in ('sentence', 'pattern', 'read', 'language', 'failed', 'off')),
      question_key text,
      starts integer,
      ends integer,
      model text not null,
      made_on date not null,
      check (starts is null or ends > starts),
      check ((question_key is null) = (starts is null) and (question_key is null) = (ends is null)),
      check (question_key is null or state = 'raised')
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table flags`.execute(db)
}
