import { cleanText } from '../../web/form.ts'

const named: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', pound: '£', euro: '€', copy: '©', hellip: '…' },
  ...{ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', bull: '•', eacute: 'é' },
}

/**
 * Text of a stranger's feed as plain text: no tags, no control characters, nothing that turns the reading direction round,
 * and no longer than the cap. Tags are taken out twice, because some feeds escape their HTML and some escape it again.
 * @returns '' for anything that is not text or a number
 */
export function plainText(value: unknown, most: number): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  // Long before the cap matters, so that a huge field costs little.
  const short = cleanText(text.slice(0, most * 4 + 1000))
  const plain = withoutTags(decoded(withoutTags(short)))
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return plain.length > most
    ? `${plain
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`
    : plain
}

/** The same in one line, for names. */
export function plainLine(value: unknown, most: number): string {
  return plainText(value, most).replace(/\s+/g, ' ')
}

/** @returns an https address as a browser writes it, or undefined for anything else */
export function httpsAddress(value: unknown, most = 500): string | undefined {
  const text = plainLine(value, most + 1)
  const url = URL.parse(/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text) ? `https://${text}` : text)
  if (url?.protocol !== 'https:' || url.username || url.password || url.href.length > most) return undefined
  return url.href
}

/** @returns an email address, or undefined */
export function emailAddress(value: unknown): string | undefined {
  const text = plainLine(value, 200).replace(/^mailto:/i, '')
  return /^[^\s@<>"',;:()]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) ? text.toLowerCase() : undefined
}

function withoutTags(text: string): string {
  return (
    text
      .replace(/<(script|style|template|noscript|iframe)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
      .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
      .replace(/<li\b[^>]*>/gi, '\n• ')
      .replace(/<(br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b[^>]*>/gi, '\n')
      // A tag begins with a letter or a slash: "aged < 18" stays.
      .replace(/<\/?[a-z!?][^<>]*(>|$)/gi, ' ')
  )
}

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, entity: string) => {
    const name = entity.toLowerCase()
    if (!entity.startsWith('#')) return (Object.hasOwn(named, name) && named[name]) || whole
    const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1))
    const isText = code === 10 || (code >= 32 && code <= 0x10ffff && !(code >= 127 && code < 160) && code >> 11 !== 27)
    return isText ? String.fromCodePoint(code) : ''
  })
}
