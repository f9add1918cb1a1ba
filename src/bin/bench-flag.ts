// `npm run bench:flag -- texts.jsonl`: how many of other people's texts the flag raises. Each line is {"text": "…", "gold": 1}
// (harm or danger now) or 0. Prints one JSON object and never a text. The same function judges as at the desk.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { looksEnglish } from '../feedback/flagging/english.ts'
import { makeFlagger } from '../feedback/flagging/flagger.ts'

const Line = z.object({ text: z.string(), gold: z.union([z.literal(0), z.literal(1), z.boolean()]) })

const [file, ...more] = process.argv.slice(2)
if (!file || more.length > 0) stop('Say one file: npm run bench:flag -- texts.jsonl')
const told = readLines(file)

const flagger = makeFlagger()
const found = { positives: 0, caught: 0, negatives: 0, falseAlarms: 0 }
try {
  await flagger.start()
  for (const { text, gold } of told) {
    const raised = looksEnglish(text) && (await flagger.read(text)).raised
    if (gold) {
      found.positives += 1
      found.caught += raised ? 1 : 0
    } else {
      found.negatives += 1
      found.falseAlarms += raised ? 1 : 0
    }
  }
} catch {
  stop('The flag does not work on this machine: its model did not load, or took longer than a minute for one text.')
}
await flagger.close()
console.log(JSON.stringify(found))

/** @returns the texts; a file that cannot be used ends the program with a sentence that names the line and not its text */
function readLines(path: string) {
  let lines: string[] = []
  try {
    lines = readFileSync(path, 'utf8').split('\n')
  } catch {
    stop(`The file ${path} cannot be read.`)
  }
  const texts = lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = Line.safeParse(parseJson(line))
    if (!parsed.success) stop(`Line ${index + 1} is not {"text": "…", "gold": 1 or 0}.`)
    return [parsed.data]
  })
  return texts.length > 0 ? texts : stop('There is no text in the file.')
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}
