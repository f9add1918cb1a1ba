import { createHash } from 'node:crypto'
import type { Release } from './release.ts'

/**
 * The mark of a release: sha256 of its canonical JSON. Whoever holds a copy can tell whether what stands here is still
 * the same.
 * @returns 64 hexadecimal digits
 */
export function digestOf(release: Omit<Release, 'digest'>): string {
  const { number, kind, key, from, until, frozenOn, publishedOn, replaces, why, content } = release
  const whole = { number, kind, key, from, until, frozenOn, publishedOn, replaces, why, content }
  return createHash('sha256').update(canonical(whole)).digest('hex')
}

/** JSON with sorted names, so that the same release is the same text whatever order the database gives. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(',')}]`
  const names = Object.keys(value)
    .filter((name) => (value as Record<string, unknown>)[name] !== undefined)
    .sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(',')}}`
}
