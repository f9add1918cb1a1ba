/** What kind of thing can be hidden, as a reader chooses it. */
export const standIns = {
  name: 'a name',
  worker: 'a worker’s name',
  family: 'a family member',
  friend: 'a friend',
  place: 'a place',
  school: 'a school',
  contact: 'a way to reach someone',
  date: 'a date of birth',
  number: 'a number',
} as const

export type StandIn = keyof typeof standIns

/** Kinds of which one person may have several writings: "Kelly Marsh", "Kelly", "Kel". */
export const people: StandIn[] = ['name', 'worker', 'family', 'friend']

const short: Record<StandIn, string> = {
  name: 'name',
  worker: 'worker',
  family: 'family',
  friend: 'friend',
  place: 'place',
  school: 'school',
  contact: 'contact',
  date: 'date',
  number: 'number',
}

/**
 * What stands in square brackets in the copy: `[worker]`, or `[worker 2]` where the response has several.
 * @param number which of its kind; null for what was hidden before stand-ins had numbers
 * @param several whether the response has more than one of this kind
 */
export function standInFor(kind: StandIn, number: number | null, several: boolean): string {
  if (number === null) return standIns[kind]
  return several ? `${short[kind]} ${number}` : short[kind]
}
