import type { BoardReads } from '../../changes/heard.ts'
import type { ReleasedDb } from '../../db/released.ts'
import { newestReleases } from '../releases/standing.ts'

/**
 * What the board reads of a change: of the newest two months, or of the newest year where those do not know it. Taken as it
 * was released, since its figures are rounded and some withheld, so that it may say less than the exact ones.
 * @returns undefined while no release knows that it was made
 */
export async function boardReads(released: ReleasedDb, decisionId: string): Promise<BoardReads | undefined> {
  for (const { number, content } of await newestReleases(released)) {
    const line = content.ledger.find(({ id }) => id === decisionId)
    if (!line?.heard || !line.since) continue
    const { verdict, sentence } = line.since
    return { number, name: content.name, heard: line.heard, verdict, sentence }
  }
  return undefined
}
