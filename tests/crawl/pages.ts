import type { FastifyInstance } from 'fastify'

export type Crawled = { url: string; status: number; headers: Record<string, unknown>; html: string; from: string }

/** Our own addresses that a page links to, without what comes after `#`. */
export function linksOf(html: string): { path: string; hash: string }[] {
  return [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => href.startsWith('/') || href.startsWith('#'))
    .map((href) => {
      const [path = '', hash = ''] = href.split('#')
      return { path, hash }
    })
}

/** Follows every link from some pages, until there is nothing new. The way out, which leads away, is not followed. */
export async function crawl(server: FastifyInstance, starts: string[]): Promise<Crawled[]> {
  const found = new Map<string, Crawled>()
  const waiting = starts.map((path) => ({ path, from: 'nowhere' }))
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (found.has(next.path)) continue
    const reply = await server.inject({ url: next.path })
    const page = { url: next.path, from: next.from, status: reply.statusCode, headers: reply.headers, html: reply.body }
    found.set(next.path, page)
    for (const { path } of linksOf(page.html)) {
      if (path && path !== '/leave' && !found.has(path)) waiting.push({ path, from: page.url })
    }
  }
  return [...found.values()]
}

/** What is wrong with a public page as a document; one line each. */
export function pageProblems(
  { url, html }: Pick<Crawled, 'url' | 'html'>,
  language: { tag: string; dir: string },
): string[] {
  const ids = new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id))
  const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0
  const body = html.slice(html.indexOf('<body'))
  const [first = '', second = ''] = body.match(/<a\b[^>]*>/g) ?? []
  const skips = /^<a class="skip" href="#main"/.test(first) && /^<a class="skip" href="\/leave"/.test(second)
  const problems = {
    'its language and direction': html.includes(`<html lang="${language.tag}" dir="${language.dir}">`),
    'one h1': count(/<h1[\s>]/g) === 1,
    'one main': count(/<main[\s>]/g) === 1,
    'a title': count(/<title[^>]*>[^<]+<\/title>/g) === 1,
    'two links to skip by, first of all': skips,
    'the way out': count(/<a class="leave" href="\/leave" rel="nofollow noreferrer"/g) === 1,
    'help for now': url.endsWith('/health') || html.includes('href="tel:999"'),
    'only ids that occur once': ids.size === count(/\sid="/g),
    'only links within the page that lead somewhere': linksOf(html).every(
      ({ path, hash }) => path !== '' || hash === '' || ids.has(hash),
    ),
  }
  return Object.entries(problems)
    .filter(([, right]) => !right)
    .map(([what]) => `${url} is without ${what}`)
}

export function titleOf(html: string): string {
  return /<title[^>]*>([^<]*)<\/title>/.exec(html)?.[1] ?? ''
}
