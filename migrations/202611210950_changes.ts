import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table decisions (
      id uuid primary key,
      theme_id uuid not null references themes (id),
      outcome text not null,
      reason text not null,
      owner text not null,
      organisation text not null,
      due_on date,
      strategy_part text not null,
      success_measure text not null,
      title text not null,
      public_sentence text not null,
      easy_sentence text not null,
      decided_by uuid not null references members (id),
      decided_on date not null,
      settles uuid unique references decisions (id)
    )`.execute(db)
  await sql`create index decisions_theme on decisions (theme_id)`.execute(db)
  await sql`
    create table decision_passages (
      decision_id uuid not null references decisions (id) on delete cascade,
      segment_id uuid not null references segments (id) on delete cascade,
      primary key (decision_id, segment_id)
    )`.execute(db)
  await sql`
    create table practice_changes (
      id uuid primary key,
      decision_id uuid not null unique references decisions (id),
      what_was_done text not null,
      public_sentence text not null,
      easy_sentence text not null,
      made_on date not null,
      recorded_by uuid not null references members (id),
      recorded_on date not null
    )`.execute(db)
  await sql`
    create table publications (
      id uuid primary key,
      decision_id uuid not null references decisions (id),
      published_by uuid not null references members (id),
      published_on date not null,
      retracted_by uuid references members (id),
      retracted_on date
    )`.execute(db)
  await sql`create unique index publications_live on publications (decision_id) where retracted_on is null`.execute(db)
  await sql`
    create table quotes (
      decision_id uuid primary key references decisions (id) on delete cascade,
      segment_id uuid not null references segments (id) on delete cascade,
      chosen_by uuid not null references members (id),
      agreed_by uuid references members (id),
      agreed_on date,
      check (agreed_by is null or agreed_by <> chosen_by)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table quotes, publications, practice_changes, decision_passages, decisions`.execute(db)
}
