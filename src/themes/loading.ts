import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import codebook from './data/codebook.json' with { type: 'json' }

/**
 * Brings the codebook that comes with Heard into the tables. It can run at every start, and in several processes at
 * once: a newer version replaces an older one, never the other way round, and nothing already coded is touched.
 */
export async function loadCodebook(db: Db): Promise<void> {
  await db
    .insertInto('themes')
    .values(codebook.themes)
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        plain_name: eb.ref('excluded.plain_name'),
        position: eb.ref('excluded.position'),
      })),
    )
    .execute()
  const themeIds = new Map(codebook.themes.map(({ key, id }) => [key, id]))
  await db
    .insertInto('codes')
    .values(
      codebook.codes.map(({ theme, ...code }) => ({
        ...code,
        theme_id: themeIds.get(theme)!,
        codebook_version: codebook.version,
      })),
    )
    .onConflict((oc) =>
      oc
        .column('id')
        .doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          definition: eb.ref('excluded.definition'),
          what_it_is_not: eb.ref('excluded.what_it_is_not'),
          examples: eb.ref('excluded.examples'),
          codebook_version: eb.ref('excluded.codebook_version'),
        }))
        .where(sql.ref('codes.codebook_version'), '<=', codebook.version),
    )
    .execute()
}
