import { wilson } from './wilson.ts'

/**
 * Between which values the difference of two shares may lie, the first less the second: the hybrid score interval without
 * continuity correction, at 95 in 100 (method 10 in R. G. Newcombe, "Interval estimation for the difference between
 * independent proportions: comparison of eleven methods", Stat. Med. 17 (1998) 873-890).
 * It says that two groups differ, never why.
 * @returns [low, high], from -1 to 1; where one of the groups is empty nothing is known: -1 to 1
 * @throws {RangeError} when x is no part of n
 */
export function newcombe(x1: number, n1: number, x2: number, n2: number): [number, number] {
  const [low1, high1] = wilson(x1, n1)
  const [low2, high2] = wilson(x2, n2)
  if (n1 === 0 || n2 === 0) return [-1, 1]
  const [share1, share2] = [x1 / n1, x2 / n2]
  const difference = share1 - share2
  return [
    difference - Math.hypot(share1 - low1, high2 - share2),
    difference + Math.hypot(high1 - share1, share2 - low2),
  ]
}
