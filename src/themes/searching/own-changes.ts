import type { Db } from '../../db/open.ts'

/**
 * Whether a member has said, or ended, since a day what is not for them: a team, a name, or something they left to others.
 * Whoever searches before and after would see by what is missing whose words are of that team, or speak of that person.
 * Only what a member knows of counts, never that something names them: a refusal would tell it.
 * @param since 'YYYY-MM-DD', included
 */
export async function changedWhatIsTheirs(db: Db, memberId: string, since: string): Promise<boolean> {
  const row = await db
    .selectFrom('conflicts')
    .select('id')
    .where('member_id', '=', memberId)
    .where((eb) =>
      eb.or([eb('response_id', 'is', null), eb.and([eb('kind', '=', 'recused'), eb('made_by', '=', memberId)])]),
    )
    .where((eb) => eb.or([eb('made_on', '>=', since), eb('ended_on', '>=', since)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
