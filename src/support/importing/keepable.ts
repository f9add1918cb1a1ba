const MOST_DEPTH = 30

/**
 * A payload as the database can keep it: no characters that PostgreSQL refuses, no names that JavaScript takes for more than
 * names.
 * @returns undefined when it is nested so deep that no person made it
 */
export function keepable(raw: Record<string, unknown>): Record<string, unknown> | undefined {
  try {
    return cleaned(raw, 0) as Record<string, unknown>
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function cleaned(value: unknown, depth: number): unknown {
  if (depth > MOST_DEPTH) throw new RangeError('too deep')
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed()
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__proto__')
      .map(([name, one]) => [cleaned(name, depth), cleaned(one, depth + 1)]),
  )
}
