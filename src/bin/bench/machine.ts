import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10

/**
 * Puts this process, and whatever it starts from now on, on one processor, to leave another for the load.
 * @returns a function that moves one process to the other processor; undefined where that cannot be done
 */
export function takeOneCpu(): ((pid: number) => void) | undefined {
  if (process.platform !== 'linux') return undefined
  const list = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  const [first, second] = list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return from === to ? [from] : [from, from + 1]
  })
  if (second === undefined || !pin(process.pid, first)) return undefined
  return (pid) => void pin(pid, second)
}

function pin(pid: number, cpu: number | undefined): boolean {
  return spawnSync('taskset', ['-a', '-c', '-p', String(cpu), String(pid)], { stdio: 'ignore' }).status === 0
}

/**
 * Processor time of a PostgreSQL server and of everybody it serves, those that have left too.
 * @param backend the process that serves one connection of it, on this machine
 * @returns a function that reads the milliseconds used so far; undefined where /proc is missing
 */
export function databaseCpu(backend: number): (() => number) | undefined {
  const found = readStat(backend)
  if (!found) return undefined
  return () => {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const family = all.map((pid) => readStat(Number(pid))).filter((stat) => stat?.parent === found.parent)
    const own = readStat(found.parent)
    return [own, ...family].reduce((sum, stat) => sum + (stat?.ms ?? 0), 0)
  }
}

/** The fields of proc(5): parent is the 4th; 14th to 17th are its own time and that of children that have ended. */
function readStat(pid: number): { parent: number; ms: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is a name in brackets and may hold spaces.
    const rest = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = rest.slice(11, 15).reduce((sum, one) => sum + one, 0)
    return { parent: rest[1] ?? 0, ms: ticks * TICK_MS }
  } catch {
    return undefined
  }
}
