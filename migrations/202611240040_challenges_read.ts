import { type Kysely, sql } from 'kysely'

/**
 * What the board and the scrutineer read of challenges, as the role that sees released rows only: the themes of the codebook,
 * and challenges with their replies. Members stand in them by their ids, without names. A decision has its title only if it
 * was ever on the public page.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view released.themes as
    select key, plain_name as name, position from themes`.execute(db)
  await sql`
    create view released.challenges as
    select c.id, c.number, t.key as theme_key, c.decision_id, coalesce(t.plain_name, d.title, 'A decision') as about,
      c.body, c.made_by, c.made_as, c.made_on, c.reply_due
    from challenges c
    left join themes t on t.id = c.theme_id
    left join decisions d on d.id = c.decision_id and exists (select from publications p where p.decision_id = d.id)`.execute(
    db,
  )
  await sql`
    create view released.challenge_replies as
    select challenge_id, number, kind, body, written_by, written_on from challenge_replies`.execute(db)
  await sql`
    create or replace view released.challenges_now as
    select c.number, c.about, c.made_as, c.made_on, c.reply_due,
      coalesce((select kind from challenge_replies r where r.challenge_id = c.id order by r.number desc limit 1),
        'waiting') as state
    from released.challenges c`.execute(db)
  await sql`grant select on released.themes, released.challenges, released.challenge_replies to heard_released`.execute(
    db,
  )
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace view released.challenges_now as
    select c.number, coalesce(themes.plain_name, decisions.title) as about, c.made_as, c.made_on, c.reply_due,
      coalesce((select kind from challenge_replies r where r.challenge_id = c.id order by r.number desc limit 1),
        'waiting') as state
    from challenges c
    left join themes on themes.id = c.theme_id
    left join decisions on decisions.id = c.decision_id`.execute(db)
  await sql`drop view released.challenge_replies, released.challenges, released.themes`.execute(db)
}
