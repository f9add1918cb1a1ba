import { type FormBody, field } from '../../web/form.ts'
import { languages } from '../../web/language.ts'
import { type Answers, readAnswers, saysSomething } from '../answers.ts'
import { setAt } from '../asking.ts'
import type { Arrival } from '../giving/arrival.ts'
import type { QuestionSet } from '../question-set.ts'
import { isService } from '../service-names.ts'
import { asGroup, headCounts, isOfChildren } from './keying-in.ts'

/** How words came to somebody who keys them in. */
export const keyedChannels = { paper: 'On paper', phone: 'By telephone' } as const

/** Languages that words can be in: those of the pages, and any other, which a reader names. */
export const wordLanguages: { code: string; name: string }[] = [
  ...languages(false).map(({ code, name }) => ({ code: code as string, name })),
  { code: 'und', name: 'Another language' },
]

/** A form that a member keyed in. What they typed is there to be shown again, whatever is wrong with it. */
export type Keyed = {
  typed: Record<string, string>
  problems: Record<string, string>
  answers: Answers
  language: string
  arrival: Arrival
}

/** Reads a paper form or a telephone call, by the questions of its set. */
export function readKeyed(set: QuestionSet, body: FormBody): Keyed {
  const typed = typedIn(body)
  const answers = readAnswers(set, body)
  const problems = {
    ...(typed.channel && Object.hasOwn(keyedChannels, typed.channel) ? {} : { channel: 'Say how it came.' }),
    ...commonProblems(typed),
    // Where the set does not ask for the service, nobody else can say which team it was.
    ...(set.service === null || isService(typed.team ?? '') ? {} : { team: 'Choose the team that it is about.' }),
    ...(saysSomething(answers)
      ? {}
      : { answers: 'There is nothing to save yet. Type in what the person ticked or wrote.' }),
    ...checkedProblem(typed, 'Say whether you checked it with the person.'),
  }
  const helped = { yes: true, no: false }[typed.helped ?? '']
  const arrival: Arrival = {
    channel: typed.channel as 'paper' | 'phone',
    service: set.service === null ? null : (typed.team ?? null),
    ...(helped === undefined ? {} : { helped }),
    checkedWithPerson: typed.checked === 'yes',
  }
  return { typed, problems, answers, language: typed.language ?? '', arrival }
}

/**
 * Reads what a facilitator wrote down about a group.
 * @param months the months that can be chosen, 'YYYY-MM'
 */
export function readGroup(set: QuestionSet, body: FormBody, months: string[]): Keyed & { child: boolean } {
  const typed = typedIn(body)
  const about = setOfAddress(typed.about ?? '')
  const spoken = readAnswers(set, body)
  const answers = { ...spoken, service: typed.team ?? null }
  const statements = Object.keys(answers.words).filter((key) => key.startsWith('statement-'))
  const problems = {
    ...(isService(typed.team ?? '') ? {} : { team: 'Choose the team that it is about.' }),
    ...(months.includes(typed.month ?? '') ? {} : { month: 'Choose the month.' }),
    ...(about ? {} : { about: 'Say who was in the group.' }),
    ...(Object.hasOwn(headCounts, typed.heads ?? '') ? {} : { heads: 'Say how many there were.' }),
    ...commonProblems(typed),
    ...(statements.length > 0 ? {} : { 'w.statement-1': 'Type in at least one thing that was said.' }),
    ...checkedProblem(typed, 'Say whether you read it back to the group.'),
  }
  const session = {
    head_count: typed.heads as keyof typeof headCounts,
    about_set: about ?? '',
    service: typed.team ?? null,
    held_month: typed.month ?? '',
  }
  const arrival = asGroup(session, typed.checked === 'yes')
  return {
    typed,
    problems,
    answers,
    language: typed.language ?? '',
    arrival,
    child: isOfChildren(about),
  }
}

/** The month of a day and the five before it, newest first. */
export function monthsUntil(day: string): string[] {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return Array.from({ length: 6 }, (_, back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7))
}

function typedIn(body: FormBody): Record<string, string> {
  return Object.fromEntries(Object.keys(body).map((name) => [name, field(body, name)]))
}

function commonProblems({ language }: Record<string, string>): Record<string, string> {
  return wordLanguages.some(({ code }) => code === language) ? {} : { language: 'Choose the language of the words.' }
}

function checkedProblem({ checked }: Record<string, string>, problem: string): Record<string, string> {
  return checked === 'yes' || checked === 'no' ? {} : { checked: problem }
}

function setOfAddress(address: string): string | undefined {
  return Object.hasOwn(setAt, address) ? setAt[address as keyof typeof setAt] : undefined
}
