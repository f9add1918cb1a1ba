import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotAllowed, NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import { findMeasure } from '../themes/success-measures.ts'
import { endWait } from './escalating/closing.ts'
import { decisionKinds, decisionTags } from './kind.ts'
import { madeFields, type WhatWasMade, writeMade } from './making.ts'
import { listOpenDecisions } from './open-decisions.ts'
import { findPassages, MOST_BEHIND } from './passage.ts'
import { easyReason, easySentence, publicSentence, realDay } from './sentences.ts'
import { outcomes } from './state.ts'

/** What a member writes down when the partnership has decided on a theme. Days are 'YYYY-MM-DD', '' for none. */
export type NewDecision = {
  themeKey: string
  outcome: string
  title: string
  reason: string
  owner: string
  organisation: string
  dueOn?: string | null | undefined
  strategyPart: string
  successMeasure: string
  publicSentence: string
  easySentence: string
  /** The reason, for readers of the easy version. */
  easyReason: string
  kind: string
  tags?: string[] | undefined
  /** Ids of the segments behind it. */
  passages: string[]
  /** An open decision on the same theme that this one puts an end to. */
  settles?: string | undefined
  /** For the outcome "made": what stands behind it. `withoutPanel` is 'yes' where the panel cannot be asked any more. */
  made?: (WhatWasMade & { withoutPanel: string }) | undefined
}

export type Problems = Record<string, string>
export type Decided = { ok: true; id: string } | { ok: false; problems: Problems }

const line = (sentence: string, most: number) =>
  z.string().trim().min(1, sentence).max(most, `Make it shorter: at most ${most} characters.`)

const Wanted = z.object({
  outcome: z.enum(outcomes, 'Choose what was decided.'),
  title: line('Give it a name that the team will know it by.', 120),
  reason: line('Say why. Everyone can read this.', 600),
  owner: line('Say who sees that it happens, by job title.', 80),
  organisation: line('Say which organisation this person works for.', 80),
  dueOn: realDay('Write the day like this: 2026-12-31.').or(z.literal('')),
  successMeasure: z.string(),
  publicSentence,
  easySentence,
  easyReason,
  kind: z.enum(decisionKinds, 'Choose what sort of change it is.'),
  tags: z.array(z.enum(decisionTags, 'Choose from the list.')).default([]),
})

/**
 * Records what was decided on a theme, with the passages behind it. Deciding changes nothing about the passages, nor
 * about other decisions.
 * @returns the new decision's id, or a problem for each field that needs another look
 * @throws {NotAllowed} when the member may not decide, {NotFound} when there is no such theme
 */
export async function decideOnTheme(
  db: Db,
  keys: Keys,
  wanted: NewDecision,
  member: Member,
  now: Date,
): Promise<Decided> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  const today = dayOf(now)
  return inTransaction(db, async (trx) => {
    const theme = await trx.selectFrom('themes').select('id').where('key', '=', wanted.themeKey).executeTakeFirst()
    if (!theme) throw new NotFound('no such theme')
    const parsed = Wanted.safeParse({ ...wanted, dueOn: wanted.dueOn ?? '' })
    const measure = measureOf(wanted)
    const made = wanted.outcome === 'made' ? readMade(wanted, today) : undefined
    const problems = {
      ...(parsed.success ? {} : firstOfEach(parsed.error)),
      ...dueProblem(wanted, today),
      ...(measure ? {} : { successMeasure: 'Choose one of the strategy’s measures of success.' }),
      ...(await linkProblems(trx, theme.id, wanted)),
      ...made?.problems,
    }
    if (!parsed.success || !measure || Object.keys(problems).length > 0)
      return { ok: false, problems: inOrder(problems) }
    const id = randomUUID()
    const d = parsed.data
    await trx
      .insertInto('decisions')
      .values({
        id,
        theme_id: theme.id,
        outcome: d.outcome,
        title: d.title,
        reason: d.reason,
        owner: d.owner,
        organisation: d.organisation,
        due_on: d.dueOn || null,
        strategy_part: measure.part,
        success_measure: d.successMeasure,
        public_sentence: d.publicSentence,
        easy_sentence: d.easySentence,
        easy_reason: d.easyReason,
        kind: d.kind,
        tags: [...new Set(d.tags)],
        decided_by: member.id,
        decided_on: today,
        settles: wanted.settles || null,
      })
      .execute()
    const linked = { decision_id: id, linked_by: member.id, linked_on: today }
    const passages = [...new Set(wanted.passages)].map((segment_id) => ({ ...linked, segment_id }))
    if (passages.length > 0) await trx.insertInto('decision_passages').values(passages).execute()
    const { publicSentence, easySentence } = d
    if (made?.data) await writeMade(trx, keys, id, { ...made.data, publicSentence, easySentence }, member, now)
    await endWait(trx, keys, theme.id, id, member, now)
    const detail = { outcome: d.outcome, theme: wanted.themeKey, passages: passages.length }
    await audit(
      trx,
      keys,
      { memberId: member.id, action: 'decision: recorded', record: 'decision', recordId: id, detail },
      now,
    )
    return { ok: true, id }
  })
}

