import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder, root } from './catalogue.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** Views by who sees them. A part that both sides use counts as public. */
export function viewsBySide(): { open: string[]; team: string[] } {
  const all = filesUnder('views', '.eta')
  const pages = all.filter((file) => /layout\('\/layout\/public'/.test(read(file)))
  const open = new Set<string>(['views/layout/public.eta'])
  for (const page of pages) addWithParts(page, open)
  for (const part of [...open]) addWithParts(part, open)
  for (const drawing of all.filter((file) => file.startsWith('views/drawings/'))) open.add(drawing)
  return { open: [...open].sort(), team: all.filter((file) => !open.has(file)) }
}

function addWithParts(file: string, seen: Set<string>): void {
  seen.add(file)
  for (const [, name] of read(file).matchAll(/include\('\/([^']+)'/g)) {
    const part = `views/${name}.eta`
    if (!seen.has(part)) addWithParts(part, seen)
  }
}

/** The words that stand in a view itself, outside its code: text, and attributes that are read out. */
export function literalWords(eta: string): string[] {
  const html = eta.replace(/<%[\s\S]*?%>/g, '')
  const read = [...html.matchAll(/\s(?:aria-label|title|alt|placeholder|aria-description)="([^"]*)"/g)].map(
    ([, v]) => v!,
  )
  const text = html.replace(/<!--[\s\S]*?-->/g, ' ').replace(/<[^>]*>/g, ' ')
  const shown = [...eta.matchAll(/<%=([\s\S]*?)%>/g)].flatMap(([, code = '']) =>
    // A sentence or a capital in code that prints. Keys of the catalogues are small letters, without spaces.
    [...code.replace(/[!=]== '[^']*'/g, '').matchAll(/'([^'\n]*)'/g)]
      .map(([, value = '']) => value)
      .filter((value) => /[A-Z]|\w \w/.test(value)),
  )
  return [...read, text, ...shown].flatMap((part) => part.replace(/\bHeard\b/g, '').match(/\p{L}{2,}/gu) ?? [])
}

/** Raw output of anything but a part, a block, the body, or a helper of this view that returns a part. */
export function rawOutput(eta: string): string[] {
  const helpers = [...eta.matchAll(/const (\w+) = \([^)]*\) => include\(/g)].map(([, name]) => `${name}(`)
  const allowed = ['include(', 'block(', 'it.body', ...helpers]
  return [...eta.matchAll(/<%~\s*([\s\S]*?)%>/g)]
    .map(([, code = '']) => code)
    .filter((code) => !allowed.some((start) => code.startsWith(start)))
}

/** Code or styles inside a page, which the content security policy would block, and what htmx must not be asked to do. */
export function inlineCode(eta: string): string[] {
  const html = eta.replace(/<%[\s\S]*?%>/g, (code) => (code.includes('<') ? code.slice(2, -2) : ''))
  const patterns = [
    /\sstyle\s*=/gi,
    /<style\b/gi,
    /<script(?![^>]*\ssrc=)[^>]*>/gi,
    /\son[a-z]+\s*=/gi,
    /javascript:/gi,
    /\shx-[\w:-]+/gi,
    /hx-on/gi,
    /\bjs:/gi,
    /data-hx-trigger="[^"]*\[/gi,
  ]
  return patterns.flatMap((pattern) => html.match(pattern) ?? [])
}
