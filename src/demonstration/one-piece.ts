import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Arrival } from '../feedback/giving/arrival.ts'
import { giveFeedback, putKeyAway } from '../feedback/giving/giving.ts'
import type { QuestionSet } from '../feedback/question-set.ts'
import { hideWords } from '../feedback/reading/hiding.ts'
import { openResponse } from '../feedback/reading/opening.ts'
import { agreeAndRelease, finishFirstReading } from '../feedback/reading/reading.ts'
import { issueReturnKey, keyWords } from '../feedback/return-key.ts'
import { putTabletKeyAway } from '../feedback/with-a-worker/tablet-key.ts'
import type { Keys } from '../seal/keys.ts'
import type { ReaderKey } from '../seal/reader-key.ts'
import type { Member } from '../team/member.ts'
import { codePlaces } from '../themes/coding.ts'
import { findWords } from '../themes/sentences.ts'
import { finishTheming } from '../themes/theming.ts'
import { concernEvents } from './concern-events.ts'
import type { Piece } from './piece.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The readers of the demonstration read every language that its texts are in. */
const READS = true

/** Something that happens at a time; the demonstration does them in order. */
export type Event = { at: Date; run: () => Promise<void> }

export type Cast = Record<
  'first' | 'second' | 'themer' | 'lead' | 'publisher' | 'scrutineer' | 'board' | 'panel',
  Member
>

type World = { db: Db; keys: Keys; readerKey: ReaderKey; cast: Cast; now: Date; arrival: Arrival }

/** What one piece leaves behind for others to use. */
export type Trace = { responseId?: string; ref?: string; concernRef?: string; keyWords?: string[] }

/**
 * The whole way of one piece, through the rooms' own functions.
 * @param at when it is given
 * @returns its events, in order; those that would be after now have not happened yet
 */
export function eventsOf(
  world: World,
  piece: Piece,
  set: QuestionSet,
  at: Date,
  roll: () => number,
  trace: Trace,
): Event[] {
  const { db, keys, cast, readerKey, arrival } = world
  const recent = piece.months_ago === 0
  const [first, second] = roll() < 0.7 ? [cast.first, cast.second] : [cast.second, cast.first]
  // A text in another language waits for a person's translation; until then it is only read.
  const permission = piece.language === 'en' ? piece.permission : 'none'
  const stage = piece.stage === 'new' && !recent ? 'read' : piece.stage
  const hasWords = Object.keys(piece.words).length > 0
  const mustBeRead = hasWords || piece.unsafe_now === 'yes' || piece.unsafe_now === 'not-sure'
  const later = (ms: number) => new Date(at.getTime() + ms)
  const events: Event[] = [
    {
      at,
      run: async () => {
        const token = { nonce: seededNonce(roll), hour: Math.floor(at.getTime() / HOUR) }
        const answers = {
          ticks: piece.ticks,
          words: piece.words,
          service: piece.service,
          unsafeNow: piece.unsafe_now,
          wordsPermission: permission,
        }
        await giveFeedback(db, keys, set, answers, { token, language: 'en', arrival }, at, readerKey)
        const kept = roll() < 0.8 ? 'kept' : 'not wanted'
        await (arrival?.channel === 'tablet' ? putTabletKeyAway(db, token, kept, at) : putKeyAway(db, token, kept))
        trace.keyWords = keyWords(issueReturnKey(keys, token))
        const row = await db
          .selectFrom('responses')
          .select(['id', 'ref'])
          .where('form_nonce_hash', '=', createHash('sha256').update(token.nonce).digest())
          .executeTakeFirstOrThrow()
        trace.responseId = row.id
        trace.ref = row.ref
      },
    },
  ]
  if (stage === 'new' || !mustBeRead) return events
  const ref = () => trace.ref ?? ''
  const readAt = later((1 + roll() * 3) * HOUR)
  events.push({ at: readAt, run: () => readFirst(world, piece, trace, first, second, readAt) })
  if (piece.concern) events.push(...concernEvents(world, piece, trace, { first, second }, readAt, recent))
  const goesOn = permission !== 'none' && hasWords
  if (stage === 'read' && goesOn) return events
  const releasedAt = later((5 + roll() * 20) * HOUR)
  events.push({
    at: releasedAt,
    run: async () => {
      await openResponse(db, keys, ref(), 'second reading', second, releasedAt)
      await agreeAndRelease(db, keys, ref(), second, releasedAt, undefined, READS)
    },
  })
  if (stage === 'released' || !goesOn) return events
  const themedAt = later((2 + roll() * 8) * DAY)
  events.push({ at: themedAt, run: () => theme(world, piece, trace, themedAt) })
  return events
}

async function readFirst({ db, keys }: World, piece: Piece, trace: Trace, first: Member, second: Member, at: Date) {
  const ref = trace.ref ?? ''
  const words = await openResponse(db, keys, ref, 'first reading', first, at)
  for (const hide of piece.hide) {
    await db
      .transaction()
      .execute((trx) =>
        hideWords(trx, keys, trace.responseId ?? '', words, { words: hide.words, standIn: hide.as }, first, at),
      )
  }
  const found = piece.concern
    ? { concern: true as const, about: piece.concern.about, note: piece.concern.note, ownerId: second.id }
    : { concern: false as const }
  const { concernRef } = await finishFirstReading(
    db,
    keys,
    ref,
    found,
    languageName(piece.language),
    first,
    at,
    undefined,
    READS,
  )
  if (concernRef) trace.concernRef = concernRef
}

async function theme({ db, keys, cast }: World, piece: Piece, trace: Trace, at: Date): Promise<void> {
  const responseId = trace.responseId ?? ''
  const released = await db.selectFrom('released_words').selectAll().where('response_id', '=', responseId).execute()
  for (const passage of piece.passages) {
    const body = released.find(({ question_key }) => question_key === passage.in)
    const place = body && findWords(body.body, passage.words)[0]
    if (!place) continue
    const places = [{ ...place, releasedWordsId: body.id }]
    const work = { codeKey: passage.code, impact: passage.impact, kind: passage.kind, responseId, places }
    const coded = await codePlaces(db, keys, work, cast.themer, at)
    if (!coded.ok) throw new Error(`The demonstration could not be coded: ${JSON.stringify(coded.problems)}`)
  }
  await finishTheming(db, keys, responseId, cast.themer, at)
}

function languageName(code: string): string {
  return new Intl.DisplayNames('en-GB', { type: 'language' }).of(code) ?? code
}

function seededNonce(roll: () => number): Buffer {
  return Buffer.from(Array.from({ length: 16 }, () => Math.floor(roll() * 256)))
}
