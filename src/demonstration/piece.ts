import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { standIns } from '../feedback/reading/hiding.ts'
import { headCounts } from '../feedback/with-a-worker/keying-in.ts'
import { concernKinds, destinations } from '../safeguarding/concern-kind.ts'

const keysOf = <T extends object>(names: T) => Object.keys(names) as [keyof T & string, ...(keyof T & string)[]]

const Piece = z.object({
  set: z.enum(['8-11', '11-17', 'parent', 'survivor', 'group']),
  months_ago: z.number().int().min(0).max(23),
  day: z.number().int().min(1).max(28),
  permission: z.enum(['none', 'better', 'report']),
  unsafe_now: z.enum(['yes', 'not-sure', 'no']).nullable(),
  service: z.string().nullable(),
  language: z.string(),
  ticks: z.record(z.string(), z.string()),
  words: z.record(z.string(), z.string()),
  hide: z.array(z.object({ in: z.string(), words: z.string(), as: z.enum(keysOf(standIns)) })),
  concern: z
    .object({ about: z.enum(keysOf(concernKinds)), destination: z.enum(keysOf(destinations)), note: z.string() })
    .nullable(),
  passages: z.array(
    z.object({
      in: z.string(),
      words: z.string(),
      code: z.string(),
      impact: z.enum(['helped', 'no-difference', 'harder']),
      kind: z.enum(['praise', 'concern', 'idea']),
    }),
  ),
  stage: z.enum(['new', 'read', 'released', 'themed']),
  /** Several people spoke together, and a member wrote it down. */
  group: z.object({ head_count: z.enum(keysOf(headCounts)), about_set: z.string(), checked: z.boolean() }).optional(),
})

/** One made-up piece of feedback, and how far it has come. */
export type Piece = z.infer<typeof Piece>

/** Everything written for the demonstration. Nobody said any of it. */
export function readPieces(): Piece[] {
  const files = ['young-people.json', 'parents-and-survivors.json', 'groups.json']
  return files.flatMap((file) =>
    z.array(Piece).parse(JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'))),
  )
}
