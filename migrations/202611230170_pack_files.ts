import { type Kysely, sql } from 'kysely'

/**
 * A pack as a PDF is kept, because a browser takes seconds to make one. It may hold quotes, so whatever touches a quote or a
 * permission throws all of them away: the next one who asks gets a new one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table released.pack_files (
      number integer primary key references released.releases (number),
      mark text not null,
      made_at timestamptz not null,
      bytes bytea not null,
      -- Of charts and drawings, for the Word file: PNG in base 64, by name.
      pictures jsonb not null default '{}'
    )`.execute(db)
  await sql`grant select on released.pack_files to heard_released`.execute(db)
  await sql`
    create function released.forget_packs() returns trigger language plpgsql as $$
    begin delete from released.pack_files; return null; end $$`.execute(db)
  await sql`
    create trigger quotes_forget_packs after insert or update or delete on quotes
    for each statement execute function released.forget_packs()`.execute(db)
  await sql`
    create trigger responses_forget_packs after update of withdrawn_on, words_permission on responses
    for each statement execute function released.forget_packs()`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger quotes_forget_packs on quotes`.execute(db)
  await sql`drop trigger responses_forget_packs on responses`.execute(db)
  await sql`drop table released.pack_files`.execute(db)
  await sql`drop function released.forget_packs()`.execute(db)
}
