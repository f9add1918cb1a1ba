import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { root } from './catalogue.ts'

/** In this order; a room may use those before it. */
export const rooms = ['team', 'support', 'safeguarding', 'feedback', 'themes', 'changes', 'summaries']

/** What a source file of ours imports from the project, as paths inside the checkout; data and types count too. */
export function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, to = '']) =>
    normalize(join(dirname(file), to)),
  )
}

/** The first folder under src/, or '' for a file that lies directly in it. */
export function placeOf(file: string): string {
  const [top, place, more] = file.split('/')
  return top === 'src' && place && more ? place : ''
}

/** What is wrong with one import, or undefined. */
export function importProblem(from: string, to: string): string | undefined {
  const [here, there] = [placeOf(from), placeOf(to)]
  const line = `${from} imports ${to}`
  if (from.startsWith('migrations/') && to.startsWith('src/')) return line
  if (!from.startsWith('src/')) return undefined
  if (rooms.includes(here) && rooms.indexOf(there) > rooms.indexOf(here)) return line
  // Data that a room keeps, such as a list of words, knows nothing of the room.
  if (['web', 'db', 'seal', 'messaging'].includes(here) && rooms.includes(there) && !to.endsWith('.json')) return line
  if (there === '' && here !== '' && /\/(app|server|prepare|front-routes|leave-route)\.ts$/.test(to)) {
    return ['bin', 'demonstration'].includes(here) ? undefined : line
  }
  return undefined
}

/** A file and all that it brings. */
export function broughtBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  if (file.endsWith('.ts')) for (const to of importsOf(file)) broughtBy(to, seen)
  return seen
}
