import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { decideOnTheme } from '../changes/decision.ts'
import { pointChangeAt } from '../changes/point.ts'
import { recordPracticeChange } from '../changes/practice-change.ts'
import { publishDecision } from '../changes/publication.ts'
import { agreeQuote, chooseQuote } from '../changes/quote.ts'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { places } from '../support/place.ts'
import { passagesOf } from '../themes/theme.ts'
import type { Cast, Event } from './one-piece.ts'

const Decision = z.object({
  themeKey: z.string(),
  outcome: z.string(),
  title: z.string(),
  reason: z.string(),
  owner: z.string(),
  organisation: z.string(),
  strategyPart: z.string(),
  successMeasure: z.string(),
  publicSentence: z.string(),
  easySentence: z.string(),
  easyReason: z.string(),
  kind: z.string(),
  tags: z.array(z.string()),
  months_ago: z.number(),
  due_in_months: z.number().nullable(),
  made_months_ago: z.number().nullable(),
  what_was_done: z.string().nullable(),
  made_public_sentence: z.string().nullable(),
  made_easy_sentence: z.string().nullable(),
  should_hear: z.string().optional(),
  hear_way: z.string().optional(),
  heard_within_months: z.number().default(6),
  /** Where on the roadmap the change shows: an entry's slug, or the key of a place. */
  shows_at: z.array(z.string()).default([]),
  published: z.boolean(),
  quote: z.object({ starts_with: z.string() }).optional(),
})

type Decision = z.infer<typeof Decision>

/**
 * The made-up decisions, as events in order.
 * @param releases when releases are frozen: before each, quotes are agreed as far as enough people have spoken
 */
export function decisionEvents(db: Db, keys: Keys, cast: Cast, now: Date, releases: { at: Date }[]): Event[] {
  const text = readFileSync(join(import.meta.dirname, 'decisions.json'), 'utf8')
  return z
    .array(Decision)
    .parse(JSON.parse(text))
    .flatMap((decision) => eventsOf(db, keys, cast, decision, now, releases))
}

function eventsOf(db: Db, keys: Keys, cast: Cast, decision: Decision, now: Date, releases: { at: Date }[]): Event[] {
  const at = monthsBefore(now, decision.months_ago)
  const madeAt = monthsBefore(now, decision.made_months_ago ?? 0)
  const made = madeOf(decision, madeAt)
  const dueOn = decision.due_in_months === null ? null : dayOf(monthsBefore(at, -decision.due_in_months))
  let id = ''
  const events: Event[] = [
    {
      at,
      run: async () => {
        const passages = await passagesOf(db, decision.themeKey, 6)
        const asked = { ...made, withoutPanel: 'yes' }
        const wanted = { ...decision, dueOn, passages: passages.map(({ segmentId }) => segmentId), made: asked }
        const decided = await decideOnTheme(db, keys, wanted, cast.lead, at)
        if (!decided.ok)
          throw new Error(`The demonstration's decision "${decision.title}": ${JSON.stringify(decided.problems)}`)
        id = decided.id
        if (decision.published) await publishDecision(db, keys, id, cast.lead, at)
      },
    },
  ]
  if (decision.made_months_ago !== null) {
    const run = async () => {
      const record = { decisionId: id, ...made }
      const recorded =
        decision.outcome === 'made' ? undefined : await recordPracticeChange(db, keys, record, cast.lead, madeAt)
      if (recorded?.ok === false)
        throw new Error(`The demonstration's change "${decision.title}": ${JSON.stringify(recorded.problems)}`)
      for (const name of decision.shows_at) {
        const place = places.find(({ key }) => key === name)
        const where = place ? { place: place.key } : { optionId: await idOf(db, name) }
        await pointChangeAt(db, keys, id, where, cast.lead, madeAt)
      }
    }
    events.push({ at: madeAt, run })
  }
  const { quote } = decision
  // A theme needs ten people before anybody is quoted, so it is tried before each release.
  const tries = [now, ...releases.map((one) => one.at)].map((one) => new Date(one.getTime() - 3_600_000))
  if (quote)
    events.push(
      ...tries
        .filter((quotedAt) => quotedAt > at)
        .map((quotedAt) => ({
          at: quotedAt,
          run: () => quoteFor(db, keys, cast, decision, id, quote.starts_with, quotedAt),
        })),
    )
  return events
}

function madeOf(decision: Decision, madeAt: Date) {
  return {
    whatWasDone: decision.what_was_done ?? decision.title,
    madeOn: dayOf(madeAt),
    publicSentence: decision.made_public_sentence ?? decision.publicSentence,
    easySentence: decision.made_easy_sentence ?? decision.easySentence,
    shouldHear: decision.should_hear ?? '',
    hearWay: decision.hear_way ?? '',
    heardBy: dayOf(monthsBefore(madeAt, -decision.heard_within_months)),
    whyNoPassages: 'It was said before there was this service.',
  }
}

async function idOf(db: Db, slug: string): Promise<string> {
  const { id } = await db.selectFrom('support_options').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  return id
}

async function quoteFor(db: Db, keys: Keys, cast: Cast, decision: Decision, id: string, starts: string, now: Date) {
  const done = await db.selectFrom('quotes').select('decision_id').where('decision_id', '=', id).executeTakeFirst()
  if (done) return
  const passages = await passagesOf(db, decision.themeKey, 500)
  const passage = passages.find(({ words, permission }) => permission === 'report' && words.startsWith(starts))
  if (!passage) return
  const chosen = { decisionId: id, segmentId: passage.segmentId }
  const answer = await chooseQuote(db, keys, chosen, cast.lead, now)
  if (answer.ok) await agreeQuote(db, keys, chosen, cast.publisher, now)
}

function monthsBefore(from: Date, months: number): Date {
  const at = new Date(from)
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() - months)
  at.setUTCDate(months === 0 ? Math.max(1, from.getUTCDate() - 1) : 12)
  return at
}
