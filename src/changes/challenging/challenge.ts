import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'

type ReplyKind = Tables['challenge_replies']['kind']

/** `waiting`: no reply yet. `reply`: whoever challenged has not said yet whether it will do. */
export type ChallengeState = 'waiting' | ReplyKind

/** A question or an objection by the board or the scrutineer, and what was answered. Days are 'YYYY-MM-DD'. */
export type Challenge = {
  id: string
  ref: string
  /** The theme, as it is said in public, or the change. */
  about: string
  themeKey: string | null
  decisionId: string | null
  body: string
  madeBy: string
  /** Names are for the team: what goes out says the role. */
  by: string
  role: string
  madeOn: string
  replyDue: string
  state: ChallengeState
  replies: { kind: ReplyKind; body: string; by: string; role: string; on: string }[]
}

export const roleOf = { scrutineer: 'Scrutineer', board: 'Board member' } as const

/** Past its day without a first reply. @param today 'YYYY-MM-DD' */
export function isOverdue({ state, replyDue }: Pick<Challenge, 'state' | 'replyDue'>, today: string): boolean {
  return state === 'waiting' && replyDue < today
}

const MOST_LISTED = 200

/** The newest first. */
export async function listChallenges(db: Db): Promise<Challenge[]> {
  return shape(db, await read(db).orderBy('challenges.number', 'desc').limit(MOST_LISTED).execute())
}

/** Those on a theme or on a change, the newest first. */
export async function challengesOn(db: Db, what: { themeKey: string } | { decisionId: string }): Promise<Challenge[]> {
  const those =
    'themeKey' in what
      ? read(db).where('themes.key', '=', what.themeKey)
      : read(db).where('challenges.decision_id', '=', what.decisionId)
  return shape(db, await those.orderBy('challenges.number', 'desc').limit(MOST_LISTED).execute())
}

/** @param ref such as `C-12` @throws {NotFound} */
export async function getChallenge(db: Db, ref: string): Promise<Challenge> {
  const [, number] = /^C-([1-9]\d{0,5})$/.exec(ref) ?? []
  const rows = number ? await read(db).where('challenges.number', '=', Number(number)).execute() : []
  const [challenge] = await shape(db, rows)
  if (!challenge) throw new NotFound('no such challenge')
  return challenge
}

type Row = Awaited<ReturnType<ReturnType<typeof read>['execute']>>[number]

function read(db: Db) {
  return db
    .selectFrom('challenges')
    .innerJoin('members', 'members.id', 'challenges.made_by')
    .leftJoin('themes', 'themes.id', 'challenges.theme_id')
    .leftJoin('decisions', 'decisions.id', 'challenges.decision_id')
    .select(['challenges.id', 'challenges.number', 'challenges.body', 'challenges.made_by', 'made_as', 'made_on'])
    .select(['reply_due', 'decision_id', 'members.name', 'themes.key', 'themes.plain_name', 'decisions.title'])
}

async function shape(db: Db, rows: Row[]): Promise<Challenge[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const replies = await db
    .selectFrom('challenge_replies')
    .innerJoin('members', 'members.id', 'challenge_replies.written_by')
    .select(['challenge_id', 'kind', 'body', 'members.name', 'written_on'])
    .where('challenge_id', 'in', ids)
    .orderBy('challenge_replies.number')
    .execute()
  return rows.map((row) => {
    const role = roleOf[row.made_as]
    const mine = replies.filter(({ challenge_id }) => challenge_id === row.id)
    return {
      ...{ id: row.id, ref: `C-${row.number}`, about: row.plain_name ?? row.title ?? '', body: row.body },
      ...{ themeKey: row.key, decisionId: row.decision_id, madeBy: row.made_by, by: row.name, role },
      ...{ madeOn: row.made_on, replyDue: row.reply_due, state: mine.at(-1)?.kind ?? 'waiting' },
      replies: mine.map(({ kind, body, name, written_on }) => ({
        ...{ kind, body, by: name, on: written_on, role: kind === 'reply' ? 'Lead' : role },
      })),
    }
  })
}
