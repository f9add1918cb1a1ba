import { type Kysely, sql } from 'kysely'

/** Who is kept from a concern whatever becomes of the words it came from; and everybody who has ever had it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table concern_conflicts (
      concern_id uuid not null references concerns (id),
      member_id uuid not null references members (id),
      primary key (concern_id, member_id)
    )`.execute(db)
  await sql`
    insert into concern_conflicts (concern_id, member_id)
    select concerns.id, conflicts.member_id from concerns
    join responses on responses.id = concerns.response_id
    left join group_sessions on group_sessions.response_id = responses.id
    join conflicts on conflicts.ended_on is null and (
      conflicts.response_id = responses.id
      or (conflicts.kind = 'team' and conflicts.service in (responses.service, group_sessions.service)))
    on conflict do nothing`.execute(db)
  await sql`
    create table concern_owners (
      concern_id uuid not null references concerns (id),
      number integer not null,
      member_id uuid not null references members (id),
      primary key (concern_id, number)
    )`.execute(db)
  await sql`
    insert into concern_owners (concern_id, number, member_id) select id, 1, owner_id from concerns`.execute(db)
  // Whoever gives it to somebody cannot forget to write it down.
  await sql`
    create function keep_concern_owner() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' or new.owner_id <> old.owner_id then
        insert into concern_owners (concern_id, number, member_id)
        select new.id, count(*) + 1, new.owner_id from concern_owners where concern_id = new.id;
      end if;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger concern_owner_kept after insert or update on concerns
    for each row execute function keep_concern_owner()`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger concern_owner_kept on concerns`.execute(db)
  await sql`drop function keep_concern_owner()`.execute(db)
  await sql`drop table concern_owners, concern_conflicts`.execute(db)
}
