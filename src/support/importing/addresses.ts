import { lookup as resolveName } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** An address that is not fetched, whatever lies behind it. The message is a sentence for the person who gave it. */
export class AddressRefused extends Error {
  override name = 'AddressRefused'
}

export type Resolve = (
  name: string,
  done: (error: Error | null, found: { address: string; family: number }[]) => void,
) => void

/** What a test may have that no form and no setting can give. */
export type Reach = {
  /** Let http and this machine itself pass, for a feed that a test serves. */
  loopback?: boolean
  /** Who turns names into addresses. */
  resolve?: Resolve
}

// IANA's special-purpose registries (RFC 6890 and its updates): this host, private, shared, loopback, link-local with the
// clouds' metadata, documentation, benchmarks, relays, multicast, reserved.
const closed4 = new BlockList()
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]) {
  addRange(closed4, range, 'ipv4')
}
// Only 2000::/3 is given out for the open network. Within it: Teredo and other assignments, documentation, and 6to4, which
// carries an IPv4 address inside.
const open6 = new BlockList()
addRange(open6, '2000::/3', 'ipv6')
const closed6 = new BlockList()
for (const range of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) addRange(closed6, range, 'ipv6')

/** @returns whether an IP address is on the open network, where anybody's feed may be */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !closed4.check(address, 'ipv4')
  if (family === 6) return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
  return false
}

/**
 * @returns the address, if it may be asked at all. Its name is only resolved when the connection is made: see `guardedLookup`
 * @throws {AddressRefused} when it is not https, carries a name and password, or is a number of an inner network
 */
export function checkAddress(text: string | URL, { loopback = false }: Reach = {}): URL {
  const url = URL.parse(String(text))
  if (!url) throw new AddressRefused('This is not a web address. It must begin with https://.')
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) {
    throw new AddressRefused('Only addresses that begin with https:// are fetched.')
  }
  if (url.username || url.password) throw new AddressRefused('An address may not carry a name or a password.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && !allowed(host, loopback)) throw new AddressRefused(inner)
  return url
}

/**
 * Resolves a name for one connection and refuses when any of its addresses is not on the open network. The connection goes
 * to the very addresses that were looked at, so a name cannot change its mind in between.
 */
export function guardedLookup({ loopback = false, resolve = resolveAll }: Reach = {}): LookupFunction {
  return (name, options, done) => {
    resolve(name, (error, found) => {
      const [first] = found ?? []
      if (error || !first) return done(error ?? new Error('no address'), '', 4)
      if (!found.every(({ address }) => allowed(address, loopback))) return done(new AddressRefused(inner), '', 4)
      if (options.all) return done(null, found)
      done(null, first.address, first.family)
    })
  }
}

const inner = 'This address leads into an inner network, so it is not fetched.'

function allowed(address: string, loopback: boolean): boolean {
  return isPublicAddress(address) || (loopback && (/^127\./.test(address) || address === '::1'))
}

function resolveAll(name: string, done: Parameters<Resolve>[1]): void {
  resolveName(name, { all: true, verbatim: true }, done)
}

function addRange(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [net = '', bits] = range.split('/')
  list.addSubnet(net, Number(bits), family)
}
