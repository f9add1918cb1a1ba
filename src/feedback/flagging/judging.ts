import type { Embed } from './embedding.ts'
import { type Learned, scoreOf, threshold } from './learned.ts'
import { saysPlainly } from './pattern.ts'
import { unitsOf } from './sentence.ts'
import { writtenOut } from './spelling.ts'

/** What a sentence raised, and where it stands; or that none did. */
export type Verdict = { raised: false } | { raised: true; by: 'sentence' | 'pattern'; starts: number; ends: number }

/** What the vectors are made and weighed with. Without it only plain words are looked for. */
export type Mind = { embed: Embed; learned: Learned }

/** Of a very long text, so many sentences are read for their meaning: evenly from all of it. Plain words are looked for in all. */
const MOST_UNITS = 600

/**
 * Judges one English text by its plainest or strongest sentence. The job, the bench and the measuring all ask this.
 * @param mind left out where the model does not work
 */
export async function judge(text: string, mind?: Mind): Promise<Verdict> {
  const all = unitsOf(text).map((unit) => ({ ...unit, plain: writtenOut(unit.text) }))
  const plainest = all.find(({ plain }) => saysPlainly(plain))
  if (plainest) return { raised: true, by: 'pattern', starts: plainest.starts, ends: plainest.ends }
  if (!mind) return { raised: false }
  const every = Math.max(1, all.length / MOST_UNITS)
  const units = all.filter((_, index) => Math.floor(index / every) !== Math.floor((index - 1) / every))
  const best = strongest(mind.learned, units, await mind.embed(units.map(({ plain }) => plain)))
  if (!best || best.score <= threshold) return { raised: false }
  return { raised: true, by: 'sentence', starts: best.unit.starts, ends: best.unit.ends }
}

function strongest<Unit extends { plain: string }>(learned: Learned, units: Unit[], vectors: number[][]) {
  let best: { unit: Unit; score: number } | undefined
  units.forEach((unit, index) => {
    const score = scoreOf(learned, unit.plain, vectors[index] ?? [])
    if (!best || score > best.score) best = { unit, score }
  })
  return best
}
