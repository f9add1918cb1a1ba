import type { Db } from '../../db/open.ts'
import { channels } from '../../feedback/giving/arrival.ts'
import { hasEnded, type Period, periodName } from '../../period.ts'
import { dayOf } from '../../site.ts'
import { peopleInWords, type Shown, shown, shownPart } from '../../small-numbers.ts'
import { wilson } from '../wilson.ts'
import { type CountedGroup, type CountedQuestion, type Counts, countCoverage } from './counting.ts'
import { groupsOn } from './groups.ts'
import { FEWEST_TOLD, heardLess } from './heard-less.ts'
import { type Inside, insideParts } from './inside.ts'
import { listNextSteps, type NextStep } from './next-steps.ts'
import { listTotals } from './referral-totals.ts'
import { nextInWords } from './released-coverage.ts'

export type CoverageLine = {
  key: string
  name: string
  referred: string
  told: string
  /** Both shares beside each other; empty where one of them says too little. */
  shares: string
  says: string
  less: boolean
}

/**
 * What the team's page of voice coverage shows of a period: exact from five on, and hidden where one number could be found
 * from the others. While a period runs, only what was typed in: a number that moves on the day somebody answers could tell
 * who it was.
 */
export async function coveragePage(db: Db, period: Period, now: Date) {
  const today = dayOf(now)
  const steps = await listNextSteps(db, today)
  const ended = hasEnded(period, today)
  const counts = ended ? await countCoverage(db, period) : undefined
  const list = groupsOn(period.from)
  return {
    ...{ period, name: periodName(period), ended, list, steps },
    saved: await listTotals(db, period.key),
    whole: counts && wholeOf(counts),
    ways: counts && waysOf(counts),
    questions: counts?.questions.map((question) => ({
      ...{ key: question.key, name: question.name, told: peopleInWords(question.toldOf) },
      lines: linesOf(question, steps),
    })),
    choices: list.questions.flatMap(({ key, name, groups }) =>
      groups
        .filter(({ unsaid }) => !unsaid)
        .map((group) => ({ key: `${key}.${group.key}`, name: `${name}: ${group.name}` })),
    ),
  }
}

function linesOf(question: CountedQuestion, steps: Map<string, NextStep>): CoverageLine[] {
  const inside = insideParts(question.groups.map(({ told }) => told))
  return question.groups.map((group, at) => {
    const told = inside[at]!
    const less = !group.unsaid && isLess(question, group)
    const silent = told === 'few' && !group.unsaid
    const says = [
      silent ? 'Not heard yet.' : '',
      less ? `We heard less from ${group.from} than services saw of them.` : '',
      less || silent ? nextInWords(steps.get(`${question.key}.${group.key}`)) : '',
      group.unsaid ? 'A row of its own: added to no group.' : '',
    ]
    return {
      ...{ key: group.key, name: group.name, less, told: toldInWords(told) },
      referred: group.referred === null ? 'not typed in' : peopleInWords(group.referred),
      shares: group.unsaid ? '' : sharesOf(question, group, told),
      says: says.filter(Boolean).join(' '),
    }
  })
}

function isLess({ toldOf, referredOf }: CountedQuestion, { told, referred }: CountedGroup): boolean {
  return referred !== null && referredOf !== null && heardLess({ referred, referredOf, told, toldOf })
}

function sharesOf({ toldOf, referredOf }: CountedQuestion, { referred }: CountedGroup, told: Inside): string {
  if (typeof told !== 'number' || toldOf < FEWEST_TOLD) return ''
  const [low, high] = wilson(told, toldOf).map(inHundred)
  const heard = `${told} of ${toldOf} who told us, likely ${low} to ${high} in 100`
  if (referred === null || !referredOf) return heard
  return `${heard}; ${inHundred(referred / referredOf)} in 100 of those referred`
}

function inHundred(share: number): number {
  return Math.round(share * 100)
}

function toldInWords(told: Inside): string {
  if (told === 'few') return 'fewer than 5, or nobody'
  return told === 'kept' ? 'not shown' : String(told)
}

function wholeOf({ heard, referred, invited }: Counts) {
  return {
    referred: referred === null ? 'not typed in' : peopleInWords(referred),
    invited: rounded(shown(invited.made)),
    opened: rounded(shownPart(invited.opened, invited.made)),
    answered: rounded(shownPart(invited.answered, invited.opened)),
    heard: peopleInWords(heard),
  }
}

function rounded(people: Shown): string {
  return people.kind === 'about' ? `about ${people.n}` : 'not shown'
}

function waysOf({ byChannel }: Counts): { name: string; people: string }[] {
  const inside = insideParts(Object.values(byChannel))
  return Object.values(channels).map((name, at) => ({ name, people: toldInWords(inside[at]!) }))
}
