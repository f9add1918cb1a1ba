import { createHmac } from 'node:crypto'
import { NotSent } from './provider.ts'

/** Tells a system of the operator's that something waits. */
export type Webhook = { send: (message: { reference: string; how: string; at: Date }) => Promise<void> }

const TIMEOUT_MS = 10_000

/**
 * The address comes from the environment, so whoever runs Heard chose it: unlike an address that a feed names, it may lie
 * inside their network. It is asked for nothing, and what it answers is not read.
 * @param secret signs the body: `x-heard-signature: sha256=<HMAC-SHA256 in hexadecimal>`. The same `id` twice is one message.
 */
export function makeWebhook(url: string, secret: string): Webhook {
  return {
    async send({ reference, how, at }) {
      const body = JSON.stringify({ heard: 'something waits', how, at: at.toISOString(), id: reference })
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      let status: number
      try {
        const answer = await fetch(url, {
          method: 'POST',
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: { 'content-type': 'application/json', 'x-heard-signature': `sha256=${signature}` },
          body,
        })
        status = answer.status
        await answer.body?.cancel()
      } catch (error) {
        throw new NotSent('later', `no answer: ${(error as Error).name}`)
      }
      if (status >= 200 && status < 300) return
      if (status === 408 || status === 429 || status >= 500) throw new NotSent('later', `${status}`)
      throw new NotSent('stopped', `${status}`)
    },
  }
}
