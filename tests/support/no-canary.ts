import type { Test } from 'tap'
import type { Db } from '../../src/db/open.ts'
import { formsOf } from '../privacy/canary.ts'

/** No table holds any of these, however it is written down. */
export async function noCanaryIn(t: Test, db: Db, canaries: string[]): Promise<void> {
  for (const { schema, name } of await db.introspection.getTables()) {
    const rows = Buffer.from(
      JSON.stringify(
        await db
          .selectFrom(`${schema}.${name}` as 'facts')
          .selectAll()
          .execute(),
      ),
    )
    for (const canary of canaries) {
      for (const form of formsOf(canary)) t.notOk(rows.includes(form.bytes), `${name}: ${canary} as ${form.name}`)
    }
  }
}
