import { type Kysely, sql } from 'kysely'

/** What people ask of an option, trust in each contact of its own, history, checks, and a number that tells of any change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table support_options
      add column first_contact text,
      add column who_will_know text,
      add column what_asked text,
      add column who_to_ask text,
      add column wait text,
      add column wait_checked_on date,
      add column while_waiting text,
      add column free boolean,
      add column police text,
      add column ways text[] not null default '{}',
      add column welcomes text[] not null default '{}',
      add column areas text[] not null default '{}',
      add column times jsonb,
      add column language_codes text[] not null default '{}',
      add column interpreters boolean,
      add column checked_by uuid references members (id),
      add column owner_id uuid references members (id),
      add column visible_from date,
      add column visible_until date,
      add column revision integer not null default 1,
      add column loaded_hash text`.execute(db)
  await sql`
    alter table option_contacts
      add column confidence text,
      add column source text,
      add column seen_on date,
      add column confirmed_on date,
      add column confirmed_by uuid references members (id),
      add column confirmed_how text,
      add column taken_down_on date,
      add column taken_down_why text`.execute(db)
  await sql`
    update option_contacts set
      confidence = case option.contact_confidence when 'none' then 'low' else option.contact_confidence end,
      seen_on = option.checked_on
    from support_options option where option.id = option_id`.execute(db)
  // Nobody rings a website: who rang looked at its numbers only, who opened their page saw all of it.
  await sql`
    update option_contacts set
      seen_on = option.contact_confirmed_on,
      confirmed_on = option.contact_confirmed_on,
      confirmed_by = option.contact_confirmed_by,
      confirmed_how = option.contact_confirmed_how
    from support_options option
    where option.id = option_id and option.contact_confirmed_on is not null
      and (option.contact_confirmed_how = 'opened the page'
        or option.contact_confirmed_how = 'called' and option_contacts.kind in ('phone', 'text'))`.execute(db)
  await sql`alter table option_contacts alter column confidence set not null, alter column seen_on set not null`.execute(
    db,
  )
  await sql`
    alter table support_options
      drop column contact_confidence,
      drop column contact_confirmed_on,
      drop column contact_confirmed_by,
      drop column contact_confirmed_how`.execute(db)

  // What an entry was and shall be, whole: its history, and what waits for a second member. No reference to the entry: a new
  // one is not there yet.
  await sql`
    create table entry_changes (
      id uuid primary key,
      option_id uuid not null,
      revision integer,
      base_revision integer not null,
      kind text not null,
      content jsonb not null,
      why text not null,
      state text not null,
      made_by uuid references members (id),
      made_at timestamptz not null,
      settled_by uuid references members (id),
      settled_at timestamptz,
      settled_why text
    )`.execute(db)
  await sql`create unique index entry_changes_revision on entry_changes (option_id, revision)`.execute(db)
  await sql`
    create table option_checks (
      id uuid primary key,
      option_id uuid not null references support_options (id) on delete cascade,
      about text not null,
      contact_id uuid,
      outcome text not null,
      how text not null,
      made_on date not null,
      made_by uuid not null references members (id),
      note text
    )`.execute(db)
  await sql`create index option_checks_option on option_checks (option_id)`.execute(db)

  await sql`create table directory_revision (number bigint not null)`.execute(db)
  await sql`insert into directory_revision (number) values (1)`.execute(db)
  await sql`
    create function raise_directory_revision() returns trigger language plpgsql as $$
    begin
      update directory_revision set number = number + 1;
      return null;
    end $$`.execute(db)
  for (const table of ['support_options', 'option_contacts', 'option_terms', 'organizations']) {
    await sql`
      create trigger raise_directory_revision after insert or update or delete or truncate on ${sql.table(table)}
      for each statement execute function raise_directory_revision()`.execute(db)
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['support_options', 'option_contacts', 'option_terms', 'organizations']) {
    await sql`drop trigger raise_directory_revision on ${sql.table(table)}`.execute(db)
  }
  await sql`drop function raise_directory_revision`.execute(db)
  await sql`drop table directory_revision, option_checks, entry_changes`.execute(db)
  await sql`
    alter table support_options
      add column contact_confidence text not null default 'none',
      add column contact_confirmed_on date,
      add column contact_confirmed_by uuid references members (id),
      add column contact_confirmed_how text`.execute(db)
  // The tables before know no number that was taken down and no entry that is shown later: nothing may come back by them.
  await sql`delete from option_contacts where taken_down_on is not null`.execute(db)
  await sql`
    update support_options set status = 'closed'
    where visible_from is not null or visible_until is not null`.execute(db)
  // One confidence for all contacts again: that of the least sure. It is confirmed only where each of them is.
  await sql`
    update support_options set contact_confidence = least_sure.confidence,
      contact_confirmed_on = least_sure.confirmed_on, contact_confirmed_by = least_sure.confirmed_by,
      contact_confirmed_how = least_sure.confirmed_how
    from (
      select option_id,
        case when bool_or(confidence = 'low') then 'low' when bool_or(confidence = 'medium') then 'medium' else 'high' end
          as confidence,
        case when bool_and(confirmed_on is not null) then min(confirmed_on) end as confirmed_on,
        case when bool_and(confirmed_on is not null) then (array_agg(confirmed_by order by confirmed_on, id))[1] end
          as confirmed_by,
        case when bool_and(confirmed_on is not null) then (array_agg(confirmed_how order by confirmed_on, id))[1] end
          as confirmed_how
      from option_contacts group by option_id
    ) least_sure
    where least_sure.option_id = support_options.id`.execute(db)
  await sql`alter table support_options alter column contact_confidence drop default`.execute(db)
  await sql`
    alter table option_contacts
      drop column confidence, drop column source, drop column seen_on, drop column confirmed_on, drop column confirmed_by,
      drop column confirmed_how, drop column taken_down_on, drop column taken_down_why`.execute(db)
  await sql`
    alter table support_options
      drop column first_contact, drop column who_will_know, drop column what_asked, drop column who_to_ask,
      drop column wait, drop column wait_checked_on, drop column while_waiting, drop column free, drop column police,
      drop column ways, drop column welcomes, drop column areas, drop column times, drop column language_codes,
      drop column interpreters, drop column checked_by, drop column owner_id, drop column visible_from,
      drop column visible_until, drop column revision, drop column loaded_hash`.execute(db)
}
