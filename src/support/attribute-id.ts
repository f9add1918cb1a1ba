import { createHash } from 'node:crypto'

/** The same UUID on every server, as Open Referral wants of an attribute. */
export function attributeId(optionId: string, termId: string): string {
  return nameBasedId(`${optionId}/${termId}`)
}

/** @returns a UUID that follows from a name (RFC 9562, version 8), for what Open Referral names and no table of ours does */
export function nameBasedId(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex')
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(18, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}
