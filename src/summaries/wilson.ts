/** The 97.5 in 100 point of the normal distribution, for intervals of 95 in 100. Newcombe's tables take 1.96. */
const Z = 1.959963984540054

/**
 * Between which shares the true one may lie, if `x` of `n` said something: the score interval without continuity
 * correction, at 95 in 100 (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * J. Am. Stat. Assoc. 22 (1927) 209-212; method 3 in R. G. Newcombe, Stat. Med. 17 (1998) 857-872).
 * @param x people who said it, 0 to n
 * @param n people in all; of nobody nothing is known: 0 to 1
 * @returns [low, high], shares from 0 to 1
 * @throws {RangeError} when x is no part of n
 */
export function wilson(x: number, n: number): [number, number] {
  if (!(x >= 0 && x <= n && Number.isFinite(n))) throw new RangeError(`${x} is no part of ${n}`)
  if (n === 0) return [0, 1]
  const share = x / n
  const middle = share + (Z * Z) / (2 * n)
  const reach = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n))
  const scale = 1 + (Z * Z) / n
  // Exactly nobody and exactly everybody, whatever the last digit of a root says.
  return [x === 0 ? 0 : (middle - reach) / scale, x === n ? 1 : (middle + reach) / scale]
}
