import type { ReleasedDb } from '../../db/released.ts'
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
  /** The id of a member: what goes out says the role. */
  madeBy: string
  role: string
  madeOn: string
  replyDue: string
  state: ChallengeState
  replies: { kind: ReplyKind; body: string; writtenBy: string; role: string; on: string }[]
}

export const roleOf = { scrutineer: 'Scrutineer', board: 'Board member' } as const

/** Past its day without a first reply. @param today 'YYYY-MM-DD' */
export function isOverdue({ state, replyDue }: Pick<Challenge, 'state' | 'replyDue'>, today: string): boolean {
  return state === 'waiting' && replyDue < today
}

const MOST_LISTED = 200

/** The newest first. */
export async function listChallenges(released: ReleasedDb): Promise<Challenge[]> {
  return shape(released, await read(released).orderBy('number', 'desc').limit(MOST_LISTED).execute())
}

/** Those on a theme or on a change, the newest first. */
export async function challengesOn(
  released: ReleasedDb,
  what: { themeKey: string } | { decisionId: string },
): Promise<Challenge[]> {
  const those =
    'themeKey' in what
      ? read(released).where('theme_key', '=', what.themeKey)
      : read(released).where('decision_id', '=', what.decisionId)
  return shape(released, await those.orderBy('number', 'desc').limit(MOST_LISTED).execute())
}

/** @param ref such as `C-12` @throws {NotFound} */
export async function getChallenge(released: ReleasedDb, ref: string): Promise<Challenge> {
  const [, number] = /^C-([1-9]\d{0,5})$/.exec(ref) ?? []
  const rows = number ? await read(released).where('number', '=', Number(number)).execute() : []
  const [challenge] = await shape(released, rows)
  if (!challenge) throw new NotFound('no such challenge')
  return challenge
}

type Row = Tables['released.challenges']

function read(released: ReleasedDb) {
  return released.selectFrom('released.challenges').selectAll()
}

async function shape(released: ReleasedDb, rows: Row[]): Promise<Challenge[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const replies = await released
    .selectFrom('released.challenge_replies')
    .selectAll()
    .where('challenge_id', 'in', ids)
    .orderBy('number')
    .execute()
  return rows.map((row) => {
    const role = roleOf[row.made_as]
    const mine = replies.filter(({ challenge_id }) => challenge_id === row.id)
    return {
      ...{ id: row.id, ref: `C-${row.number}`, about: row.about, body: row.body },
      ...{ themeKey: row.theme_key, decisionId: row.decision_id, madeBy: row.made_by, role },
      ...{ madeOn: row.made_on, replyDue: row.reply_due, state: mine.at(-1)?.kind ?? 'waiting' },
      replies: mine.map(({ kind, body, written_by, written_on }) => ({
        ...{ kind, body, writtenBy: written_by, on: written_on, role: kind === 'reply' ? 'Lead' : role },
      })),
    }
  })
}
