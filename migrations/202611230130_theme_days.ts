import { type Kysely, sql } from 'kysely'

/**
 * How many people spoke of each theme, summed once for each day on which words came in. A response has one day, so the days
 * of any period add up exactly. Whatever changes a count marks its day in the same transaction, and a marked day is counted
 * anew on each look until a job has summed it. Marks are only ever added: two people who code never wait for each other.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table theme_days (
      day date not null,
      theme_id uuid not null references themes (id) on delete cascade,
      people integer not null,
      helped integer not null,
      no_difference integer not null,
      harder integer not null,
      praise integer not null,
      concern integer not null,
      idea integer not null,
      primary key (day, theme_id)
    )`.execute(db)
  await sql`create table people_days (day date primary key, people integer not null)`.execute(db)
  // People whose released words may be used, by what could be said beside them; '' is a service that nobody named.
  await sql`
    create table spoken_days (
      day date not null,
      question_set_id text not null references question_sets (id) on delete cascade,
      service text not null,
      people integer not null,
      primary key (day, question_set_id, service)
    )`.execute(db)
  await sql`create table day_marks (id bigint generated always as identity primary key, day date not null)`.execute(db)
  // Everything that is there already waits for its first sum.
  await sql`insert into day_marks (day) select distinct received_on from responses`.execute(db)

  await sql`
    create function mark_coded_days() returns trigger language plpgsql as $$ begin
      insert into day_marks (day)
      select distinct responses.received_on from changed
      join segments on segments.id = changed.segment_id
      join released_words on released_words.id = segments.released_words_id
      join responses on responses.id = released_words.response_id;
      return null;
    end $$`.execute(db)
  for (const [when, table] of [
    ['insert', 'new'],
    ['update', 'new'],
    ['delete', 'old'],
  ] as const) {
    await sql`
      create trigger ${sql.raw(`segment_codes_mark_${when}`)} after ${sql.raw(when)} on segment_codes
      referencing ${sql.raw(table)} table as changed
      for each statement execute function mark_coded_days()`.execute(db)
  }
  // What goes with its words or its passage is marked from there: by then it leads to no day any more.
  await sql`
    create function mark_segment_days() returns trigger language plpgsql as $$ begin
      insert into day_marks (day)
      select distinct responses.received_on from changed
      join released_words on released_words.id = changed.released_words_id
      join responses on responses.id = released_words.response_id;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger segments_mark_delete after delete on segments referencing old table as changed
    for each statement execute function mark_segment_days()`.execute(db)
  await sql`
    create function mark_words_days() returns trigger language plpgsql as $$ begin
      insert into day_marks (day)
      select distinct responses.received_on from changed join responses on responses.id = changed.response_id;
      return null;
    end $$`.execute(db)
  for (const [when, table] of [
    ['insert', 'new'],
    ['delete', 'old'],
  ] as const) {
    await sql`
      create trigger ${sql.raw(`released_words_mark_${when}`)} after ${sql.raw(when)} on released_words
      referencing ${sql.raw(table)} table as changed
      for each statement execute function mark_words_days()`.execute(db)
  }
  await sql`
    create function mark_response_days() returns trigger language plpgsql as $$ begin
      insert into day_marks (day) values (old.received_on);
      if tg_op = 'UPDATE' then
        if new.received_on <> old.received_on then insert into day_marks (day) values (new.received_on); end if;
      end if;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger responses_mark_update after update on responses for each row
    when ((old.withdrawn_on, old.received_on, old.words_permission, old.service, old.question_set_id) is distinct from
      (new.withdrawn_on, new.received_on, new.words_permission, new.service, new.question_set_id))
    execute function mark_response_days()`.execute(db)
  await sql`
    create trigger responses_mark_delete after delete on responses for each row
    execute function mark_response_days()`.execute(db)
  await sql`
    create function mark_code_days() returns trigger language plpgsql as $$ begin
      insert into day_marks (day)
      select distinct responses.received_on from segment_codes
      join segments on segments.id = segment_codes.segment_id
      join released_words on released_words.id = segments.released_words_id
      join responses on responses.id = released_words.response_id
      where segment_codes.code_id = new.id;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger codes_mark_update after update on codes for each row
    when (old.theme_id is distinct from new.theme_id)
    execute function mark_code_days()`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger codes_mark_update on codes`.execute(db)
  await sql`drop trigger responses_mark_update on responses`.execute(db)
  await sql`drop trigger responses_mark_delete on responses`.execute(db)
  for (const when of ['insert', 'delete']) {
    await sql`drop trigger ${sql.raw(`released_words_mark_${when}`)} on released_words`.execute(db)
  }
  await sql`drop trigger segments_mark_delete on segments`.execute(db)
  for (const when of ['insert', 'update', 'delete']) {
    await sql`drop trigger ${sql.raw(`segment_codes_mark_${when}`)} on segment_codes`.execute(db)
  }
  for (const name of ['coded', 'segment', 'words', 'response', 'code']) {
    await sql`drop function ${sql.raw(`mark_${name}_days`)}()`.execute(db)
  }
  await sql`drop table theme_days, people_days, spoken_days, day_marks`.execute(db)
}
