import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { CardContent, Tables } from '../../db/tables.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Card } from './card.ts'

/** Who does something with a card, and which version they had before them. */
export type Hand = { cardId: string; version: number; memberId: string }
export type Approval = { owner_name: string; owner_role: string; approved_on: string; review_on: string }
export type Outcome = { ok: true } | { ok: false; problems: Record<string, string> }

/** So long an approval holds at most. */
const LONGEST_YEARS = 2

const moved = {
  ok: false,
  problems: { version: 'Somebody has changed this card meanwhile. Look at it again first.' },
} as const
const askedAnew = {
  ok: false,
  problems: {
    version:
      'The approval was asked for anew meanwhile, perhaps with other days or another name. Look at it again first.',
  },
} as const
const noApproval = { owner_name: null, owner_role: null, approved_on: null, review_on: null }

/** Writes a card anew. Whatever it was before, it is a draft again: nobody has approved these words. */
export async function editCard(db: Db, keys: Keys, hand: Hand, content: CardContent, at: Date): Promise<Outcome> {
  return withCard(db, hand, async (trx, card) => {
    const version = card.version + 1
    const set = { ...noApproval, asked_by: null, agreed_by: null, state: 'draft' as const, version }
    await trx
      .updateTable('guidance_cards')
      .set({ ...set, content: JSON.stringify(content) })
      .where('id', '=', card.id)
      .execute()
    await note(trx, keys, { ...card, ...noApproval, content, version }, { what: 'edited', memberId: hand.memberId }, at)
    return { ok: true }
  })
}

/** A member writes down which clinician approved these words, and until when. Another member has to agree. */
export async function askForApproval(db: Db, keys: Keys, hand: Hand, approval: Approval, at: Date): Promise<Outcome> {
  return withCard(db, hand, async (trx, card) => {
    const problems = problemsOf(approval, dayOf(at))
    if (card.state !== 'draft') problems.version = 'This card is not a draft.'
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    const set = { ...approval, state: 'waiting' as const, asked_by: hand.memberId, agreed_by: null }
    await trx.updateTable('guidance_cards').set(set).where('id', '=', card.id).execute()
    await note(trx, keys, { ...card, ...approval }, { what: 'asked', memberId: hand.memberId }, at)
    return { ok: true }
  })
}

/**
 * A second member has seen the clinician's approval too. From now on the public reads who approved the card, and when.
 * @param asked the step that asked, as the member's page showed it: who agrees, agrees to what they saw
 * @throws {NotAllowed} for the member who asked
 */
export async function agreeToApproval(
  db: Db,
  keys: Keys,
  { asked, ...hand }: Hand & { asked: string },
  at: Date,
): Promise<Outcome> {
  return withCard(db, hand, async (trx, card) => {
    if (card.state !== 'waiting') return moved
    if (card.asked_by === hand.memberId) throw new NotAllowed('another member has to agree')
    if ((await lastAsked(trx, card.id))?.id !== asked) return askedAnew
    const set = { state: 'approved' as const, agreed_by: hand.memberId }
    await trx.updateTable('guidance_cards').set(set).where('id', '=', card.id).execute()
    await note(trx, keys, card, { what: 'approved', memberId: hand.memberId }, at)
    return { ok: true }
  })
}

/** The step that last asked for an approval of a card. */
async function lastAsked(trx: Db, cardId: string): Promise<{ id: string } | undefined> {
  const steps = trx.selectFrom('guidance_steps').select('id').where('card_id', '=', cardId).where('what', '=', 'asked')
  return steps.orderBy('made_at', 'desc').limit(1).executeTakeFirst()
}

/** Takes an approval, or the wish for one, back: the card is a draft again. One member is enough for that. */
export async function sendBack(db: Db, keys: Keys, hand: Hand, why: string, at: Date): Promise<Outcome> {
  return withCard(db, hand, async (trx, card) => {
    if (card.state === 'draft') return moved
    if (why.trim() === '') return { ok: false, problems: { why: 'Say why, in a few words.' } }
    const set = { ...noApproval, state: 'draft' as const, asked_by: null, agreed_by: null }
    await trx.updateTable('guidance_cards').set(set).where('id', '=', card.id).execute()
    await note(trx, keys, card, { what: 'sent back', memberId: hand.memberId, why: why.trim() }, at)
    return { ok: true }
  })
}

function problemsOf(
  { owner_name, owner_role, approved_on, review_on }: Approval,
  today: string,
): Record<string, string> {
  return {
    ...(owner_name.trim() === '' && { owner_name: 'Name the clinician who answers for this card.' }),
    ...(owner_role.trim() === '' && { owner_role: 'Say what they are, such as consultant psychologist.' }),
    ...(approved_on > today && { approved_on: 'That day has not come yet.' }),
    ...(review_on <= today && { review_on: 'Give a day to come.' }),
    ...(review_on > inYears(today, LONGEST_YEARS) && {
      review_on: 'Give a day within two years: guidance changes, and somebody has to look again.',
    }),
  }
}

/** @param day 'YYYY-MM-DD' */
function inYears(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`
}

/** The card, held until the change is written, so that nobody approves words that another member is changing. */
async function withCard(db: Db, hand: Hand, change: (trx: Db, card: Card) => Promise<Outcome>): Promise<Outcome> {
  return db.transaction().execute(async (trx) => {
    const card = await trx
      .selectFrom('guidance_cards')
      .selectAll()
      .where('id', '=', hand.cardId)
      .forUpdate()
      .executeTakeFirst()
    if (!card) throw new NotFound('no such card')
    return card.version === hand.version ? change(trx, card) : moved
  })
}

type What = { what: Tables['guidance_steps']['what']; memberId: string; why?: string }

async function note(trx: Db, keys: Keys, card: Card, { what, memberId, why }: What, at: Date): Promise<void> {
  const { id, version, content, owner_name, owner_role, approved_on, review_on } = card
  await trx
    .insertInto('guidance_steps')
    .values({
      ...{ id: randomUUID(), card_id: id, version, what, owner_name, owner_role, approved_on, review_on },
      ...{ content: JSON.stringify(content), why: why ?? null, made_by: memberId, made_at: at },
    })
    .execute()
  const entry = {
    memberId,
    action: `guidance card ${what}`,
    record: 'guidance card',
    recordId: id,
    detail: { version },
  }
  await audit(trx, keys, entry, at)
}
