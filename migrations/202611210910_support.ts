import { type Kysely, sql } from 'kysely'

/** Ids are the UUIDs of Open Referral UK (HSDS-UK-3.0): organization, service, phone, taxonomy, term, attribute. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Open Referral wants every service to have a named organisation. Where nobody knows it, the service's name stands in.
  await sql`
    create table organizations (id uuid primary key, name text not null unique, known boolean not null)`.execute(db)
  await sql`
    create table support_options (
      id uuid primary key,
      slug text not null unique,
      organization_id uuid not null references organizations (id),
      name text not null,
      aliases text[] not null,
      summary text not null,
      how_to_access text,
      gender_or_community text,
      hours text,
      cost text,
      languages text,
      accessibility text,
      area text,
      age_min integer,
      age_max integer,
      age_note text,
      status text not null,
      status_note text,
      conflicts jsonb not null,
      gaps text[] not null,
      sources jsonb not null,
      confidence text not null,
      contact_confidence text not null,
      checked_on date not null,
      checked_how text not null,
      contact_confirmed_on date,
      contact_confirmed_by uuid references members (id),
      contact_confirmed_how text
    )`.execute(db)
  await sql`
    create table option_contacts (
      id uuid primary key,
      option_id uuid not null references support_options (id) on delete cascade,
      kind text not null,
      value text not null,
      send text
    )`.execute(db)
  await sql`
    create table taxonomies (id uuid primary key, key text not null unique, name text not null)`.execute(db)
  await sql`
    create table taxonomy_terms (
      id uuid primary key,
      taxonomy_id uuid not null references taxonomies (id),
      key text not null,
      name text not null,
      description text,
      position integer not null,
      unique (taxonomy_id, key)
    )`.execute(db)
  await sql`
    create table option_terms (
      id uuid primary key,
      option_id uuid not null references support_options (id) on delete cascade,
      term_id uuid not null references taxonomy_terms (id),
      unique (option_id, term_id)
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table option_terms, taxonomy_terms, taxonomies, option_contacts, support_options, organizations`.execute(db)
}
