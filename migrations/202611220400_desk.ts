import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rota_turns (
      id uuid primary key,
      position text not null check (position in ('reader', 'deputy', 'manager')),
      member_id uuid not null references members (id),
      weekdays text[] not null default '{}',
      from_day date not null,
      to_day date,
      made_by uuid references members (id),
      check (to_day is null or to_day >= from_day)
    )`.execute(db)
  await sql`
    create table absences (
      id uuid primary key,
      member_id uuid not null references members (id),
      kind text not null check (kind in ('away', 'pause')),
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      made_by uuid references members (id),
      check (ends_at > starts_at)
    )`.execute(db)
  await sql`create index absences_member on absences (member_id, ends_at)`.execute(db)
  await sql`
    create table conflicts (
      id uuid primary key,
      member_id uuid not null references members (id),
      kind text not null check (kind in ('named', 'recused', 'team', 'person')),
      response_id uuid references responses (id) on delete cascade,
      service text,
      sealed_name bytea,
      dek_box bytea,
      reader_key_id text references reader_keys (id),
      made_by uuid references members (id),
      made_on date not null,
      ended_on date
    )`.execute(db)
  await sql`create unique index conflicts_once on conflicts (member_id, response_id, kind) where response_id is not null and ended_on is null`.execute(
    db,
  )
  await sql`
    alter table readings
      add column with_member uuid references members (id),
      add column level smallint not null default 0,
      add column passes_at timestamptz`.execute(db)
  await sql`
    alter table concerns
      add column level smallint not null default 0,
      add column passes_at timestamptz`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table concerns drop column level, drop column passes_at`.execute(db)
  await sql`alter table readings drop column with_member, drop column level, drop column passes_at`.execute(db)
  await sql`drop table conflicts, absences, rota_turns`.execute(db)
}
