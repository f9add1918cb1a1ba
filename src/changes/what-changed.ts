import type { Decision } from './decision-list.ts'

/** What is on the public page: published, and not put an end to by a later decision that is published too. */
export function published(decisions: Decision[]): Decision[] {
  const live = decisions.filter(({ publishedOn }) => publishedOn)
  const ids = new Set(live.map(({ id }) => id))
  return live.filter(({ settledBy }) => !settledBy || !ids.has(settledBy))
}
