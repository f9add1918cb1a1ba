import type { MadeDays, WhoAnswered } from '../../changes/heard.ts'
import { counted, countHeard } from '../../changes/not-heard.ts'
import type { Db } from '../../db/open.ts'
import type { Period } from '../../period.ts'
import { type Shown, shown } from '../../small-numbers.ts'
import { versionNames } from '../releases/version-names.ts'
import { windowsFor } from './comparing.ts'

/**
 * Who answered before and after a change, by version: when other people answer, a figure can move without anything else
 * having changed. In rounded numbers, as outside.
 * @returns undefined while there is nothing to compare
 */
export async function whoAnswered(db: Db, made: MadeDays, now: Date): Promise<WhoAnswered | undefined> {
  const { before, after } = await windowsFor(db, made, now)
  if (after.length === 0) return undefined
  const [sooner, later] = [await heardIn(db, before), await heardIn(db, after)]
  return counted.map((version) => ({
    name: versionNames[version],
    before: inWords(shown(sooner[version])),
    after: inWords(shown(later[version])),
  }))
}

async function heardIn(db: Db, periods: Period[]) {
  const { byVersion } = await countHeard(db, periods[0]?.from ?? '', periods.at(-1)?.until ?? '')
  return byVersion
}

function inWords(people: Shown): string {
  return people.kind === 'about' ? `about ${people.n}` : 'fewer than 10'
}
