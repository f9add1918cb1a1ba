import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'

/**
 * Where people reach the public site, for what is printed and sent: the setting, or on somebody's own machine where Heard
 * listens. Never what a request says about its host, which whoever sends it can choose.
 * @param listening what the server says it listens on
 * @returns undefined when it is not known: a real service has to say so itself
 */
export function publicAddress(config: Config, listening: AddressInfo | string | null): string | undefined {
  if (config.publicAddress) return config.publicAddress
  if (config.production) return undefined
  const port = listening && typeof listening === 'object' ? listening.port : config.port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return `http://${host}:${port}`
}
