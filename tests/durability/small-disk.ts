import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why a test of a full disk is not run; `npm test` says so and counts it as not tried. */
export const noSmallDisk = 'this machine lets nobody make a small disk'

export type SmallDisk = {
  folder: string
  fill: () => void
  free: () => void
  freeKilobytes: () => number
  remove: () => void
}

/** @returns a disk of its own in memory, or undefined where that is not allowed (it takes root, and not every container) */
export function makeSmallDisk(megabytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux') return undefined
  const folder = mkdtempSync(join(tmpdir(), 'heard-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'heard-test', folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true, force: true })
    return undefined
  }
  const filler = join(folder, 'filler')
  const remove = () => {
    process.removeListener('exit', remove)
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', remove)
  return {
    folder,
    /** Takes all the room there is. */
    fill: () => {
      const file = openSync(filler, 'a')
      for (const size of [1024 * 1024, 4096]) while (canWrite(file, Buffer.alloc(size)));
      closeSync(file)
    },
    free: () => rmSync(filler, { force: true }),
    freeKilobytes: () => {
      const { bavail, bsize } = statfsSync(folder)
      return (bavail * bsize) / 1024
    },
    remove,
  }
}

function canWrite(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length
  } catch {
    return false
  }
}
