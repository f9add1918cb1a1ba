import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findJava, needsJava } from '../../src/bin/runway/java.mjs'

const jar = join(import.meta.dirname, '../../node_modules/vnu-jar/build/dist/vnu.jar')

export type Page = { name: string; html: string }

type Message = { type: string; subType?: string; url?: string; lastLine?: number; message: string; extract?: string }

/**
 * What the Nu HTML checker says about some pages, errors and warnings, one readable line each.
 * @param allowed what may be said, because it is known and right as it is
 * @throws where there is no Java, with what to install
 */
export async function nuFindings(pages: Page[], allowed: RegExp[]): Promise<string[]> {
  const java = findJava()
  if (!java) throw new Error(needsJava)
  const folder = mkdtempSync(join(tmpdir(), 'heard-html-'))
  try {
    for (const [n, { html }] of pages.entries()) writeFileSync(join(folder, `${n}.html`), html)
    const said = await run(java, ['-Xss2m', '-jar', jar, '--format', 'json', '--exit-zero-always', folder])
    const { messages } = JSON.parse(said) as { messages: Message[] }
    return messages
      .filter(({ message }) => !allowed.some((each) => each.test(message)))
      .map(({ type, subType, url = '', message, extract = '' }) => {
        const { name = url } = pages[Number.parseInt(basename(url), 10)] ?? {}
        return `${name}: ${subType ?? type}: ${message} — ${extract.replace(/\s+/g, ' ')}`
      })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the checker judges by its value; of other attributes it is enough that they are there. */
const judged = new Set(['class', 'role', 'type', 'rel', 'dir', 'lang', 'hreflang', 'scope', 'method', 'autocomplete'])

/** One page of each build: pages that differ only in their words and addresses are alike to the checker. */
export function oneOfEach(pages: Page[]): Page[] {
  const builds = new Map<string, Page>()
  for (const page of pages) {
    const build = page.html
      .replace(/>[^<]+</g, '><')
      .replace(/\s([\w-]+)="[^"]*"/g, (all, name: string) =>
        judged.has(name) || name.startsWith('aria-') ? all : ` ${name}`,
      )
    if (!builds.has(build)) builds.set(build, page)
  }
  return [...builds.values()]
}

function run(program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`the checker ended with ${code}: ${said}`)),
    )
  })
}
