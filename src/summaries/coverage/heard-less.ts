import { wilson } from '../wilson.ts'

/** With fewer people referred, their share says too little. */
export const FEWEST_REFERRED = 30
/** With fewer people who told us, ours does. */
export const FEWEST_TOLD = 8

/** One group among those referred, and among those who told us something about themselves. */
export type Beside = { referred: number; referredOf: number; told: number; toldOf: number }

/**
 * Whether we heard less from a group than services saw of it: only if the interval of its share among those who told us
 * (Wilson, 95 in 100) lies below its share among those referred, with thirty or more referred and eight or more who told.
 * It says nothing about why, and never that one team did worse than another.
 */
export function heardLess({ referred, referredOf, told, toldOf }: Beside): boolean {
  if (referredOf < FEWEST_REFERRED || toldOf < FEWEST_TOLD || told > toldOf) return false
  return wilson(told, toldOf)[1] < referred / referredOf
}
