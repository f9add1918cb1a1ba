import type { Db } from '../db/open.ts'

/** Decisions on a theme that still owe something: planned and not made, or waiting for more voices. */
export async function listOpenDecisions(db: Db, themeId: string): Promise<{ id: string; title: string }[]> {
  return db
    .selectFrom('decisions')
    .leftJoin('practice_changes', 'practice_changes.decision_id', 'decisions.id')
    .leftJoin('decisions as later', 'later.settles', 'decisions.id')
    .where('decisions.theme_id', '=', themeId)
    .where('decisions.outcome', 'in', ['planned', 'need more voices'])
    .where('practice_changes.id', 'is', null)
    .where('later.id', 'is', null)
    .select(['decisions.id', 'decisions.title'])
    .orderBy('decisions.decided_on')
    .execute()
}
