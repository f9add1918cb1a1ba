import type { Db } from '../../db/open.ts'
import { markOfLesson, readLesson } from './lesson.ts'
import type { Suggester } from './suggester.ts'
import { startThread, type Thread } from './thread.ts'

/** Learns anew after so many confirmations (themes.md 5 of the design: 10 to 25). */
const ENOUGH_NEW = 10
/** Anything else that changed, such as words that were taken back, waits no longer than this. */
const LONGEST_MS = 5 * 60_000
const LOOK_EVERY_MS = 60_000
/** Whoever codes does not wait longer for a suggestion. */
const PATIENCE_MS = 1_500

const notReady = 'The suggestions are getting ready. Choose from the list.'
const broken = 'There are no suggestions at the moment. Choose from the list: nothing else is different.'

export type LearningSuggester = Suggester & {
  /** Begins to learn. @param onDefect is told of an error's kind, never of words */
  start(onDefect: (error: Error) => void): void
  /** Learns now, whatever has changed. */
  learnNow(): Promise<void>
}

type Options = {
  /** The thread's own code, for tests. */
  file?: URL
  patienceMs?: number
}

/**
 * Makes what suggests codes in this process: learns in a thread at the start and after changes, and asks the newest
 * thread that has learned. Several processes have one each. Nothing of the model is written anywhere.
 */
export function makeSuggester(db: Db, { file, patienceMs = PATIENCE_MS }: Options = {}): LearningSuggester {
  let thread: Thread | undefined
  let known: { confirmed: number; mark: string; at: number } | undefined
  let says: string | undefined = notReady
  let learning: Promise<void> | undefined
  let changes = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let report: (error: Error) => void = () => {}

  const fail = (error: unknown) => {
    says = broken
    if (!stopped) report(error instanceof Error ? error : new Error('the suggester failed'))
  }
  const drop = async () => {
    const old = thread
    thread = undefined
    known = undefined
    await old?.end()
  }
  const learn = async () => {
    try {
      changes = 0
      const mark = await markOfLesson(db)
      const next = await startThread(await readLesson(db), file)
      if (stopped) return await next.end()
      const old = thread
      thread = next
      known = { ...mark, at: performance.now() }
      says = undefined
      await old?.end()
    } catch (error) {
      await drop()
      fail(error)
    }
  }
  const learnNow = (): Promise<void> => {
    learning = (learning ?? Promise.resolve()).then(() => (stopped ? undefined : learn()))
    return learning
  }
  let looking = false
  const look = async () => {
    if (looking || stopped) return
    looking = true
    try {
      await learning
      const { confirmed, mark } = await markOfLesson(db)
      if (known?.mark === mark) return
      const many = !known || confirmed < known.confirmed || confirmed - known.confirmed >= ENOUGH_NEW
      if (many || performance.now() - known!.at > LONGEST_MS) await learnNow()
    } catch (error) {
      fail(error)
    } finally {
      looking = false
    }
  }

  return {
    start(onDefect) {
      report = onDefect
      timer = setInterval(look, LOOK_EVERY_MS)
      timer.unref()
      void learnNow()
    },
    learnNow,
    async rank(asked) {
      if (!thread) return undefined
      try {
        return await thread.rank(asked, patienceMs)
      } catch (error) {
        // Whatever it is, another thread is started at the next look.
        await drop().catch(() => {})
        fail(error)
        return undefined
      }
    },
    noticeChange() {
      changes += 1
      if (changes >= ENOUGH_NEW) void look()
    },
    problem: () => says,
    async stop() {
      stopped = true
      clearInterval(timer)
      await learning
      await drop()
    },
  }
}
