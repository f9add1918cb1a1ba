import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alerts (
      id uuid primary key,
      about bytea not null,
      member_id uuid references members (id),
      tone text not null check (tone in ('now', 'waits', 'late')),
      message_id uuid,
      state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'given up', 'nowhere')),
      tries integer not null default 0,
      next_try timestamptz,
      lease_until timestamptz,
      provider_id text,
      problem text,
      done_at timestamptz,
      unique nulls not distinct (about, member_id)
    )`.execute(db)
  await sql`create index alerts_open on alerts (next_try) where state in ('queued', 'sending', 'failed')`.execute(db)
  await sql`create index readings_open on readings (due_at) where state in ('waiting', 'first read')`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index readings_open`.execute(db)
  await sql`drop table alerts`.execute(db)
}
