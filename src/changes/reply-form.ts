import { z } from 'zod'
import { field } from '../web/form.ts'
import { saysSomethingReal } from './real-sentence.ts'
import type { ReplyPage } from './replying.ts'
import { realDay } from './sentences.ts'

/** A sentence for each field that something is wrong with. */
export type Problems = Record<string, string>

/** What a reader typed. Nothing in it is believed. */
export type TypedReply = {
  kind: string
  words: string
  themeId: string
  /** A decision's id, or `none`. */
  decision: string
  decisionBy: string
  formMark: string
}

/** Sentences to begin with and to change. None of them is a reply by itself. */
export const beginnings = {
  decided: 'You told us about … . We have decided: … . It begins on … .',
  'not-possible': 'You asked for … . We cannot do it, because … . What we can do instead: … .',
  waiting: 'You told us about … . Nobody has decided yet. … has to decide it, and will by … .',
  ask: 'You wrote about … . We would like to understand it better: … ?',
} as const

/** Reads the form of a reply; a chosen beginning fills the box where nothing was typed. */
export function readReply(body: unknown): TypedReply {
  return {
    kind: field(body, 'kind'),
    words: field(body, 'words'),
    themeId: field(body, 'theme'),
    decision: field(body, 'decision'),
    decisionBy: field(body, 'decision_by').trim(),
    formMark: field(body, 'form'),
  }
}

/**
 * What is wrong with a reply. It must name a theme of this person's and what was decided on it, or by when something will
 * be; and thanks alone are none.
 * @param today 'YYYY-MM-DD'
 */
export function problemsOf(typed: TypedReply, page: ReplyPage, today: string): Problems {
  const { kind, words, themeId, decision, decisionBy } = typed
  const problems: Problems = {}
  if (kind !== 'reply' && kind !== 'question') problems.kind = 'Choose whether it is a reply or a question.'
  if (words.trim().length > 4000) problems.words = 'Keep it under 4,000 characters.'
  else if (words.includes('…')) problems.words = 'Fill in what is left open, where the dots are.'
  else if (!saysSomethingReal(words)) {
    problems.words =
      'Thanks alone are no reply. Say what was decided, what happens next, or why not, in a sentence of its own.'
  }
  const ofTheirs = page.themes.some(({ id }) => id === themeId)
  if (themeId && !ofTheirs) problems.theme = 'Choose one of the themes of this person.'
  if (kind !== 'reply') return problems
  if (!ofTheirs && !page.fitsNoTheme) {
    problems.theme =
      page.themes.length > 0
        ? 'Say which theme it is about.'
        : 'These words are in no theme yet, so a reply has nothing to name. You can ask a question.'
  }
  if (!ofTheirs) return problems
  if (decision === 'none') {
    if (!realDay('x').safeParse(decisionBy).success) problems.decision_by = 'Say by which day there will be a decision.'
    else if (decisionBy < today) problems.decision_by = 'That day has passed. Choose one that is still to come.'
  } else if (!page.decisions.some(({ id, themeId: of }) => id === decision && of === themeId)) {
    problems.decision = 'Choose the decision on this theme, or say that there is none yet.'
  }
  return problems
}

/** The name of a beginning that was asked for by a link. @returns its words, or nothing */
export function beginningOf(query: unknown): string {
  const key = z
    .enum(Object.keys(beginnings) as [keyof typeof beginnings])
    .safeParse((query as { start?: string })?.start)
  return key.success ? beginnings[key.data] : ''
}
