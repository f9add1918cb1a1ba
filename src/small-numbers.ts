/**
 * The only place where a figure about people is withheld or made rough. It knows no room, because the public page of
 * changes needs it as much as the board's page does.
 *
 * Why these rules: hospital statistics in England star 1 to 7 and round everything else to the nearest 5 (NHS England,
 * Hospital Episode Statistics, disclosure control from September 2018); the GP Patient Survey hides fewer than 10. With
 * fewer than 5 hidden and exact totals, our own attack on random tables solved every hidden cell of a usual table; with
 * 0 to 9 as one band, figures to the nearest 5 and totals rounded on their own it solved none.
 */
export type Shown = { kind: 'band' } | { kind: 'about'; n: number }

/** Below this, zero included, there is one band: "fewer than 10". A quote needs as many people on its theme. */
export const FEWEST = 10

const ROUND_TO = 5

/**
 * How a number of people may be shown. Round each total by itself from its exact count: never add up what this returns.
 * @param count people, 0 or more
 * @returns the band for 0 to 9, otherwise the nearest multiple of 5 (the band's edge can only round to 10)
 */
export function shown(count: number): Shown {
  if (count < FEWEST) return { kind: 'band' }
  return { kind: 'about', n: Math.round(count / ROUND_TO) * ROUND_TO }
}

/** Whether nobody or everybody in a group is meant: then each person's own answer is known. */
export function allOrNone(part: number, whole: number): boolean {
  return part === 0 || part >= whole
}

/**
 * How many of a group said a thing. Nothing at all about a group of fewer than 10, and never that all of them are meant:
 * all of them falls into the same band as a few, so that the two cannot be told apart. Call that band "not shown".
 * @param part people who said it
 * @param whole people in the group
 */
export function shownPart(part: number, whole: number): Shown {
  return whole < FEWEST || allOrNone(part, whole) ? { kind: 'band' } : shown(part)
}

/**
 * How a part of a group may leave the service for good. As `shownPart`, and a part that rounds to the same figure as its whole is
 * withheld like everybody: those who are left over would be one to four people.
 */
export function shownAmong(part: number, whole: number): Shown {
  const figure = shownPart(part, whole)
  return figure.kind === 'about' && differenceShown(shown(whole), figure) === 0 ? { kind: 'band' } : figure
}

/**
 * How one number compares with the one before, from what is shown of each, so that it tells nothing more.
 * @returns undefined when either is a band
 */
export function differenceShown(now: Shown, before: Shown): number | undefined {
  return now.kind === 'about' && before.kind === 'about' ? now.n - before.n : undefined
}

/** Inside the service, for the people who plan it, a number of people is shown exactly from here on (the customer's rule). */
export const FEWEST_INSIDE = 5

/** @returns the number in words for a page of the team; a small group is never told apart from none */
export function peopleInWords(people: number): string {
  return people < FEWEST_INSIDE ? 'fewer than 5' : String(people)
}
