import type { Db } from '../db/open.ts'
import type { BesideThemes } from '../themes/team-routes.ts'
import { waitLines } from './escalating/wait-lines.ts'
import { decisionsTouched } from './touched.ts'

/** What the pages of themes say about changes: which decisions a new codebook touches, and which themes wait for one. */
export function besideThemes(db: Db): BesideThemes {
  return {
    touched: (code, themes) => decisionsTouched(db, code, themes),
    waiting: async (today) => new Map((await waitLines(db, today)).map((line) => [line.themeKey, line])),
  }
}
