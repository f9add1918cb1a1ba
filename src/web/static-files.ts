import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ready, sendReady } from './compressed.ts'

const folder = join(import.meta.dirname, '../../public')
const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')

const files = {
  'heard.css': { from: join(folder, 'heard.css'), type: 'text/css; charset=utf-8' },
  'team.css': { from: join(folder, 'team.css'), type: 'text/css; charset=utf-8' },
  'paper.css': { from: join(folder, 'paper.css'), type: 'text/css; charset=utf-8' },
  'map.css': { from: join(folder, 'map.css'), type: 'text/css; charset=utf-8' },
  'aloud.js': { from: join(folder, 'aloud.js'), type: 'text/javascript; charset=utf-8' },
  'leave.js': { from: join(folder, 'leave.js'), type: 'text/javascript; charset=utf-8' },
  'narrow.js': { from: join(folder, 'narrow.js'), type: 'text/javascript; charset=utf-8' },
  'team.js': { from: join(folder, 'team.js'), type: 'text/javascript; charset=utf-8' },
  'htmx.js': { from: htmx, type: 'text/javascript; charset=utf-8' },
  'favicon.svg': { from: join(folder, 'favicon.svg'), type: 'image/svg+xml' },
} as const

export type StaticFile = keyof typeof files

/** A space or a line's end after these, or the semicolon before a brace, says nothing in our style sheets. */
const needlessInCss = /([:;,{}])\s+|\s+(?=\{)|;\s*(?=\})/g

/** Files read and compressed once at start; the name carries the content, so a browser may keep them for ever. */
const loaded = new Map(
  Object.entries(files).map(([name, { from, type }]) => {
    const text = from.startsWith(folder) && type.startsWith('text/') ? lean(readFileSync(from, 'utf8')) : undefined
    const bytes = (type.startsWith('text/css') ? text?.replace(needlessInCss, '$1') : text) ?? readFileSync(from)
    const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
    return [name, { address: `/${name.replace('.', `.${mark}.`)}`, type, body: ready(bytes) }]
  }),
)

/** A style sheet or a script without what we wrote for ourselves in it: every byte of a first visit counts. */
function lean(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\n\s*/g, '\n')
}

/** The address of a static file in a page. */
export function fileAddress(name: StaticFile): string {
  return loaded.get(name)!.address
}

/** Adds the address of each static file. */
export function serveStaticFiles(app: FastifyInstance): void {
  for (const file of loaded.values()) {
    app.get(file.address, { config: { audience: 'everyone' } }, (request, reply) => {
      reply.type(file.type).header('cache-control', 'public, max-age=31536000, immutable')
      // These two are for pages; every byte of a first visit counts.
      reply.removeHeader('cross-origin-opener-policy').removeHeader('x-dns-prefetch-control')
      return sendReady(request, reply, file.body)
    })
  }
}
