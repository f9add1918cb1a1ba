import { awaitedAnswers } from './answer.ts'
import type { Level } from './concern-kind.ts'
import { destinations, levels, nameOf } from './concern-kind.ts'
import type { Concern, ConcernStep } from './concern-step.ts'
import { closingDue, isSettled } from './duty/settled.ts'
import type { DutyTimes } from './duty-times.ts'
import { suspectedIn } from './suspicion.ts'

/** One thing that waits to be done about a concern. `number`: the step that it is about. */
export type Task = {
  kind: 'settle' | 'take' | 'notify' | 'decide' | 'pass on' | 'ask again' | 'wait' | 'suspected' | 'lowering' | 'close'
  sentence: string
  dueAt: Date | null
  late: boolean
  number: number | null
}

/** What is needed to say what comes next. `when` says a moment; `duty` is since when the duty to notify holds. */
export type At = { now: Date; times: DutyTimes; duty: string | undefined; when: (at: Date) => string }

/**
 * Everything that an open concern waits for, what comes first in front. It is never empty: whatever was decided or
 * ticked, a concern waits for somebody until two people have closed it.
 * @param ownerKept its owner may not read what it is about
 */
export function tasksOf(
  concern: Pick<Concern, 'due_at'>,
  steps: ConcernStep[],
  ownerKept: boolean,
  { now, times, duty, when }: At,
): Task[] {
  const tasks: Task[] = []
  const add = (kind: Task['kind'], sentence: string, dueAt: Date | null = null, number: number | null = null) =>
    tasks.push({ kind, sentence, dueAt, late: dueAt !== null && dueAt < now, number })
  const last = steps.at(-1)
  const has = (name: ConcernStep['step']) => steps.some(({ step }) => step === name)
  const suspected = suspectedIn(steps, duty, times)
  // Where it went nowhere, its own time goes on until a second person agrees.
  const own = isSettled(steps) ? null : concern.due_at
  if (ownerKept) add('take', 'Whoever it is with may not read it. Hand it to somebody else now.', concern.due_at)
  if (suspected.dueAt) {
    const rest = `a child sexual offence is suspected. ${inWords(suspected.dueAt, now)}`
    add('notify', `Tell the police or the council, and write it down: ${rest}`, suspected.dueAt)
  }
  if (!has('decided')) add('decide', 'Decide what is done, and say why.', concern.due_at)
  if (!has('passed on')) {
    add('pass on', 'Pass it on, and write down where. If somebody is in danger: at once, call 999.', concern.due_at)
  }
  const awaited = awaitedAnswers(steps, times).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
  for (const { place, since, dueAt, number } of awaited) {
    const name = nameOf(destinations, place)
    if (dueAt >= now) continue
    const policy = 'ask again, and follow the local escalation policy'
    add('ask again', `No answer from ${name} since ${when(since)}: ${policy}.`, dueAt, number)
  }
  if (suspected.lowering) {
    add('lowering', 'Somebody proposed to say less of a suspected offence. A second person answers.', own)
  }
  if (last?.step === 'closing proposed') {
    add(
      'settle',
      'Closing was proposed. A second person agrees, or keeps it open.',
      own ?? closingDue(steps, times),
      last.number,
    )
  }
  if (duty !== undefined && suspected.now === null) add('suspected', 'Say if a child sexual offence is suspected.', own)
  for (const { place, since, dueAt, number } of awaited) {
    const name = nameOf(destinations, place)
    if (dueAt < now) continue
    add('wait', `Waiting for an answer from ${name} until ${when(dueAt)}. Passed on ${when(since)}.`, dueAt, number)
  }
  if (tasks.length === 0) add('close', 'Say how it ended, and propose to close it. A second person agrees.', own)
  return tasks
}

/** How far it was passed up, in words; '' when it was not. */
export function levelInWords(level: number): string {
  const known: Record<Level, string> = { deputy: 'Passed up to the deputy', manager: 'Passed up to the manager' }
  const found = (Object.keys(levels) as Level[]).find((one) => levels[one] === Math.min(level, levels.manager))
  return found ? known[found] : ''
}

/** How long there still is, or how long it has been late: "In 3 hours." */
function inWords(due: Date, now: Date): string {
  const minutes = Math.round((due.getTime() - now.getTime()) / 60_000)
  const [size, unit] = spanOf(Math.abs(minutes))
  const span = `${size} ${unit}${size === 1 ? '' : 's'}`
  return minutes < 0 ? `Late by ${span}.` : `${span} left.`
}

function spanOf(minutes: number): [number, 'minute' | 'hour' | 'day'] {
  if (minutes < 120) return [minutes, 'minute']
  return minutes < 48 * 60 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / (24 * 60)), 'day']
}
