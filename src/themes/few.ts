/** Inside the service a number of people is shown from here on; what leaves it is rougher (src/small-numbers.ts). */
export const FEWEST = 5

/** @returns the number in words for a page of the team; a small group is never told apart from none */
export function peopleInWords(people: number): string {
  return people < FEWEST ? 'fewer than 5' : String(people)
}