/** "Made" is said with what was done, what should be heard, and what stands behind it, or it is not recorded. */
function readMade({ made, passages }: NewDecision, today: string) {
  const parsed = z.object(madeFields(today, new Set(passages).size)).safeParse(made ?? {})
  const panel = 'Tick that the survivors’ panel was not asked, or record it as planned and ask it first.'
  const problems: Problems = {
    ...(parsed.success ? {} : firstOfEach(parsed.error)),
    ...(made?.withoutPanel === 'yes' ? {} : { withoutPanel: panel }),
  }
  return { data: parsed.data, problems }
}

/** A plan without a day is a wish, and "need more voices" without one is a way of never answering. */
function dueProblem({ outcome, dueOn }: NewDecision, today: string): Problems {
  if (outcome !== 'planned' && outcome !== 'need more voices') return {}
  const promise = outcome === 'planned' ? 'it is to be made' : 'you decide'
  if (!dueOn) return { dueOn: `Give the day by which ${promise}.` }
  return dueOn < today ? { dueOn: 'Choose a day that is still to come.' } : {}
}

/** Each measure belongs to one part of the strategy; with another part it is not that measure. */
function measureOf({ strategyPart, successMeasure }: NewDecision) {
  const measure = findMeasure(successMeasure)
  return measure?.part === strategyPart ? measure : undefined
}

/** What is linked must be on this theme, and still there. */
async function linkProblems(trx: Db, themeId: string, { themeKey, passages, settles }: NewDecision): Promise<Problems> {
  const problems: Problems = {}
  const asked = new Set(passages)
  const known = await findPassages(trx, themeKey, [...asked].filter(isId))
  if (asked.size > MOST_BEHIND) problems.passages = `Tick at most ${MOST_BEHIND} passages.`
  else if (known.length !== asked.size) problems.passages = 'One of the passages is no longer here. Look again, please.'
  if (settles && !(await listOpenDecisions(trx, themeId)).some(({ id }) => id === settles)) {
    problems.settles = 'That decision is not open any more.'
  }
  return problems
}

/** As the fields come on the page. */
function inOrder(problems: Problems): Problems {
  const made = Object.keys(madeFields('2026-01-01', 0)).filter((name) => name !== 'whyNoPassages')
  const names = [...Object.keys(Wanted.shape), 'settles', ...made, 'withoutPanel', 'passages', 'whyNoPassages']
  const place = (name: string) => names.indexOf(name)
  return Object.fromEntries(Object.entries(problems).sort(([a], [b]) => place(a) - place(b)))
}

/** The first problem of each field. */
export function firstOfEach(error: z.ZodError): Problems {
  const problems: Problems = {}
  for (const { path, message } of error.issues) problems[String(path[0])] ??= message
  return problems
}
