// npm run bench:hiding -- <file.jsonl>: how many of the details that a person marked the desk would propose to hide.
// Each line is {"text", "gold": [{"start", "end", "type"}]}, gold empty where there is nothing to hide. No text is printed.
// A mark counts as a name when its type is name, person, worker, family, friend, nickname or the like, in any case.
import { readFileSync } from 'node:fs'
import { measureHiding, readMarked } from '../feedback/hiding/measuring.ts'

const file = process.argv[2]
const read = file ? readMarked(textOf(file) ?? '') : undefined
if (read?.ok) {
  console.log(JSON.stringify(measureHiding(read.texts)))
} else {
  console.error(read ? read.problem : 'Say which file: npm run bench:hiding -- <file.jsonl>')
  process.exitCode = 2
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
