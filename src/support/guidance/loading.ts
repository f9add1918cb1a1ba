import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../../db/open.ts'
import type { CardContent } from '../../db/tables.ts'
import type { Tier } from './card.ts'

type SeedCard = { id: string; tier: Tier; phase: string } & CardContent

/**
 * Puts the project's drafts into the table. A draft that nobody touched follows the file; a card that a member edited or
 * put forward stays as it is. Safe to repeat.
 */
export async function loadGuidance(db: Db): Promise<void> {
  const file = join(import.meta.dirname, '../data/guidance-cards.json')
  const cards: SeedCard[] = JSON.parse(readFileSync(file, 'utf8'))
  const rows = cards.map(({ id, tier, phase, do: doing, say, not_say, refer }) => {
    const content = JSON.stringify({ do: doing, say, not_say, refer })
    return { id, tier, phase, content, loaded_hash: createHash('sha256').update(content).digest('hex') }
  })
  await db
    .insertInto('guidance_cards')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((row) => ({
          content: row.ref('excluded.content'),
          loaded_hash: row.ref('excluded.loaded_hash'),
        }))
        .where('guidance_cards.version', '=', 1)
        .where('guidance_cards.state', '=', 'draft')
        .whereRef('guidance_cards.loaded_hash', '<>', 'excluded.loaded_hash' as never),
    )
    .execute()
}
