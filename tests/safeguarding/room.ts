import { openResponse } from '../../src/feedback/reading/opening.ts'
import { finishFirstReading } from '../../src/feedback/reading/reading.ts'
import type { Suspicion } from '../../src/safeguarding/concern-kind.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import type { browserOf, Fields } from '../fixtures/sign-in.ts'
import type { TestSite } from '../fixtures/site.ts'

type Browser = Pick<Awaited<ReturnType<typeof browserOf>>, 'get' | 'post'>

/** A decision as a reader records it: a child may be at risk. */
export const decision = { decision: 'pass-on', child: 'yes', adult: 'no', decided_why: 'He waits for her.' }

/** Why it closes and how it ended; nothing is said on the writer's page. */
export const ending = { reason: 'taken-on', outcome: 'A plan was made.', tell: 'unsafe', told: '' }

/** Ruth reads what somebody of 11 to 17 wrote and raises a concern from it, which Imran takes. */
export async function raisedFrom(site: TestSite, { suspected }: { suspected?: Suspicion } = {}) {
  const { db, keys, cast } = site
  const { key, ref } = await givenWithKey(site, { 'w.should-change': 'He waits outside.' }, '11-17')
  const now = site.site.now()
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  const worry = { about: 'unsafe-outside' as const, note: 'He waits for her.', ownerId: cast.imran.id, suspected }
  const found = await finishFirstReading(db, keys, ref, { concern: true, ...worry }, 'English', cast.ruth, now)
  const concernRef = found.concernRef ?? ''
  const { id, response_id } = await db
    .selectFrom('concerns')
    .select(['id', 'response_id'])
    .where('ref', '=', concernRef)
    .executeTakeFirstOrThrow()
  return {
    key,
    id,
    ref: concernRef,
    responseRef: ref,
    responseId: response_id ?? '',
    at: `/team/concerns/${concernRef}`,
  }
}

/** Decides, passes on to MASH, and hears from there. */
export async function answered(reader: Browser, at: string): Promise<void> {
  await reader.post(`${at}/decide`, decision)
  await reader.post(`${at}/pass-on`, { destination: 'mash' })
  await reader.post(`${at}/acknowledged`)
}

/** The number of the proposal on the page, as its form carries it. */
export async function proposalOn(reader: Browser, at: string): Promise<string> {
  return /name="proposal" value="(\d+)"/.exec((await reader.get(at)).body)?.[1] ?? ''
}

/** The second person agrees to what their page shows, or keeps it open. */
export async function settle(reader: Browser, at: string, say: 'close' | 'keep' = 'close', extra: Fields = {}) {
  if (say === 'close') await reader.post(`${at}/note`, {})
  return reader.post(`${at}/settle-closing`, { settle: say, proposal: await proposalOn(reader, at), ...extra })
}

/** The steps of a concern, by name. */
export async function stepNames({ db }: TestSite, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('concern_steps')
    .select('step')
    .where('concern_id', '=', id)
    .orderBy('number')
    .execute()
  return rows.map(({ step }) => step)
}
