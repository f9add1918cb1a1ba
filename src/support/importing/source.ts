import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { field } from '../../web/form.ts'
import { AddressRefused, checkAddress } from './addresses.ts'

export type Source = Selectable<Tables['import_sources']>
export type NewSource = Pick<Source, 'name' | 'kind' | 'address' | 'licence'>
export type ReadSource = { ok: true; value: NewSource } | { ok: false; problems: Record<string, string> }

const Form = z.object({
  name: z.string().trim().min(1, 'Give the source a name.').max(120, 'A name has at most 120 characters.'),
  kind: z.enum(['oruk', 'csv'], { error: 'Choose what it is.' }),
  address: z.string().trim().max(500, 'An address has at most 500 characters.'),
  licence: z.string().trim().max(300, 'At most 300 characters.'),
})

/** @returns the source in a sent form, or each problem by its field */
export function readSource(body: unknown): ReadSource {
  const typed = Object.fromEntries(['name', 'kind', 'address', 'licence'].map((name) => [name, field(body, name)]))
  const parsed = Form.safeParse(typed)
  if (!parsed.success) {
    return { ok: false, problems: Object.fromEntries(parsed.error.issues.map((i) => [String(i.path[0]), i.message])) }
  }
  const { name, kind, address, licence } = parsed.data
  if (kind === 'oruk' && !address) return { ok: false, problems: { address: 'Give the address of the feed.' } }
  try {
    if (address) checkAddress(address)
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error
    return { ok: false, problems: { address: error.message } }
  }
  return { ok: true, value: { name, kind, address: address ? baseOf(address) : null, licence: licence || null } }
}

/** @returns a problem when another source has that name */
export async function addSource(
  db: Db,
  keys: Keys,
  source: NewSource,
  memberId: string,
  at: Date,
): Promise<{ ok: true; id: string } | { ok: false; problems: Record<string, string> }> {
  return db.transaction().execute(async (trx) => {
    const id = randomUUID()
    const added = await trx
      .insertInto('import_sources')
      .values({ id, ...source, added_by: memberId, added_on: dayOf(at) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) return { ok: false, problems: { name: 'There is a source of that name.' } }
    const detail = { kind: source.kind }
    await audit(
      trx,
      keys,
      { memberId, action: 'import: added source', record: 'import source', recordId: id, detail },
      at,
    )
    return { ok: true, id }
  })
}

/** @throws {NotFound} */
export async function getSource(db: Db, id: string): Promise<Source> {
  const source = await db.selectFrom('import_sources').selectAll().where('id', '=', id).executeTakeFirst()
  if (!source) throw new NotFound('no such source')
  return source
}

/** All sources by name, with how many of their records wait for a person. */
export async function listSources(db: Db): Promise<(Source & { records: number; waiting: number })[]> {
  return db
    .selectFrom('import_sources')
    .leftJoin('import_records', 'import_records.source_id', 'import_sources.id')
    .selectAll('import_sources')
    .select(({ fn }) => [
      fn.count<number>('import_records.id').as('records'),
      fn.count<number>('import_records.id').filterWhere('import_records.state', 'in', ['new', 'changed']).as('waiting'),
    ])
    .groupBy('import_sources.id')
    .orderBy('import_sources.name')
    .execute()
}

/** People paste the address of the list as well as that of the feed. */
function baseOf(address: string): string {
  return address.replace(/[?#].*$/, '').replace(/\/services\/?$/, '')
}
