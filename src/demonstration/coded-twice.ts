import type { PutCode } from '../db/tables.ts'
import type { Site } from '../site.ts'
import { codeBlind, codesOn, getBlind, listWaiting } from '../themes/agreement/second-coding.ts'
import { listCodes } from '../themes/code.ts'
import type { Cast } from './one-piece.ts'

const LEFT = 4

/**
 * The lead codes what waits for a second coder, but for a few that somebody who tries Heard finds waiting. Most of it as
 * the first did, some of it not, so that there is something to settle.
 */
export async function codeTwice({ db, keys }: Site, { lead }: Cast, now: Date, roll: () => number): Promise<void> {
  const codes = await listCodes(db)
  const { ids } = await listWaiting(db, lead.id, 1_000)
  for (const id of ids.slice(LEFT)) {
    const { segmentId } = await getBlind(db, id, lead.id)
    const first = await codesOn(db, segmentId)
    const other = codes[Math.floor(roll() * codes.length)]?.key ?? ''
    const second = roll() < 0.85 || first.length === 0 ? first : [{ ...(first[0] as PutCode), key: other }]
    await codeBlind(db, keys, { id, codes: second }, lead, now)
  }
}
