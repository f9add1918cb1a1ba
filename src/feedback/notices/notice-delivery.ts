import type { Db } from '../../db/open.ts'
import { type MessageProvider, NotSent } from '../../messaging/provider.ts'
import { dayOf } from '../../site.ts'
import { noteTrouble } from './notice-trouble.ts'
import { forgetAddress } from './notice-wish.ts'

/** GOV.UK Notify forgets a message after seven days. */
const ASK_DAYS = 7

/**
 * Asks the provider what became of the messages of the last days. An address at which nothing can arrive is forgotten,
 * and the person's page says so.
 */
export async function askDeliveries(db: Db, provider: MessageProvider, now: Date): Promise<void> {
  if (!provider.delivery) return
  const since = dayOf(new Date(now.getTime() - ASK_DAYS * 24 * 3_600_000))
  const rows = await db
    .selectFrom('outbox')
    .select(['id', 'wish_id', 'provider_id'])
    .where('state', '=', 'sent')
    .where('provider_id', 'is not', null)
    .where('done_on', '>=', since)
    .where((eb) => eb.or([eb('delivery', 'is', null), eb('delivery', '=', 'on its way')]))
    .execute()
  for (const { id, wish_id, provider_id } of rows) {
    try {
      const delivery = await provider.delivery(provider_id ?? '')
      await db.updateTable('outbox').set({ delivery }).where('id', '=', id).execute()
      if (delivery === 'wrong address') await forgetAddress(db, wish_id)
    } catch (error) {
      if (!(error instanceof NotSent)) throw error
      await noteTrouble(db, error, now)
      return
    }
  }
}
