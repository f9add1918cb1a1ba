import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Example } from '../../themes/suggesting/model.ts'

const comment = z.object({
  text: z.string(),
  labels: z.array(z.string().min(1)).min(1),
  question: z.string().optional(),
})

/** A file that cannot be measured. Its message names a line and never what stands in it. */
export class BadFile extends Error {
  override name = 'BadFile'
}

/**
 * Reads labelled comments, one JSON object a line: `text`, `labels`, `question`.
 * @throws {BadFile} with a sentence for whoever ran the command
 */
export function readComments(file: string): Example[] {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch {
    throw new BadFile(`There is no file that can be read at ${file}.`)
  }
  const lines = content.split('\n').flatMap((line, at) => (line.trim() ? [{ line, number: at + 1 }] : []))
  if (lines.length === 0) throw new BadFile(`${file} is empty.`)
  return lines.map(({ line, number }) => {
    const read = comment.safeParse(parsed(line))
    if (!read.success) {
      throw new BadFile(`Line ${number} of ${file} is not an object with "text" and at least one of "labels".`)
    }
    const { text, labels, question } = read.data
    return { id: String(number), text, question: question ?? '', codes: [...new Set(labels)] }
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
