import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table about_counts (
      period text not null,
      asked_of text not null,
      question text not null,
      choice text not null,
      people integer not null,
      primary key (period, asked_of, question, choice)
    )`.execute(db)
  await sql`
    create table about_sent (
      mark bytea primary key,
      sent_on date not null
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table about_counts, about_sent`.execute(db)
}
