import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { serverFlags } from '../runway/node.mjs'

/** A process of the measurement: the bench asks it one thing at a time, and it ends when the bench does. */
export type Helper = {
  pid: number
  ask: <T>(question: string, about?: unknown) => Promise<T>
  end: () => Promise<void>
}

type Answer = { answer?: unknown; problem?: string }

/** @param name a file beside this one, such as `heard` */
export function startHelper(name: string): Helper {
  const child: ChildProcess = fork(join(import.meta.dirname, `${name}.ts`), { execArgv: serverFlags })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ask = <T>(question: string, about?: unknown) =>
    new Promise<T>((resolve, reject) => {
      const gone = () => reject(new Error(`The process "${name}" ended before it answered "${question}".`))
      child.once('exit', gone)
      child.once('message', ({ answer, problem }: Answer) => {
        child.removeListener('exit', gone)
        if (problem) reject(new Error(problem))
        else resolve(answer as T)
      })
      child.send({ question, about })
    })
  const end = async () => {
    if (child.connected) child.disconnect()
    await ended
  }
  return { pid: child.pid ?? 0, ask, end }
}

/** The other side: what this process can be asked. It ends as soon as nobody can ask any more. */
export function answerTo(questions: Record<string, (about: never) => unknown>): void {
  process.on('message', async ({ question, about }: { question: string; about: never }) => {
    try {
      process.send?.({ answer: (await questions[question]?.(about)) ?? null })
    } catch (error) {
      process.send?.({ problem: String((error as Error).stack) })
    }
  })
  process.once('disconnect', () => process.exit(0))
  // Ctrl-C is for the bench, which ends us when it has cleared up.
  process.on('SIGINT', () => {})
}

/** Milliseconds of processor time that this process has used since it began, with all its threads. */
export function usedCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
