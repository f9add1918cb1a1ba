/** A part of an answer, as it will be written. */
export type Part = { [name: string]: unknown }

/**
 * Takes out whatever says nothing: Open Referral UK wants such a field left out, not null or empty.
 * @returns a copy without null, undefined, empty texts, empty lists and empty objects, at any depth; 0 and false stay
 */
export function filled(part: Part): Part {
  const entries = Object.entries(part).map(([name, value]) => [name, full(value)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function full(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string') return value.trim() || undefined
  if (Array.isArray(value)) {
    const some = value.map(full).filter((one) => one !== undefined)
    return some.length > 0 ? some : undefined
  }
  if (typeof value !== 'object') return value
  const inner = filled(value as Part)
  return Object.keys(inner).length > 0 ? inner : undefined
}
