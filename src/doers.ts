import { MAKING_PDF, makePdf } from './summaries/pack/making-pdf.ts'
import { FREEZING } from './summaries/releases/asking-to-freeze.ts'
import { freezeARelease } from './summaries/releases/freezing.ts'
import type { Doer } from './team/long-work/worker.ts'

/** What is long, by the kind of work: each room that has such work names it here. */
export const doers: Record<string, Doer> = {
  [FREEZING]: { may: 'may release', does: freezeARelease },
  [MAKING_PDF]: { may: 'may see the board page', does: makePdf },
}
