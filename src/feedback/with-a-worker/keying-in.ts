import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { FormToken } from '../../web/form-token.ts'
import type { Answers } from '../answers.ts'
import type { Arrival } from '../giving/arrival.ts'
import { type Given, giveFeedback } from '../giving/giving.ts'
import type { QuestionSet } from '../question-set.ts'

/** What a member keys in for somebody: which language their words are in, and how they reached us. */
export type KeyedIn = { token: FormToken; language: string; arrival: Arrival }

/**
 * Keeps what somebody wrote on paper, said by telephone, or said in a group, like anything else that is sent: sealed, and
 * waiting to be read. The log says that a member keyed something in and never what: nobody shall find it again by the log.
 */
export async function keyIn(
  db: Db,
  keys: Keys,
  set: QuestionSet,
  answers: Answers,
  from: KeyedIn,
  by: string,
  now: Date,
): Promise<Given> {
  return db.transaction().execute(async (trx) => {
    const given = await giveFeedback(trx, keys, set, answers, from, now)
    if (given.kind === 'saved') {
      await audit(trx, keys, { memberId: by, action: 'keyed in', record: 'feedback', recordId: null }, now)
    }
    return given
  })
}

/** How many people spoke together; never the number itself, which could tell which group it was. */
export const headCounts = {
  '2-4': '2 to 4',
  '5-9': '5 to 9',
  '10-19': '10 to 19',
  '20-or-more': '20 or more',
} as const satisfies Record<Tables['group_sessions']['head_count'], string>

/** What a facilitator says about a group, beside its words. */
export type GroupSession = Omit<Tables['group_sessions'], 'response_id'>

/** Whether a group that was asked like this question set is of children: their words are read as soon as a child's. */
export function isOfChildren(aboutSet: string | undefined): boolean {
  return aboutSet === '8-11' || aboutSet === '11-17'
}

/** The arrival of a group: what is known about it is kept in the commit of its words. */
export function asGroup(session: GroupSession, checkedWithPerson: boolean): Arrival {
  return {
    channel: 'group',
    checkedWithPerson,
    also: () => sql`, gathered as (
      insert into group_sessions (response_id, head_count, about_set, service, held_month)
      select given.id, ${session.head_count}, ${session.about_set}, ${session.service}::text, ${session.held_month}
      from given
    )`,
  }
}
