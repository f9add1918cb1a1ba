import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table invitations (
      id uuid primary key,
      code_mac bytea not null unique,
      service text not null,
      period text not null,
      sealed boolean not null,
      opened boolean not null default false,
      answered boolean not null default false,
      made_on date not null,
      expires_on date not null
    )`.execute(db)
  await sql`create index invitations_period on invitations (period, service)`.execute(db)
  await sql`
    create table sealed_links (
      response_id uuid primary key references responses (id) on delete cascade,
      sealed_code bytea not null,
      dek_box bytea not null,
      reader_key_id text not null references reader_keys (id)
    )`.execute(db)
  await sql`
    create table seal_openings (
      id uuid primary key,
      response_id uuid not null references responses (id) on delete cascade,
      ground text not null,
      sealed_reason bytea,
      dek_box bytea,
      reader_key_id text references reader_keys (id),
      told_writer text,
      asked_by uuid not null references members (id),
      asked_at timestamptz not null,
      settled_by uuid references members (id),
      settled_at timestamptz,
      outcome text,
      check ((outcome is null) = (settled_by is null) and (settled_at is null) = (settled_by is null)),
      check (outcome is distinct from 'agreed' or settled_by <> asked_by)
    )`.execute(db)
  // One question at a time: nobody agrees to another than the one they read.
  await sql`create unique index seal_openings_asked on seal_openings (response_id) where outcome is null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['seal_openings', 'sealed_links', 'invitations']) {
    await sql`drop table ${sql.table(table)}`.execute(db)
  }
}
