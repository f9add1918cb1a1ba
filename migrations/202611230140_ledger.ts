import { type Kysely, sql } from 'kysely'

/**
 * What sort of change a decision is about, its reason in easy words, who linked which passage and why; and what should be
 * heard differently once it is made, by when, why no words stand behind it, and whether the panel had its say by then. Older
 * rows do not say.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table decisions
      add column kind text check (kind in ('training', 'pathway', 'service', 'information', 'policy')),
      add column tags text[] not null default '{}',
      add column easy_reason text not null default ''`.execute(db)
  await sql`
    alter table decision_passages
      add column why text not null default '',
      add column linked_by uuid references members (id),
      add column linked_on date`.execute(db)
  await sql`
    alter table practice_changes
      add column should_hear text,
      add column hear_way text check (hear_way in ('fewer concerns', 'more praise')),
      add column heard_by date,
      add column why_no_passages text not null default '',
      add column panel_record text check (panel_record in ('commented', 'asked', 'not asked')),
      add column panel_said integer`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table practice_changes drop column should_hear, drop column hear_way, drop column heard_by,
      drop column why_no_passages, drop column panel_record, drop column panel_said`.execute(db)
  await sql`alter table decision_passages drop column why, drop column linked_by, drop column linked_on`.execute(db)
  await sql`alter table decisions drop column kind, drop column tags, drop column easy_reason`.execute(db)
}
