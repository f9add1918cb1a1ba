import { readFileSync } from 'node:fs'
import path from 'node:path'

const file = path.join(import.meta.dirname, '../data/word-vectors.bin')

export type WordVectors = {
  dimensions: number
  /** @returns where the word's numbers begin in `numbers`, or undefined for a word that is not in the table */
  find(word: string): number | undefined
  /** Each word's own row, of length 1. */
  numbers: Float32Array
}

/** Reads the table that src/bin/cut-word-vectors.ts made: what it holds is told in src/themes/data/word-vectors.md. */
export function readWordVectors(): WordVectors {
  const bytes = readFileSync(file)
  const [count, dimensions, spelled] = [0, 4, 8].map((at) => bytes.readUInt32LE(at)) as [number, number, number]
  const words = bytes.toString('utf8', 12, 12 + spelled).split('\n')
  const places = new Map(words.map((word, at) => [word, at * dimensions]))
  const small = new Int8Array(bytes.buffer, bytes.byteOffset + 12 + spelled, count * dimensions)
  const numbers = new Float32Array(small.length)
  for (let row = 0; row < small.length; row += dimensions) {
    let sum = 0
    for (let at = row; at < row + dimensions; at += 1) sum += small[at]! ** 2
    const length = Math.sqrt(sum) || 1
    for (let at = row; at < row + dimensions; at += 1) numbers[at] = small[at]! / length
  }
  return { dimensions, find: (word) => places.get(word), numbers }
}
