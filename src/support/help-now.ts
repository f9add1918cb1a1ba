import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import type { HelpLine } from '../web/frame.ts'
import { contactHref, shownContacts } from './contact.ts'
import { allEntries } from './directory.ts'
import type { SeedOption } from './loading.ts'
import type { Option } from './option.ts'

const LOOK_EVERY_MS = 3_000

const sources = [
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
  return sources.map(({ key, slug, kind }) => {
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

/**
 * The help block as the directory stands now: a number that the team took down is gone from it, and one that two of them
 * corrected is the new one. 999 stays whatever anybody does.
 * @param lines as `helpNow` reads them
 * @param entries every entry of the directory
 */
export function standingHelp(lines: HelpLine[], entries: Option[]): HelpLine[] {
  return lines.flatMap((line) => {
    const { slug, kind } = sources.find(({ key }) => key === line.key) ?? {}
    const entry = entries.find((one) => one.slug === slug)
    if (!entry || line.key === 'danger') return [line]
    const contact = shownContacts(entry).find((one) => one.kind === kind)
    const href = contact && contactHref(contact)
    return contact && href ? [{ key: line.key, number: contact.value, href }] : []
  })
}

/**
 * Keeps the help block of every page true to the directory, within seconds. While the database is away it stays as it was.
 * @param shown the lines that all pages read; changed in place
 * @param changed called after they were, to make anew what was made from them
 */
export function keepHelpTrue(app: FastifyInstance, site: Site, shown: HelpLine[], changed: () => void): void {
  const lines = [...shown]
  const look = async () => {
    const standing = standingHelp(lines, await allEntries(site.db))
    if (JSON.stringify(standing) === JSON.stringify(shown)) return
    shown.splice(0, shown.length, ...standing)
    changed()
  }
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS).unref()
  app.addHook('onReady', () => look().catch(() => {}))
  app.addHook('onClose', async () => clearInterval(timer))
}
