import { type Kysely, sql } from 'kysely'

/**
 * What the board's page and the public pages may know besides frozen releases: published decisions, open promises and the
 * directory's own checks, which are our tasks and no figure about people; and agreed quotes, whose conditions are asked again
 * at every look. They are views in the schema `released`, so the role that these pages read as still sees nothing else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Places in words are counted as JavaScript counts them: what is outside the basic plane (an emoji) counts twice.
  await sql`
    create function released.words_at(body text, starts integer, ends integer) returns text language sql immutable as $$
      select coalesce(string_agg(letter, '' order by number), '') from (
        select letter, number, sum(width) over (order by number) - width as place from (
          select letter, number, case when octet_length(letter) = 4 then 2 else 1 end as width
          from regexp_split_to_table(body, '') with ordinality as letters (letter, number)
        ) as wide
      ) as placed where place >= starts and place < ends
    $$`.execute(db)
  await sql`
    create view released.told as
    select d.id, t.key as theme_key, t.plain_name as theme, d.title,
      case when c.made_on is not null then 'made' else d.outcome end as outcome,
      coalesce(d.kind, '') as kind, d.strategy_part, d.owner, d.organisation,
      d.reason, d.easy_reason,
      coalesce(c.public_sentence, d.public_sentence) as public_sentence,
      coalesce(c.easy_sentence, d.easy_sentence) as easy_sentence,
      d.decided_on, d.due_on,
      coalesce(c.made_on, case when d.outcome = 'made' then d.decided_on end) as made_on
    from decisions d
    join themes t on t.id = d.theme_id
    left join practice_changes c on c.decision_id = d.id
    where exists (select from publications p where p.decision_id = d.id and p.retracted_on is null)
      and not exists (
        select from decisions later
        join publications p on p.decision_id = later.id and p.retracted_on is null
        where later.settles = d.id
      )`.execute(db)
  // What a frozen release calls told may have been taken off the public page since: then nobody is told it again.
  await sql`
    create view released.taken_off as
    select p.decision_id as id from publications p group by p.decision_id
    having bool_and(p.retracted_on is not null)`.execute(db)
  // On its theme still, with the person's yes still there, by two people, and not taken back.
  await sql`
    create view released.quotes as
    select q.decision_id, q.segment_id, t.key as theme_key,
      released.words_at(w.body, s.starts, s.ends) as words, w.question_key, r.written_in
    from quotes q
    join decisions d on d.id = q.decision_id
    join themes t on t.id = d.theme_id
    join segments s on s.id = q.segment_id
    join released_words w on w.id = s.released_words_id
    join responses on responses.id = w.response_id
    left join readings r on r.response_id = responses.id
    where q.agreed_by is not null and q.agreed_by <> q.chosen_by
      and responses.withdrawn_on is null and responses.words_permission = 'report'
      and exists (
        select from segment_codes sc join codes on codes.id = sc.code_id
        where sc.segment_id = s.id and codes.theme_id = d.theme_id
      )`.execute(db)
  await sql`
    create view released.open_promises as
    select d.id, t.name as theme, d.title, d.outcome, d.owner, d.organisation, d.decided_on, d.due_on
    from decisions d
    join themes t on t.id = d.theme_id
    where d.outcome in ('planned', 'need more voices')
      and not exists (select from practice_changes c where c.decision_id = d.id)
      and not exists (select from decisions later where later.settles = d.id)`.execute(db)
  await sql`
    create view released.directory_checks as
    select o.id, o.status, o.visible_from, o.visible_until, o.checked_on,
      case when o.checked_by is not null then 'somebody' end as checked_by,
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'seen_on', c.seen_on,
          'confirmed_on', c.confirmed_on, 'taken_down_on', c.taken_down_on))
        from option_contacts c where c.option_id = o.id
      ), '[]'::jsonb) as contacts
    from support_options o`.execute(db)
  await sql`grant select on released.told, released.taken_off, released.quotes, released.open_promises, released.directory_checks
    to heard_released`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view released.directory_checks, released.open_promises, released.quotes, released.taken_off, released.told`.execute(
    db,
  )
  await sql`drop function released.words_at`.execute(db)
}
