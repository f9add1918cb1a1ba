import { openDatabase } from '../../src/db/open.ts'

// A child of the lock test: opens the embedded database in FOLDER, writes a row, says so, and stays until it is ended.
try {
  const { db } = await openDatabase({ folder: process.env.FOLDER })
  const { sql } = await import('kysely')
  await sql`create table if not exists marks (mark text)`.execute(db)
  await sql`insert into marks values (${process.env.MARK ?? ''})`.execute(db)
  const { rows } = await sql<{ mark: string }>`select mark from marks`.execute(db)
  console.log(`open ${rows.map(({ mark }) => mark).join(' ')}`)
  setInterval(() => {}, 60_000)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
