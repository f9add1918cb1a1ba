/** How a message comes to somebody. */
export const messageWays = ['email', 'text'] as const
export type MessageWay = (typeof messageWays)[number]

/** A message that says that something is new, and nothing else. */
export type Message = {
  /** Ours, random, the same at every try. It holds nothing of the person's. */
  reference: string
  way: MessageWay
  address: string
  /** Only for an email. */
  subject: string
  text: string
}

/** What became of a message, as far as a provider knows. */
export type Delivery = 'on its way' | 'delivered' | 'wrong address' | 'did not arrive' | 'not known'

/** A company or a mail server that carries messages. */
export type MessageProvider = {
  /**
   * @returns the provider's own name for the message, where it has one
   * @throws {NotSent}
   */
  send: (message: Message) => Promise<string | null>
  /**
   * Whether an earlier try came through. Left out where the provider cannot say.
   * @returns the provider's name for the message, or undefined
   */
  find?: (reference: string) => Promise<string | undefined>
  /** Left out where nothing is ever known. */
  delivery?: (providerId: string) => Promise<Delivery>
}

/**
 * `address`: no message can come there. `refused`: not this message, ever. `later`: try again. `stopped`: no message at
 * all until a person has put something right.
 */
export type WhyNot = 'address' | 'refused' | 'later' | 'stopped'

/** A message that did not go out. It says what kind of thing was wrong, and never an address or the provider's words. */
export class NotSent extends Error {
  override name = 'NotSent'
  readonly why: WhyNot
  readonly kind: string

  /** @param kind such as `403 AuthError`; what is not plain is left away */
  constructor(why: WhyNot, kind: string) {
    const plain = kind.replace(/[^\w :.-]/g, '').slice(0, 60)
    super(`not sent: ${why} (${plain})`)
    this.why = why
    this.kind = plain
  }
}
