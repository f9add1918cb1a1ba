import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table concerns (
      id uuid primary key,
      ref text not null unique,
      response_id uuid references responses (id) on delete set null,
      about text not null,
      owner_id uuid not null references members (id),
      raised_by uuid not null references members (id),
      raised_at timestamptz not null,
      due_at timestamptz not null,
      sealed_note bytea,
      dek_box bytea,
      reader_key_id text references reader_keys (id)
    )`.execute(db)
  await sql`
    create table concern_steps (
      id uuid primary key,
      concern_id uuid not null references concerns (id),
      number integer not null,
      at timestamptz not null,
      member_id uuid not null references members (id),
      step text not null,
      destination text,
      sealed_outcome bytea,
      told_writer text,
      unique (concern_id, number)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table concern_steps, concerns`.execute(db)
}
