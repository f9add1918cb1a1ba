import { randomUUID } from 'node:crypto'
import { raiseChallenge } from '../../src/changes/challenging/raising.ts'
import { commentOnPlan } from '../../src/changes/panel/commenting.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import type { TestSite } from '../fixtures/site.ts'

/** A theme that waits for a decision, a challenge by the scrutineer, and a comment of the panel. @returns their addresses */
export async function scrutinyIn({ db, keys, cast, site }: TestSite, decisionId: string) {
  const now = site.now()
  const wait = randomUUID()
  const theme = await db
    .selectFrom('themes')
    .select('id')
    .where('key', '=', 'waiting-and-timing')
    .executeTakeFirstOrThrow()
  const days = { opened_on: '2026-11-16', first_due_on: '2027-01-15', due_on: '2027-01-15', rises_on: '2027-01-15' }
  await db
    .insertInto('theme_waits')
    .values({ id: wait, theme_id: theme.id, period: '2026-09', level: 'lead', ...days })
    .execute()
  const asked = { about: 'theme:waiting-and-timing', body: 'Who looked?', formMark: newFormMark() }
  const challenge = await raiseChallenge(db, keys, asked, cast.sol, 28, now)
  if (!challenge.ok) throw new Error(JSON.stringify(challenge.problems))
  await commentOnPlan(db, keys, { decisionId, body: 'Good.', formMark: newFormMark() }, cast.pia, now)
  const comment = await db.selectFrom('panel_comments').select('id').executeTakeFirstOrThrow()
  return {
    'undecided/:id': wait,
    'challenges/:ref': challenge.ref,
    'panel/:id': decisionId,
    'comments/:id': comment.id,
  }
}
