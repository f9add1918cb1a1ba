import type { PutCode } from '../../db/tables.ts'
import { field } from '../../web/form.ts'
import type { Code } from '../code.ts'
import type { Refused } from '../segment.ts'
import { isPutCode } from './second-coding.ts'

/** So many codes one passage may have on a form. */
export const MOST_CODES = 3

export type TypedCodes = { none: boolean; codes: { key: string; impact: string; kind: string }[] }

export const emptyCodes: TypedCodes = {
  none: false,
  codes: Array.from({ length: MOST_CODES }, () => ({ key: '', impact: '', kind: '' })),
}

/**
 * Reads `code-1`, `impact-1`, `kind-1` and so on, and `none`.
 * @param codes those that may be put on a passage today
 * @returns what was typed, and the codes or a sentence for each field; nothing chosen and not "none" is a mistake
 */
export function readCodes(body: unknown, codes: readonly Code[]): { typed: TypedCodes; codes: PutCode[] | Refused } {
  const typed = {
    none: field(body, 'none') === 'yes',
    codes: emptyCodes.codes.map((_, index) => ({
      key: field(body, `code-${index + 1}`),
      impact: field(body, `impact-${index + 1}`),
      kind: field(body, `kind-${index + 1}`),
    })),
  }
  const chosen = typed.codes.filter(({ key, impact, kind }) => key || impact || kind)
  const refuse = (problems: Record<string, string>) => ({ typed, codes: { ok: false as const, problems } })
  if (typed.none) {
    return chosen.length > 0 ? refuse({ none: 'Choose codes, or say that none fits. Not both.' }) : { typed, codes: [] }
  }
  if (chosen.length === 0) return refuse({ 'code-1': 'Choose a code, or say that none fits.' })
  const problems: Record<string, string> = {}
  for (const [index, one] of typed.codes.entries()) {
    if (!chosen.includes(one)) continue
    const at = index + 1
    if (!codes.some(({ key }) => key === one.key)) problems[`code-${at}`] = 'Choose a code from the list.'
    else if (typed.codes.findIndex(({ key }) => key === one.key) < index) problems[`code-${at}`] = 'Each code once.'
    else if (!isPutCode(one)) problems[`code-${at}`] = 'Say how it was for them, and what it is.'
  }
  return Object.keys(problems).length > 0 ? refuse(problems) : { typed, codes: chosen.filter(isPutCode) }
}
