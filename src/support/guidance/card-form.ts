import { z } from 'zod'
import type { CardContent, CardLine } from '../../db/tables.ts'
import { field } from '../../web/form.ts'
import { tellsHow } from '../tells-how.ts'
import type { Approval } from './approving.ts'
import { parts } from './card.ts'
import { findLink } from './links.ts'

export type Read<T> = { ok: true; value: T } | { ok: false; problems: Record<string, string> }

const mostLines = 6
const longest = 200

/** A part of a card as it stands in its text box: a line each, with the key of its source in square brackets. */
export function asText(lines: CardLine[]): string {
  return lines.map(({ text, source }) => (source ? `${text} [${source}]` : text)).join('\n')
}

/** @returns the card in a sent form, or each problem by its field */
export function readCard(body: unknown): Read<CardContent> {
  const problems: Record<string, string> = {}
  const read = parts.map((part) => {
    const lines = field(body, part)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map(readLine)
    const problem = problemIn(lines)
    if (problem) problems[part] = problem
    return [part, lines] as const
  })
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  return { ok: true, value: Object.fromEntries(read) as CardContent }
}

function readLine(line: string): CardLine {
  const [, text = line, source = null] = /^(.*\S)\s*\[([\w-]+)\]$/.exec(line) ?? []
  return { text, source }
}

function problemIn(lines: CardLine[]): string | undefined {
  if (lines.length === 0) return 'Write at least one line.'
  if (lines.length > mostLines) return `Keep it to ${mostLines} lines: it is read before a conversation.`
  if (lines.some(({ text }) => text.length > longest)) return `Keep each line under ${longest} letters.`
  // They go stale, and one member alone would bring them to the public.
  if (lines.some(({ text }) => tellsHow(text)))
    return 'Leave numbers and addresses to the directory: there two people look at them. 999 may stay.'
  const unknown = lines.find(({ source }) => source && !findLink(source))
  return unknown && `There is no guidance called ${unknown.source}. The list below has the names.`
}

const day = (message: string) => z.iso.date({ error: message })

const Form = z.object({
  owner_name: z.string().trim().min(1, 'Name the clinician who answers for this card.').max(120),
  owner_role: z.string().trim().min(1, 'Say what they are, such as consultant psychologist.').max(120),
  approved_on: day('Give the day they approved it, like 2026-11-21.'),
  review_on: day('Give the day it has to be looked at again, like 2027-11-21.'),
})

/** @returns the approval in a sent form, or each problem by its field */
export function readApproval(body: unknown): Read<Approval> {
  const names = ['owner_name', 'owner_role', 'approved_on', 'review_on'] as const
  const parsed = Form.safeParse(Object.fromEntries(names.map((name) => [name, field(body, name)])))
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, problems: Object.fromEntries(parsed.error.issues.map((i) => [String(i.path[0]), i.message])) }
}
