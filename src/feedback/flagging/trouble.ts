import type { Db } from '../../db/open.ts'
import type { Site } from '../../site.ts'

const KEY = 'flag trouble'

/** Whether the flag works, for the desk. */
export type FlagState = { works: 'on' } | { works: 'off' } | { works: 'not working'; since: Date }

/** Since when it does not work; the first time counts until it works again. */
export async function noteTrouble(db: Db, now: Date): Promise<void> {
  await db
    .insertInto('facts')
    .values({ key: KEY, value: JSON.stringify(now.toISOString()) })
    .onConflict((oc) => oc.column('key').doNothing())
    .execute()
}

/** It works again. */
export async function noTrouble(db: Db): Promise<void> {
  await db.deleteFrom('facts').where('key', '=', KEY).execute()
}

/** On, off by the setting FLAG, or not working and since when. */
export async function flagState(site: Pick<Site, 'db' | 'config'>): Promise<FlagState> {
  if (!site.config.flag) return { works: 'off' }
  const row = await site.db.selectFrom('facts').select('value').where('key', '=', KEY).executeTakeFirst()
  return row ? { works: 'not working', since: new Date(String(row.value)) } : { works: 'on' }
}
