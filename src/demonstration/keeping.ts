import { randomUUID } from 'node:crypto'
import { dayOf, type Site } from '../site.ts'
import { allEntries } from '../support/directory.ts'
import { proposeChange } from '../support/keeping/change.ts'
import { type EntryContent, entryContent } from '../support/keeping/entry.ts'
import { setOwner } from '../support/keeping/owner.ts'
import { demonstrationEmail } from '../team/demonstration-members.ts'
import { findMember, type Member } from '../team/member.ts'

/**
 * Two editors who share the directory, some entries that nobody keeps yet, and one change that waits. The directory's own
 * facts are real, so nothing is said about them that nobody did: what waits is an entry that says that it is made up.
 */
export async function keepDirectory({ db, keys }: Pick<Site, 'db' | 'keys'>, now: Date): Promise<void> {
  const dev = await memberCalled('dev')
  const dana = await memberCalled('dana')
  const entries = await allEntries(db)
  for (const [at, entry] of entries.entries()) {
    const owner = [dev, dana, undefined][at % 3]
    if (owner && at < 36) await setOwner(db, keys, entry.id, owner.id, dev, now)
  }
  const proposed = { kind: 'added' as const, why: 'Made up, to try how two people agree.', member: dana }
  await proposeChange(db, keys, { ...proposed, content: madeUp(dayOf(now), dana.id) }, now)

  async function memberCalled(key: string): Promise<Member> {
    const row = await db
      .selectFrom('members')
      .select('id')
      .where('email', '=', demonstrationEmail(key))
      .executeTakeFirstOrThrow()
    return (await findMember(db, row.id)) as Member
  }
}

/** The number is one of those that Ofcom keeps for made-up stories: nobody answers it. */
function madeUp(today: string, memberId: string): EntryContent {
  const unknown = Object.fromEntries(Object.keys(entryContent.shape).map((name) => [name, null]))
  const lists = ['aliases', 'welcomes', 'language_codes', 'areas', 'ways', 'conflicts', 'gaps', 'sources']
  return entryContent.parse({
    ...unknown,
    ...Object.fromEntries(lists.map((name) => [name, []])),
    ...{ name: 'The Made-up Room (demonstration only)', summary: 'A made-up room to sit in. It is not there.' },
    ...{ status: 'open', confidence: 'low', checked_on: today, checked_how: 'made up', checked_by: memberId },
    ...{ needs: ['talk_to_someone'], phases: ['stabilisation'], audiences: ['adult_survivor'], access: ['self'] },
    tier: 'community',
    contacts: [
      {
        ...{ id: randomUUID(), kind: 'phone', value: '01632 960123', send: null, confidence: 'medium' },
        ...{ source: 'made up', seen_on: today, confirmed_on: today, confirmed_by: memberId, confirmed_how: 'called' },
        ...{ taken_down_on: null, taken_down_why: null },
      },
    ],
  })
}
