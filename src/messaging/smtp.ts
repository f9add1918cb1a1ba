import { createTransport } from 'nodemailer'
import { type MessageProvider, NotSent } from './provider.ts'

const TIMEOUT_MS = 10_000

type Failure = Error & { code?: string; responseCode?: number; response?: string; command?: string }

/**
 * Sends by a mail server: plain text, nothing that is fetched when it is opened, no name of a program. A mail server
 * cannot be asked later, so a try that ended in the dark may make a second message; both carry the same Message-ID, by
 * which many mailboxes show only one.
 * @param url such as `smtp://name:password@mail.example:587`
 * @param from the sender that a person sees, such as `Updates <updates@example.org>`
 */
export function makeSmtp(url: string, from: string): MessageProvider {
  const host = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  const { hostname } = new URL(url)
  const own = /^(127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/.test(hostname)
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // An address goes over a network only encrypted. A mail server on this machine is reached without one.
    requireTLS: !own,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ reference, way, address, subject, text }) {
      if (way !== 'email') throw new NotSent('refused', 'only email')
      try {
        await transport.sendMail({
          from,
          to: { name: '', address },
          subject,
          text,
          messageId: `<${reference}@${host}>`,
          xMailer: false,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return null
      } catch (error) {
        throw refusal(error as Failure)
      }
    },
  }
}

/** 5 is for ever, 4 for now (RFC 5321, 4.2.1). Only 5.1 is about the address (RFC 3463, 3.2): 5.7 would be about us. */
function refusal({ code = 'unknown', responseCode = 0, response = '', command = '' }: Failure): NotSent {
  const named = `${code} ${responseCode || ''}`.trim()
  if (/^5\d\d[ -]5\.1\.\d/.test(response) && command === 'RCPT TO') return new NotSent('address', named)
  if (code === 'EAUTH' || code === 'ETLS' || code === 'ENOAUTH') return new NotSent('stopped', named)
  if (responseCode >= 500 && command === 'MAIL FROM') return new NotSent('stopped', named)
  if (responseCode >= 500) return new NotSent('refused', named)
  return new NotSent('later', named)
}
