import Fastify from 'fastify'
import { SettingsProblem } from '../config.ts'

const visitor = '203.0.113.7'

/**
 * Tries the TRUST_PROXY setting before serving: some forms of it are accepted by Fastify and trust nobody, without a word.
 * @throws {SettingsProblem} when a request through the proxy would not show the visitor's own address, or when anybody
 *   else could pretend to be the proxy
 */
export async function checkProxyTrust(trusted: string[] | undefined): Promise<void> {
  const probe = openProbe(trusted)
  probe.get('/', async (request) => request.ip)
  const ask = async (remoteAddress: string) => {
    const answer = await probe.inject({ url: '/', remoteAddress, headers: { 'x-forwarded-for': visitor } })
    return answer.body
  }
  const stranger = '198.51.100.99'
  const believed = (trusted ?? []).map((entry) => entry.split('/')[0] ?? '')
  const seen = await Promise.all(believed.map(ask))
  const fromStranger = await ask(stranger)
  await probe.close()
  if (seen.some((address) => address !== visitor)) {
    throw new SettingsProblem(
      'TRUST_PROXY does not work with these addresses: visitors behind the proxy would look alike.',
    )
  }
  if (!believed.includes(stranger) && fromStranger === visitor) {
    throw new SettingsProblem('TRUST_PROXY trusts everybody: name only the addresses of your own proxy.')
  }
}

function openProbe(trusted: string[] | undefined) {
  try {
    return Fastify({ trustProxy: trusted ?? false })
  } catch {
    throw new SettingsProblem('TRUST_PROXY names an address or a network that there cannot be.')
  }
}
