import type { Db } from '../db/open.ts'
import { dayOf } from '../site.ts'
import { type Shown, shown } from '../small-numbers.ts'
import { type Decision, listDecisions } from './decision-list.ts'
import { countHeard, notHeard } from './not-heard.ts'
import { countedUntil, peopleOnThemes } from './people.ts'
import { agreedQuotes, type Quote } from './quote.ts'
import { daysLate, type Outcome, stateOf } from './state.ts'

/** One "you said, we did" of the public page. */
export type Told = {
  id: string
  theme: string
  themeKey: string
  people: Shown
  quote: Quote | undefined
  outcome: Outcome
  publicSentence: string
  easySentence: string
  reason: string
  owner: string
  organisation: string
  decidedOn: string
  dueOn: string | null
  madeOn: string | null
  /** Promised for a day that has passed. */
  late: boolean
}

export type WhatChanged = { told: Told[]; people: Shown; notHeard: ReturnType<typeof notHeard> }

/** Everything on the page "What you told us, what we did", newest first. */
export async function whatChanged(db: Db, now: Date): Promise<WhatChanged> {
  const until = countedUntil(now)
  const heard = await countHeard(db, yearBefore(until), until)
  return { told: await listTold(db, now), people: shown(heard.people), notHeard: notHeard(heard) }
}

export type LatestChange = { quote: Quote | undefined; sentence: string; easySentence: string; outcome: 'made' }

/**
 * The newest published change that was made, for the first page of the site.
 * @returns undefined while nothing was made and published
 */
export async function latestChange(db: Db, now: Date): Promise<LatestChange | undefined> {
  const newest = (await listTold(db, now)).find(({ outcome }) => outcome === 'made')
  if (!newest) return undefined
  const { quote, publicSentence, easySentence } = newest
  return { quote, sentence: publicSentence, easySentence, outcome: 'made' }
}

/** What is on the public page: published, and not put an end to by a later decision that is published too. */
export function published(decisions: Decision[]): Decision[] {
  const live = decisions.filter(({ publishedOn }) => publishedOn)
  const ids = new Set(live.map(({ id }) => id))
  return live.filter(({ settledBy }) => !settledBy || !ids.has(settledBy))
}

async function listTold(db: Db, now: Date): Promise<Told[]> {
  const decisions = published(await listDecisions(db))
  const people = await peopleOnThemes(db, now)
  const quotes = await agreedQuotes(db, people)
  return decisions
    .map((decision) => ({
      id: decision.id,
      theme: decision.themePlainName,
      themeKey: decision.themeKey,
      people: shown(people.get(decision.themeKey) ?? 0),
      quote: quotes.get(decision.id),
      outcome: stateOf(decision),
      publicSentence: decision.publicSentence,
      easySentence: decision.easySentence,
      reason: decision.reason,
      owner: decision.owner,
      organisation: decision.organisation,
      decidedOn: decision.decidedOn,
      dueOn: decision.dueOn,
      madeOn: decision.madeOn,
      late: daysLate(decision, dayOf(now)) > 0,
    }))
    .sort((a, b) => newestDay(b).localeCompare(newestDay(a)))
}

function newestDay({ madeOn, decidedOn }: Told): string {
  return madeOn ?? decidedOn
}

function yearBefore(day: string): string {
  return `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`
}
