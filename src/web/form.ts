import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { NotText } from '../refusals.ts'

/** A form as it came: every value is text, cleaned; a name that came more than once is a list. */
export type FormBody = Record<string, string | string[]>

const MOST_FIELDS = 1000

/** Reads `application/x-www-form-urlencoded` and nothing else: any other body answers 415. */
export async function acceptForms(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  await app.register(formbody, { parser: parseForm })
}

/**
 * @throws {NotText} when the bytes are not UTF-8 (overlong forms and lone surrogates are not), or there are too many fields
 */
export function parseForm(text: string): FormBody {
  const body: FormBody = Object.create(null)
  const pairs = text === '' ? [] : text.split('&')
  if (pairs.length > MOST_FIELDS) throw new NotText('too many fields')
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = decode(at < 0 ? pair : pair.slice(0, at))
    const value = decode(at < 0 ? '' : pair.slice(at + 1))
    const before = body[name]
    body[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return body
}

/** One value of a form, or '' when it is absent. Of several, the last. */
export function field(body: unknown, name: string): string {
  const value = (body as FormBody | undefined)?.[name]
  return (Array.isArray(value) ? value.at(-1) : value) ?? ''
}

/** All values of a form under one name. */
export function fields(body: unknown, name: string): string[] {
  const value = (body as FormBody | undefined)?.[name]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

function decode(part: string): string {
  try {
    return cleanText(decodeURIComponent(part.replaceAll('+', ' ')))
  } catch {
    throw new NotText('not UTF-8')
  }
}

/**
 * Takes out what no person types and PostgreSQL cannot keep: control characters but tab and new line. Line ends become
 * one kind. Nothing else is touched: direction marks and joiners are part of how people write.
 */
export function cleanText(text: string): string {
  return (
    text
      .replaceAll('\r\n', '\n')
      .replaceAll('\r', '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
      .toWellFormed()
  )
}
