import type { Selectable } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { CardContent, Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'
import { places } from '../place.ts'

/** Kinds of service; who works in which is said on the page. */
export const tiers = ['community', 'universal', 'targeted', 'specialist'] as const
export type Tier = (typeof tiers)[number]

/** The parts of a card, in the order of a conversation. */
export const parts = ['do', 'say', 'not_say', 'refer'] as const satisfies readonly (keyof CardContent)[]

export type Card = Selectable<Tables['guidance_cards']>
export type Step = Selectable<Tables['guidance_steps']> & { member: string | null }

/** What a reader has to know about a card: whether a clinician stands behind it, and whether that is still so. */
export type Standing = 'draft' | 'approved' | 'past review'

/** The one place where it is decided whether a card may be shown as approved. */
export function standingOf(card: Card, today: string): Standing {
  const { state, owner_name, approved_on, review_on, agreed_by, asked_by } = card
  const whole = owner_name && approved_on && review_on && agreed_by && agreed_by !== asked_by
  if (state !== 'approved' || !whole || approved_on > today) return 'draft'
  return review_on < today ? 'past review' : 'approved'
}

/** @returns cards in the order of tiers and of the roadmap */
export async function listCards(db: Db, tier?: Tier): Promise<Card[]> {
  const cards = await db
    .selectFrom('guidance_cards')
    .selectAll()
    .$if(tier !== undefined, (query) => query.where('tier', '=', tier as Tier))
    .execute()
  const order = (card: Card) => tiers.indexOf(card.tier) * 10 + places.findIndex(({ phase }) => phase === card.phase)
  return cards.sort((a, b) => order(a) - order(b))
}

/** @throws {NotFound} when there is no such card */
export async function getCard(db: Db, id: string): Promise<Card> {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new NotFound('no such card')
  const card = await db.selectFrom('guidance_cards').selectAll().where('id', '=', id).executeTakeFirst()
  if (!card) throw new NotFound('no such card')
  return card
}

/** @returns every step of a card that a member took, newest first */
export async function listSteps(db: Db, cardId: string): Promise<Step[]> {
  return db
    .selectFrom('guidance_steps')
    .leftJoin('members', 'members.id', 'guidance_steps.made_by')
    .selectAll('guidance_steps')
    .select('members.name as member')
    .where('card_id', '=', cardId)
    .orderBy('made_at', 'desc')
    .orderBy('guidance_steps.version', 'desc')
    .execute()
}
