import { NotFound } from '../../refusals.ts'
import { findRelease, listCorrections, listReleases, type ReleasedDb } from '../releases/reading.ts'
import type { Release } from '../releases/release.ts'
import { quotesStanding } from '../telling/quotes-standing.ts'
import { buildPack } from './building.ts'
import type { Pack } from './pack.ts'

/**
 * The pack of a release as it may be shown at this moment: the frozen document, what was corrected since, and the quotes
 * whose person still agrees.
 * @param released reads what was released and nothing else
 * @throws {NotFound}
 */
export async function getPack(released: ReleasedDb, number: number): Promise<Pack> {
  const release = Number.isSafeInteger(number) && number < 2 ** 31 ? await findRelease(released, number) : undefined
  if (!release) throw new NotFound('no such release')
  return packOf(released, release)
}

/**
 * The pack of a release that is published, or of a draft as it would be: with the releases, corrections and quotes that stand
 * at this moment.
 * @param released reads what was released and nothing else
 */
export async function packOf(released: ReleasedDb, release: Release): Promise<Pack> {
  const later = await released
    .selectFrom('released.releases')
    .select('number')
    .where('replaces', '=', release.number)
    .executeTakeFirst()
  const standing = (await listReleases(released, 'period')).reverse()
  const years = release.kind === 'year' ? (await listReleases(released, 'year')).reverse() : standing
  const takenOff = await released.selectFrom('released.taken_off').select('id').execute()
  return buildPack({
    release,
    earlier: years.filter(({ from }) => from < release.from),
    within: standing.filter(({ from, until }) => from >= release.from && until <= release.until),
    corrections: await listCorrections(released, release.number),
    replacedBy: later?.number,
    quotes: await quotesStanding(released, [release]),
    takenOff: new Set(takenOff.map(({ id }) => id)),
  })
}
