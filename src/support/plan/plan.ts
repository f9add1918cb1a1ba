import { field, fields } from '../../web/form.ts'
import type { Directory } from '../directory.ts'
import type { Option } from '../option.ts'

/** So many fit onto three sheets of A4. */
export const MOST = 12

/**
 * A few options in an order of somebody's own. It is in the form of their page and nowhere else: no account, no cookie,
 * nothing on their device, nothing in our rows.
 */
export type Plan = {
  options: Option[]
  /** How many of those they chose are no longer listed. Nobody names them: their names were not in the form. */
  gone: number
  /** More were chosen than there is room for. */
  full: boolean
}

/** @returns the plan that a form holds, after the button that was pressed; what the form does not offer is left out */
export function readPlan(body: unknown, { byRef }: Pick<Directory, 'byRef'>): Plan {
  const refs = inTheirOrder([...new Set(fields(body, 'ref').filter((ref) => /^[0-9a-f]{8}$/.test(ref)))], body)
  const chosen = refs.flatMap((ref) => byRef.get(ref) ?? [])
  const options = chosen.slice(0, MOST)
  return {
    options: afterButton(options, field(body, 'do')),
    gone: Math.min(refs.length - chosen.length, MOST),
    full: chosen.length > MOST,
  }
}

/**
 * Puts what was ticked among results back into the order that somebody had given it; what is new comes last.
 * @param body of a form that may carry that order
 */
export function inTheirOrder(refs: string[], body: unknown): string[] {
  const order = field(body, 'order')
    .slice(0, 9 * MOST)
    .split(' ')
  const at = (ref: string) => (order.includes(ref) ? order.indexOf(ref) : order.length)
  return refs.toSorted((a, b) => at(a) - at(b))
}

/** @param pressed such as 'up:1a2b3c4d' */
function afterButton(options: Option[], pressed: string): Option[] {
  const [, button, ref] = /^(up|down|off):([0-9a-f]{8})$/.exec(pressed) ?? []
  const at = options.findIndex((option) => option.ref === ref)
  const option = options[at]
  if (!option) return options
  const others = options.toSpliced(at, 1)
  if (button === 'off') return others
  return others.toSpliced(Math.max(0, button === 'up' ? at - 1 : at + 1), 0, option)
}
