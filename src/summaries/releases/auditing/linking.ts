import { believe, type Model, placeKey, placeOfTable } from './model.ts'
import { addUnknown } from './propagation.ts'
import type { SeenTable } from './seen.ts'

/** A row of the whole table is that row of all filtered ones together; and a filtered table's base is a row of the other table. */
export function linkFiltered(model: Model, release: number, tables: SeenTable[]): void {
  for (const { key, within } of tables) {
    if (!within) continue
    const place = placeOfTable(release, { key: within.table, of: '' })
    const row = model.unknowns.get(placeKey({ ...place, row: within.row }, release))
    const base = model.unknowns.get(placeKey({ ...place, table: key }, release))
    if (row !== undefined && base !== undefined) believe(model, [row], [base])
  }
  for (const whole of tables.filter(({ within }) => !within)) {
    const filtered = tables.filter(({ key, within }) => within && key.startsWith(`${whole.key}|`))
    for (const { key: row } of filtered.length > 0 ? whole.rows : []) {
      const find = (table: string) => model.unknowns.get(placeKey({ table, row, column: 0 }, release))
      const parts = filtered.flatMap(({ key }) => find(key) ?? [])
      believe(model, parts, [find(whole.key)!])
    }
  }
}

/**
 * Whoever is in a union is in one of its rows or in several. So it is no smaller than any of them and no larger than all together,
 * and whom a row leaves over of it is a group, who were in the other rows only; and so are those who are in several.
 */
export function linkUnions(model: Model, release: number, tables: SeenTable[]): void {
  for (const { key, of, anyOf, rows } of tables) {
    const find = (table: string, row: string) => model.unknowns.get(placeKey({ table, row, column: 0 }, release))
    for (const { key: row } of anyOf ? rows : []) {
      const union = find(key, row)!
      const parts = anyOf!.rows.flatMap((one) => find(anyOf!.table, one) ?? [])
      const isWhole = parts.length === anyOf!.rows.length
      if (isWhole && parts.length === 1) {
        believe(model, [union], parts)
        continue
      }
      for (const part of parts) {
        const rest = addUnknown(model.system, 0, model.many)
        if (!believe(model, [part, rest], [union])) continue
        model.groups.push({ place: { release, of, table: key, row, column: 0 }, unknown: rest, kind: 'rest' })
      }
      if (!isWhole) continue
      // Whom several rows count, each time but the first: of two rows they are who was in both.
      const again = addUnknown(model.system, 0, model.many)
      if (!believe(model, [union, again], parts)) continue
      model.groups.push({ place: { release, of, table: key, row, column: 0 }, unknown: again, kind: 'rest' })
    }
  }
}
