import { eraseOldWords } from '../feedback/coming-back/withdrawing.ts'
import { getQuestionSet } from '../feedback/question-set.ts'
import { currentReaderKey } from '../seal/reader-key.ts'
import { dayOf, type Site } from '../site.ts'
import { joinDemonstrationMembers } from '../team/demonstration-members.ts'
import { findMember } from '../team/member.ts'
import { sayAbout } from './about.ts'
import { chance } from './chance.ts'
import { codeTwice } from './coded-twice.ts'
import { coverageEvents } from './coverage.ts'
import { crowdEvents } from './crowd.ts'
import { decisionEvents } from './decisions.ts'
import { arrangeDuty } from './duty.ts'
import { cameBy, giveOutInvitations } from './invitations.ts'
import { keepDirectory } from './keeping.ts'
import { type Cast, type Event, eventsOf, type Trace } from './one-piece.ts'
import { type Piece, readPieces } from './piece.ts'
import { releaseEvents, releasesDue } from './releases.ts'
import { scrutinyEvents } from './scrutiny.ts'
import { startAnewEvents } from './starting-anew.ts'
import { takenBackEvents } from './taken-back.ts'
import { isToTry, talkedBack, wishesToBeReached } from './talked-back.ts'
import { tapEvents } from './taps.ts'
import { cameAnyWay } from './ways.ts'

const HOUR = 3_600_000
const SEED = 'heard'

/**
 * Fills an empty database with two years of made-up feedback and what became of it, through the rooms' own functions, so
 * that every page has something true to show. Nothing in it was said by anybody.
 * @returns the fact that marks the database as the demonstration, with a return key to try
 */
export async function loadDemonstration(site: Site): Promise<{ returnKey: string }> {
  const { db, keys } = site
  const now = site.now()
  const readerKey = await currentReaderKey(db, keys)
  if (!readerKey) throw new Error('The demonstration needs a reader key.')
  const cast = await joinCast(site, new Date(now.getTime() - 26 * 30 * 24 * HOUR))
  const roll = chance(SEED)
  // A dice of its own: what somebody says about themselves changes nothing else.
  const aboutRoll = chance(`${SEED} about`)
  const cameRoll = chance(`${SEED} came`)
  const wayRoll = chance(`${SEED} way`)
  const world = { db, keys, cast, now }
  let wished = 0
  const traces: { piece: Piece; trace: Trace }[] = []
  const events: Event[] = decisionEvents(db, keys, cast, now, releasesDue(now))
  events.push(...coverageEvents(db, keys, cast, now))
  for (const piece of readPieces()) {
    const trace: Trace = {}
    const at = givenAt(piece, now, roll)
    const set = await getQuestionSet(db, piece.set, dayOf(at))
    const arrival = cameAnyWay(piece, cameBy(piece, cameRoll), dayOf(at).slice(0, 7), wayRoll)
    events.push(...eventsOf({ db, keys, readerKey, cast, now, arrival }, piece, set, at, roll, trace))
    if (!piece.group) events.push({ at, run: () => sayAbout(db, piece, at, aboutRoll) })
    if (isToTry(piece) && !traces.some((one) => isToTry(one.piece))) events.push(...talkedBack(world, trace))
    if (piece.stage === 'new' && piece.months_ago === 0) events.push(...wishesToBeReached(world, trace, at, wished++))
    traces.push({ piece, trace })
  }
  events.push(...crowdEvents(db, cast, now, chance(`${SEED} crowd`)))
  events.push(...tapEvents(db, now, chance(`${SEED} taps`)))
  events.push(...scrutinyEvents(site, cast, now))
  events.push(...releaseEvents(site, cast, now, cameRoll))
  events.push(...takenBackEvents(site, now))
  events.push(...startAnewEvents(site, cast, now))
  const twice = chance(`${SEED} twice`)
  // A second person codes the day before each release, so that its scorecard can say how well two agree.
  for (const { at } of releasesDue(now)) {
    const dayBefore = new Date(at.getTime() - 24 * HOUR)
    events.push({ at: dayBefore, run: () => codeTwice(site, cast, dayBefore, twice) })
  }
  const past = events.filter(({ at }) => at < now).sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const { run } of past) await run()
  await giveOutInvitations(db, cameRoll)
  await codeTwice(site, cast, now, twice)
  await keepDirectory(site, now)
  await arrangeDuty(site, now)
  await eraseOldWords(db, now)
  const returnKey = keyToTry(traces)
  const value = JSON.stringify({ on: dayOf(now), returnKey })
  await db.insertInto('facts').values({ key: 'demonstration', value }).execute()
  return { returnKey }
}

async function joinCast({ db, keys }: Site, at: Date): Promise<Cast> {
  const ids = await joinDemonstrationMembers(db, keys, at)
  const member = async (key: string) => {
    const found = await findMember(db, ids.get(key) ?? '')
    if (!found) throw new Error(`The demonstration has no ${key}.`)
    return found
  }
  return {
    first: await member('ruth'),
    second: await member('imran'),
    themer: await member('sam'),
    lead: await member('leah'),
    publisher: await member('noor'),
    scrutineer: await member('sol'),
    board: await member('bea'),
    panel: await member('pia'),
  }
}

/** When a piece was given: its month and day, in the day time; what is new came in the last hours. */
function givenAt(piece: Piece, now: Date, roll: () => number): Date {
  if (piece.stage === 'new' && piece.months_ago === 0) return new Date(now.getTime() - (0.5 + roll() * 20) * HOUR)
  const at = new Date(now)
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() - piece.months_ago)
  at.setUTCHours(9, 0, 0, 0)
  at.setUTCDate(piece.day)
  at.setTime(at.getTime() + roll() * 10 * HOUR)
  // A day of this month that has not come yet is folded into the days that have.
  const newest = now.getTime() - 30 * HOUR
  if (at.getTime() > newest) at.setTime(newest - roll() * 12 * 24 * HOUR)
  return at
}

/** The key of a young person whose words led somewhere, for a visitor to try. */
function keyToTry(traces: { piece: Piece; trace: Trace }[]): string {
  const found = traces.find(({ piece, trace }) => trace.ref && isToTry(piece))
  return (found?.trace.keyWords ?? []).join(' ')
}
