import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notice_wishes (
      id uuid primary key,
      response_id uuid not null unique references responses (id) on delete cascade,
      sealed bytea,
      dek_box bytea,
      reader_key_id text references reader_keys (id),
      language text not null,
      times text not null,
      asked_on date not null,
      mark bytea not null,
      last_sent_on date
    )`.execute(db)
  await sql`
    create table outbox (
      id uuid primary key,
      wish_id uuid not null references notice_wishes (id) on delete cascade,
      mark bytea not null,
      state text not null default 'queued',
      tries integer not null default 0,
      next_try timestamptz,
      lease_until timestamptz,
      provider_id text,
      delivery text,
      problem text,
      done_on date,
      unique (wish_id, mark)
    )`.execute(db)
  await sql`
    create unique index outbox_open on outbox (wish_id) where state in ('queued', 'sending', 'failed')`.execute(db)
  await sql`create index outbox_due on outbox (next_try) where state in ('queued', 'sending', 'failed')`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table outbox, notice_wishes`.execute(db)
}
