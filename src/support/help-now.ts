import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HelpLine } from '../web/frame.ts'
import { contactHref } from './contact.ts'
import type { SeedOption } from './loading.ts'

const lines = [
  { key: 'danger', slug: 'emergency-999', kind: 'phone' },
  { key: 'childline', slug: 'childline', kind: 'phone' },
  { key: 'samaritans', slug: 'samaritans', kind: 'phone' },
  { key: 'shout', slug: 'shout', kind: 'text' },
] as const

/**
 * The help block of every page, read from the directory's file, so that it is there when the database is not.
 * @throws when a line is missing, may be closed, or its number is not of high confidence: then nothing starts, because a
 *   help block with a hole or a doubtful number is worse than a late start
 */
export function helpNow(file = join(import.meta.dirname, 'data/services.json')): HelpLine[] {
  const options: SeedOption[] = JSON.parse(readFileSync(file, 'utf8'))
  return lines.map(({ key, slug, kind }) => {
    const option = options.find((one) => one.slug === slug)
    const contact = option?.contacts.find((one) => one.kind === kind)
    const href = contact && contactHref({ ...contact, send: contact.send ?? null })
    const open = option?.status === 'open' || option?.status === 'presumed_open'
    const disputed = option?.conflicts.some(({ field }) => field === kind)
    if (!href || !open || disputed || option.contact_confidence !== 'high') {
      throw new Error(`The help block cannot show "${slug}": its ${kind} is missing, doubtful or closed.`)
    }
    return { key, number: contact.value, href }
  })
}
