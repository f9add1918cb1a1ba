import { createHmac, randomBytes } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** Made at start, never written down: a mark means nothing in another process, nor after this one has ended. */
const key = randomBytes(32)

/**
 * What stands for an address where requests are held apart for a short while, in memory alone. One household or one
 * provider's customer is a /64 of IPv6, so that is what counts there.
 * @param address as Node gives it
 */
export function markOf(address: string): string {
  return createHmac('sha256', key).update(networkOf(address)).digest('base64url').slice(0, 22)
}

/** @returns the IPv4 address itself, or the first four groups of an IPv6 address */
export function networkOf(address: string): string {
  const [plain = ''] = address.toLowerCase().split('%')
  const inside = /^::ffff:([\d.]+)$/.exec(plain)?.[1] ?? plain
  if (isIPv4(inside)) return inside
  const [before = '', after] = plain.split('::')
  const groups = before.split(':').filter(Boolean)
  const rest = after?.split(':').filter(Boolean) ?? []
  // "::" stands for as many zeros as are missing; an IPv4 address at the end takes the room of two groups.
  const dotted = rest.at(-1)?.includes('.') ? 1 : 0
  const zeros = after === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length - dotted)
  const whole = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest]
  return whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
