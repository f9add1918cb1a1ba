import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { holdCodebook, keepLoaded } from './codebook/versions.ts'
import codebook from './data/codebook.json' with { type: 'json' }

/**
 * Brings the codebook that comes with Heard into the tables. It can run at every start, and in several processes at
 * once: a newer version replaces an older one, never the other way round; what a person has changed is theirs from then
 * on; and nothing already coded is touched. When it changes anything, that is a version of its own.
 */
export async function loadCodebook(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await holdCodebook(trx)
    await trx
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
    const rows = codebook.codes.map(({ theme, ...code }) => ({
      ...code,
      theme_id: themeIds.get(theme)!,
      codebook_version: codebook.version,
      loaded_hash: createHash('sha256')
        .update(JSON.stringify({ theme, ...code }))
        .digest('hex'),
    }))
    const known = await trx
      .selectFrom('codes')
      .select(['id', 'key', 'revision', 'loaded_hash', 'codebook_version'])
      .execute()
    let changed = 0
    for (const { id, ...row } of rows) {
      const there = known.find((one) => one.id === id)
      // A partnership may have made a code of this name for itself before it came with Heard.
      if (!there && known.some(({ key }) => key === row.key)) continue
      if (!there)
        await trx
          .insertInto('codes')
          .values({ id, ...row })
          .execute()
      else if (
        there.revision === 1 &&
        there.loaded_hash !== row.loaded_hash &&
        there.codebook_version <= codebook.version
      )
        await trx.updateTable('codes').set(row).where('id', '=', id).where('revision', '=', 1).execute()
      else continue
      changed += 1
    }
    if (changed > 0) await keepLoaded(trx, `Version ${codebook.version} of the codebook that comes with Heard.`)
  })
}
