import type { Site } from '../../site.ts'
import { listMembersWho, type Member } from '../../team/member.ts'
import type { QuestionSet } from '../question-set.ts'
import type { ReadingPage } from '../reading/reading-list.ts'
import { ownLoad, roomFor } from './cap.ts'
import { listWhoSeeWords } from './colleagues.ts'
import { contentNote } from './content-note.ts'
import { breakIsDue } from './load.ts'
import { listTakers } from './passing.ts'
import { awayNow, pausedUntil, pauses } from './pausing.ts'

/** How a reader is today: what they have read, and whether a break would be good. */
export async function careFor({ db, config, now }: Site, memberId: string) {
  const at = now()
  return {
    ...(await ownLoad(db, memberId, config.readCapADay, at)),
    pausedUntil: await pausedUntil(db, memberId, at),
    breakIsDue: await breakIsDue(db, memberId, at),
    pauses,
  }
}

/** What a reader needs before they open one response: what may come, how long it is, who has it, to whom it can go. */
export async function careBefore(site: Site, item: ReadingPage, set: QuestionSet, by: Member) {
  const { db, config, now } = site
  const at = now()
  const reading = await db
    .selectFrom('readings')
    .leftJoin('members', 'members.id', 'readings.with_member')
    .select(['with_member', 'claimed_until', 'first_by', 'name'])
    .where('response_id', '=', item.id)
    .executeTakeFirst()
  const waits = item.state === 'waiting' || item.state === 'first read'
  const withMember = reading?.with_member ?? null
  const held = waits && withMember !== null && (!reading?.claimed_until || reading.claimed_until > at)
  const late = item.dueAt !== null && item.dueAt < at && !reading?.claimed_until
  const free = withMember === by.id || late || (withMember !== null && (await awayNow(db, at)).has(withMember))
  return {
    ...(await careFor(site, by.id)),
    note: await contentNote(db, item, set),
    waits,
    withMe: held && withMember === by.id,
    holder: held && !free ? reading?.name : undefined,
    room: await roomFor(db, { responseId: item.id, reason: 'first reading' }, by.id, config.readCapADay, at),
    colleagues: (await listWhoSeeWords(db)).filter(({ id }) => id !== by.id),
    takers: waits ? await listTakers(db, item.id, by, at) : [],
    talkTo: (await listMembersWho(db, 'may see the load')).map(({ name }) => name),
  }
}
