import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table handovers (
      id uuid primary key,
      token_hash bytea not null unique,
      member_id uuid not null references members (id) on delete cascade,
      service text,
      set_address text not null,
      language text not null,
      helped boolean not null,
      state text not null default 'handed over',
      started_at timestamptz not null
    )`.execute(db)
  await sql`create index handovers_started on handovers (member_id, started_at)`.execute(db)
  await sql`
    create table group_sessions (
      response_id uuid primary key references responses (id) on delete cascade,
      head_count text not null,
      about_set text not null,
      service text,
      held_month text not null
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table group_sessions, handovers`.execute(db)
}
