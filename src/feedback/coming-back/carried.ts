import type { FastifyReply, FastifyRequest } from 'fastify'
import { field, fields } from '../../web/form.ts'

/** The pages of a visit on which somebody writes or ticks what joins their words. */
const pages = ['more', 'answer', 'not-meant'] as const

/**
 * What somebody wrote and ticked on a page that has closed since. The page that asks for their key carries it along, and
 * nothing of it is believed: what it names is looked up again on the page that it comes to.
 */
export type Carried = {
  /** The page it was for. */
  to: (typeof pages)[number]
  words: string
  /** "I feel unsafe now". */
  unsafe: boolean
  /** Ids of themes that they did not mean, and `missing`. */
  themes: string[]
  /** The question that they answered. */
  question: string
  /** The mark of their form: if it was saved after all, it is kept once. */
  form: string
}

/** Shows the page that something was carried to. The key has just opened: `request.responseId` is there. */
export type ShowCarried = (request: FastifyRequest, reply: FastifyReply, carried: Carried) => Promise<FastifyReply>

/**
 * Reads what a form holds, on its own page or carried along.
 * @param page the page it was for, such as `more`; of anything else it is something more that they want to say
 * @returns undefined when there is nothing to carry
 */
export function readCarried(body: unknown, page: string): Carried | undefined {
  const carried = {
    to: pages.find((one) => one === page) ?? 'more',
    words: field(body, 'words'),
    unsafe: field(body, 'unsafe') === 'yes',
    themes: fields(body, 'theme'),
    question: field(body, 'question'),
    form: field(body, 'form'),
  }
  return carried.words.trim() !== '' || carried.unsafe || carried.themes.length > 0 ? carried : undefined
}
