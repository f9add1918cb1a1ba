import type { Db } from '../../db/open.ts'
import type { Draft } from './draft.ts'
import { countWithdrawn } from './given.ts'
import type { Release } from './release.ts'
import { standingOf } from './standing.ts'

/** The same sentence whatever changed: a reason would tell who saw the figures before that it was one person. */
const changed =
  'Something that it is made from has changed since it was frozen. Freeze it again, and look at it once more.'

/**
 * Why a member may not publish a draft as it is.
 * @param earlier every release there is
 * @returns a sentence; undefined where nothing is in the way
 */
export async function whatStandsAgainst(
  trx: Db,
  draft: Draft,
  memberId: string,
  earlier: readonly Release[],
): Promise<string | undefined> {
  if (draft.state !== 'ready' || !draft.content || !draft.frozenOn) return 'It is not ready to be published.'
  const own = howItIsTheirs(draft, memberId)
  if (own) return own
  // Somebody may have published another about the same time since it was prepared.
  if ((standingOf(earlier, draft.period)?.number ?? null) !== draft.replaces) {
    return 'Another release about this time is out. Put this one aside.'
  }
  // The auditor has not seen this one beside a release that it does not know; and words may have been taken back.
  const numbers = earlier.map(({ number }) => number).join()
  if (numbers !== draft.report?.earlier.join()) return changed
  return (await countWithdrawn(trx, draft.period)) === draft.report.withdrawn ? undefined : changed
}

/** Why somebody else has to publish it: a sentence, or undefined where this member may. */
export function howItIsTheirs(draft: Pick<Draft, 'preparedBy' | 'frozenBy'>, memberId: string): string | undefined {
  if (draft.preparedBy === memberId) return 'You prepared it. Somebody else looks at it and publishes it.'
  if (draft.frozenBy === memberId) {
    return 'You had it frozen again. Somebody else, who did not prepare it either, looks at it and publishes it.'
  }
  return undefined
}
