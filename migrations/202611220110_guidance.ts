import { type Kysely, sql } from 'kysely'

/** Cards for people who help in their job, and every step of each. A card counts as approved only when two members say so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table guidance_cards (
      id uuid primary key,
      tier text not null,
      phase text not null,
      content jsonb not null,
      version integer not null default 1,
      state text not null default 'draft' check (state in ('draft', 'waiting', 'approved')),
      owner_name text,
      owner_role text,
      approved_on date,
      review_on date,
      asked_by uuid references members (id),
      agreed_by uuid references members (id),
      loaded_hash text not null,
      unique (tier, phase),
      check (state = 'draft' or (owner_name is not null and owner_role is not null and approved_on is not null
        and review_on > approved_on and asked_by is not null)),
      check (state <> 'approved' or (agreed_by is not null and agreed_by <> asked_by))
    )`.execute(db)
  await sql`
    create table guidance_steps (
      id uuid primary key,
      card_id uuid not null references guidance_cards (id) on delete cascade,
      version integer not null,
      what text not null,
      content jsonb not null,
      owner_name text,
      owner_role text,
      approved_on date,
      review_on date,
      why text,
      made_by uuid references members (id),
      made_at timestamptz not null
    )`.execute(db)
  await sql`create index guidance_steps_card on guidance_steps (card_id)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table guidance_steps, guidance_cards`.execute(db)
}
