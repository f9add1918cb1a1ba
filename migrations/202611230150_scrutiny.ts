import { type Kysely, sql } from 'kysely'

/**
 * Themes that wait for a decision and rise when none comes; challenges by the board and the scrutineer, with their replies;
 * what the survivors' panel says of a planned change.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table waits_counted (period text primary key, counted_on date not null)`.execute(db)
  await sql`
    create table theme_waits (
      id uuid primary key,
      theme_id uuid not null references themes (id),
      period text not null,
      opened_on date not null,
      first_due_on date not null,
      due_on date not null,
      level text not null check (level in ('lead', 'delivery group', 'executive')),
      rises_on date,
      owner text not null default '',
      decision_id uuid references decisions (id)
    )`.execute(db)
  await sql`create unique index theme_waits_open on theme_waits (theme_id) where decision_id is null`.execute(db)
  await sql`
    create table theme_wait_steps (
      id uuid primary key,
      wait_id uuid not null references theme_waits (id),
      number integer not null,
      step text not null check (step in ('opened', 'moved', 'owner named', 'passed up', 'decided')),
      level text not null,
      due_on date not null,
      why text not null default '',
      member_id uuid references members (id),
      on_day date not null,
      unique (wait_id, number)
    )`.execute(db)
  await sql`
    create table challenges (
      id uuid primary key,
      number integer not null unique,
      theme_id uuid references themes (id),
      decision_id uuid references decisions (id),
      body text not null,
      made_by uuid not null references members (id),
      made_as text not null check (made_as in ('scrutineer', 'board')),
      made_on date not null,
      reply_due date not null,
      form_mark bytea not null unique,
      check ((theme_id is null) <> (decision_id is null))
    )`.execute(db)
  await sql`
    create table challenge_replies (
      id uuid primary key,
      challenge_id uuid not null references challenges (id),
      number integer not null,
      kind text not null check (kind in ('reply', 'accepted', 'still disagrees')),
      body text not null,
      written_by uuid not null references members (id),
      written_on date not null,
      unique (challenge_id, number)
    )`.execute(db)
  await sql`
    create table panel_asks (
      decision_id uuid primary key references decisions (id),
      question text not null default '',
      say_by date not null,
      asked_by uuid not null references members (id),
      asked_on date not null
    )`.execute(db)
  await sql`
    create table panel_comments (
      id uuid primary key,
      decision_id uuid not null references decisions (id),
      body text not null,
      written_by uuid not null references members (id),
      written_on date not null,
      form_mark bytea not null unique
    )`.execute(db)
  await sql`create index panel_comments_decision on panel_comments (decision_id)`.execute(db)
  await sql`
    create table panel_answers (
      comment_id uuid primary key references panel_comments (id) on delete cascade,
      body text not null,
      written_by uuid not null references members (id),
      written_on date not null
    )`.execute(db)

  // What was said stays on record, whoever asks.
  await sql`
    create function refuse_scrutiny_change() returns trigger language plpgsql as
    $$ begin raise exception 'challenges, replies and steps are only ever added'; end $$`.execute(db)
  for (const table of ['theme_wait_steps', 'challenges', 'challenge_replies']) {
    await sql`
      create trigger ${sql.ref(`${table}_only_grow`)} before update or delete on ${sql.table(table)}
      for each row execute function refuse_scrutiny_change()`.execute(db)
  }
  await sql`
    create function guard_theme_wait() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'a theme waits until there is a decision'; end if;
      if new.id <> old.id or new.theme_id <> old.theme_id or new.period <> old.period
        or new.opened_on <> old.opened_on or new.first_due_on <> old.first_due_on
        or old.decision_id is not null
      then raise exception 'that a theme waited is on record'; end if;
      if array_position(array['lead', 'delivery group', 'executive'], new.level)
        < array_position(array['lead', 'delivery group', 'executive'], old.level)
      then raise exception 'a theme comes down only by a decision'; end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger theme_waits_kept before update or delete on theme_waits
    for each row execute function guard_theme_wait()`.execute(db)

  // For pages that read what was released and nothing else. That a theme waits says that ten people or more spoke of it in
  // its period, so it is here only when the release of that period shows a figure for it.
  await sql`
    create view released.waiting_themes as
    select themes.key as theme_key, themes.plain_name as theme, w.period, w.first_due_on, w.due_on, w.level, w.owner
    from theme_waits w join themes on themes.id = w.theme_id
    where w.decision_id is null and exists (
      select 1 from released.releases r,
        jsonb_array_elements(r.content -> 'tables') as tab, jsonb_array_elements(tab -> 'rows') as line
      where r.kind = 'period' and r.period = w.period
        and not exists (select 1 from released.releases later where later.replaces = r.number)
        and tab ->> 'key' = 'themes' and line ->> 'key' = themes.key and line #>> '{cells,0,kind}' = 'about'
    )`.execute(db)
  await sql`
    create view released.challenges_now as
    select c.number, coalesce(themes.plain_name, decisions.title) as about, c.made_as, c.made_on, c.reply_due,
      coalesce((select kind from challenge_replies r where r.challenge_id = c.id order by r.number desc limit 1),
        'waiting') as state
    from challenges c
    left join themes on themes.id = c.theme_id
    left join decisions on decisions.id = c.decision_id`.execute(db)
  await sql`grant select on released.waiting_themes, released.challenges_now to heard_released`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view released.waiting_themes, released.challenges_now`.execute(db)
  await sql`
    drop table panel_answers, panel_comments, panel_asks, challenge_replies, challenges, theme_wait_steps, theme_waits,
      waits_counted`.execute(db)
  await sql`drop function refuse_scrutiny_change(), guard_theme_wait()`.execute(db)
}
