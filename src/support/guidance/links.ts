import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tier } from './card.ts'

/** Published guidance, by whom, and what we know of it. Heard links and does not copy. */
export type GuidanceLink = {
  id: string
  key: string
  title: string
  publisher: string
  /** Null where the publisher's own address was in no stored copy. */
  url: string | null
  /** When the copy that we know it from was made. */
  seen: string
  audience: string[]
  tiers: Tier[]
  summary: string
  use_when: string
  licence_note: string | null
  status: string
  gaps: string[]
  confidence: 'high' | 'medium' | 'low'
  checked_on: string
}

/** All of it, from the project's file, by title. */
export const guidanceLinks: readonly GuidanceLink[] = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../data/guidance.json'), 'utf8')) as GuidanceLink[]
).sort((a, b) => a.title.localeCompare(b.title, 'en'))

const byKey = new Map(guidanceLinks.map((link) => [link.key, link]))

/** @returns the guidance with this key, if the list has it */
export function findLink(key: string): GuidanceLink | undefined {
  return byKey.get(key)
}

/** @returns what is meant for services of this tier, by title; what was replaced is left out */
export function linksFor(tier: Tier): GuidanceLink[] {
  return guidanceLinks.filter(({ tiers, status }) => tiers.includes(tier) && !status.startsWith('superseded'))
}
