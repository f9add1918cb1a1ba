import { createHash } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { type HiddenSpan, listHiddenSpans } from './hiding.ts'
import { listTexts } from './texts.ts'

/** Something was written, hidden or shown since the page that a reader answers from: they have to look again. */
export class SomethingNew extends NotAllowed {
  override name = 'SomethingNew'
}

/**
 * A short mark of what a reader saw: a page that showed other texts, or hid something else in them, has another.
 * @param texts ids of the sealed texts
 */
export function markOfSeen(spans: HiddenSpan[], texts: string[]): string {
  const ids = [...spans.map(({ id }) => id), ...texts].sort()
  return createHash('sha256').update(ids.join()).digest('base64url').slice(0, 16)
}

/**
 * Holds a reading until the transaction ends, so that nobody adds words to it, and nobody else finishes it, meanwhile.
 * @param seen the mark of the page that is answered from; left out by who looks and answers in one go
 * @returns what is hidden
 * @throws {SomethingNew} when that page showed something else than is there now
 */
export async function holdSeen(trx: Db, responseId: string, seen: string | undefined): Promise<HiddenSpan[]> {
  await trx.selectFrom('readings').select('state').where('response_id', '=', responseId).forUpdate().executeTakeFirst()
  const spans = await listHiddenSpans(trx, responseId)
  const texts = (await listTexts(trx, responseId)).map(({ id }) => id)
  if (seen !== undefined && seen !== markOfSeen(spans, texts)) throw new SomethingNew('something else is there by now')
  return spans
}
