import { type MessageWay, messageWays } from '../../messaging/provider.ts'
import type { Site } from '../../site.ts'
import { defaultLanguage, languages, wordsIn } from '../../web/language.ts'

/** What a demonstration says the sender is. Nothing leaves the machine. */
export const demonstrationSender = 'Updates'

/**
 * The ways in which somebody can be told that something is new. None: then no page speaks of it.
 */
export function offeredWays({ config: { notices }, demonstration }: Site): MessageWay[] {
  if (notices.by === 'none') return []
  if (demonstration) return [...messageWays]
  if (notices.by === 'smtp') return ['email']
  return notices.by === 'notify' ? messageWays.filter((way) => notices.templates[way]) : []
}

/** Who carries a message, as far as a person should know. */
export function carrier({ config, demonstration }: Site): 'notify' | 'smtp' | 'nobody' {
  const { by } = config.notices
  return demonstration || by === undefined || by === 'none' ? 'nobody' : by
}

/** The whole of a message, in a language that somebody read their page in. The page shows the same words. */
export function messageWords(code: string): { subject: string; text: string } {
  const words = wordsIn(languages(true).find((one) => one.code === code) ?? defaultLanguage)
  return { subject: words('notices.message_subject'), text: words('notices.message_text') }
}
