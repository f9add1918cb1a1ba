import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table concern_steps
      add column choice text,
      add column answers integer,
      add column due_at timestamptz,
      add column done_at timestamptz,
      add column child_at_risk text check (child_at_risk in ('yes', 'no', 'cannot tell')),
      add column adult_at_risk text check (adult_at_risk in ('yes', 'no', 'cannot tell')),
      add column sealed_words bytea`.execute(db)
  await sql`
    create function refuse_step_change() returns trigger language plpgsql as
    $$ begin raise exception 'the steps of a concern only grow'; end $$`.execute(db)
  await sql`
    create trigger concern_steps_only_grow before update or delete on concern_steps
    for each row execute function refuse_step_change()`.execute(db)
  await sql`
    create trigger concern_steps_never_emptied before truncate on concern_steps
    for each statement execute function refuse_step_change()`.execute(db)
  await sql`
    create function guard_concern_step() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from concern_steps s where s.concern_id = new.concern_id and s.step = 'closed') then
        raise exception 'the concern is closed';
      end if;
      if new.step = 'closed' and not exists (
        select 1 from concern_steps s
        where s.concern_id = new.concern_id and s.number = new.number - 1
          and s.step = 'closing proposed' and s.member_id <> new.member_id
      ) then
        raise exception 'two people close a concern';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger concern_steps_in_order before insert on concern_steps
    for each row execute function guard_concern_step()`.execute(db)
  // Taking feedback back cuts the link; a new reader key boxes the data key anew; the clock and people move it upwards.
  await sql`
    create function guard_concern() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'UPDATE' then raise exception 'a concern is never deleted'; end if;
      if new.id <> old.id or new.ref <> old.ref or new.about <> old.about
        or new.raised_by <> old.raised_by or new.raised_at <> old.raised_at or new.due_at <> old.due_at
        or new.sealed_note is distinct from old.sealed_note
        or (new.dek_box is null and old.dek_box is not null)
        or (new.response_id is not null and new.response_id is distinct from old.response_id)
      then raise exception 'a concern is added to and never changed'; end if;
      if new.level < old.level then raise exception 'a concern that was passed up stays there'; end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger concerns_kept before update or delete on concerns
    for each row execute function guard_concern()`.execute(db)
  await sql`
    create trigger concerns_never_emptied before truncate on concerns
    for each statement execute function guard_concern()`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger concerns_never_emptied on concerns`.execute(db)
  await sql`drop trigger concerns_kept on concerns`.execute(db)
  await sql`drop trigger concern_steps_in_order on concern_steps`.execute(db)
  await sql`drop trigger concern_steps_never_emptied on concern_steps`.execute(db)
  await sql`drop trigger concern_steps_only_grow on concern_steps`.execute(db)
  await sql`drop function guard_concern(), guard_concern_step(), refuse_step_change()`.execute(db)
  await sql`
    alter table concern_steps
      drop column choice, drop column answers, drop column due_at, drop column done_at, drop column child_at_risk,
      drop column adult_at_risk, drop column sealed_words`.execute(db)
}
