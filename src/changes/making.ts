import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import { type Period, periodAfter, periodOf } from '../period.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import type { Member } from '../team/member.ts'
import { dayInWords } from '../themes/wording.ts'
import { hearWays } from './heard.ts'
import { panelOn, panelRecord } from './panel/panel.ts'
import { dayBefore } from './people.ts'
import { realDay, shouldHear } from './sentences.ts'

/** What stands behind "made", asked in the step in which somebody says it. Days are 'YYYY-MM-DD'. */
export type WhatWasMade = {
  whatWasDone: string
  madeOn: string
  /** What people should say differently from now on, which way that is counted, and by which day it should be heard. */
  shouldHear: string
  hearWay: string
  heardBy: string
  /** Needed where no passage stands behind the decision. */
  whyNoPassages?: string | undefined
}

/**
 * The first day by which a change that is written down today can be heard: the end of the first whole period to come. Nobody
 * can know its figures yet.
 */
export function firstHeardBy(today: string): string {
  const next: Period = periodAfter(periodOf(today))
  return dayBefore(next.until)
}

/** The fields of it. @param today 'YYYY-MM-DD' @param passages how many stand behind the decision */
export function madeFields(today: string, passages: number) {
  const first = firstHeardBy(today)
  const soon = `Choose ${dayInWords(first)} or later: only two whole months that begin after today can tell.`
  return {
    whatWasDone: z.string().trim().min(1, 'Say what was done.').max(1000, 'Make it shorter: at most 1000 characters.'),
    madeOn: realDay('Write the day like this: 2026-12-31.').refine((day) => day <= today, 'This day is still to come.'),
    shouldHear,
    hearWay: z.enum(hearWays, 'Choose how it would be heard.'),
    heardBy: realDay('Write the day like this: 2026-12-31.').refine((day) => day >= first, soon),
    whyNoPassages: z
      .string()
      .trim()
      .max(400, 'Make it shorter: at most 400 characters.')
      .default('')
      .refine((why) => passages > 0 || why !== '', 'No words of people stand behind this. Link some, or say why not.'),
  }
}

type Made = z.infer<z.ZodObject<ReturnType<typeof madeFields>>>
type Sentences = { publicSentence: string; easySentence: string }

/**
 * Writes down that a decision was carried out, in the transaction of the caller. Whether the panel had its say is kept as it
 * is today: a comment that is taken back later does not change the record.
 * @param made fields that were parsed
 * @returns the practice change's id
 */
export async function writeMade(
  trx: Db,
  keys: Keys,
  decisionId: string,
  made: Made & Sentences,
  member: Member,
  now: Date,
): Promise<string> {
  const id = randomUUID()
  const panel = await panelOn(trx, decisionId)
  await trx
    .insertInto('practice_changes')
    .values({
      id,
      decision_id: decisionId,
      what_was_done: made.whatWasDone,
      public_sentence: made.publicSentence,
      easy_sentence: made.easySentence,
      made_on: made.madeOn,
      should_hear: made.shouldHear,
      hear_way: made.hearWay,
      heard_by: made.heardBy,
      why_no_passages: made.whyNoPassages,
      panel_record: panelRecord(panel, dayOf(now)),
      panel_said: panel.comments.length,
      recorded_by: member.id,
      recorded_on: dayOf(now),
    })
    .execute()
  const entry = { memberId: member.id, action: 'practice change: recorded', record: 'decision', recordId: decisionId }
  await audit(trx, keys, entry, now)
  return id
}
