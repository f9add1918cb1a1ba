/** What a concern is about, in the words of the team's page. */
export const concernKinds = {
  'unsafe-at-home': 'Not safe at home',
  'unsafe-outside': 'Not safe outside the home',
  online: 'Not safe online',
  'self-harm': 'May hurt themselves',
  'someone-else': 'Somebody else may be hurt',
  'adult-in-post': 'An adult who works with children',
  missing: 'Away from home',
} as const

/** Where a concern may go. The portal records that it was passed on; the passing on happens in the proper system. */
export const destinations = {
  mash: 'MASH (children’s front door)',
  'adult-social-care': 'Adult social care front door',
  police: 'Police',
  marac: 'MARAC (high risk at home)',
  'cannot-tell': 'Nowhere: we cannot tell who it is',
  none: 'Nowhere: nobody is at risk now',
} as const

/** The places that answer, and that the writer's own page can name. */
export const toldPlaces = ['mash', 'adult-social-care', 'police', 'marac'] as const satisfies readonly Destination[]
export type ToldPlace = (typeof toldPlaces)[number]

/** Whether this is a place that answers and that the writer's own page has words for, rather than nowhere. */
export function isToldPlace(destination: string | null): destination is ToldPlace {
  return (toldPlaces as readonly (string | null)[]).includes(destination)
}

/** What is decided about a concern. Why stands beside it, sealed. */
export const decisions = {
  'pass-on': 'Pass it on',
  'find-out': 'Find out more first, today',
  nowhere: 'Pass it on to nobody',
} as const

/** Why a concern is closed. How it ended stands beside it, sealed. */
export const closingReasons = {
  'taken-on': 'The place it went to has taken it on',
  known: 'They were helping already',
  'no-further': 'The place it went to does no more, and we agree',
  'not-found': 'We could not tell who it is',
  'no-risk': 'Nobody is at risk now',
  'same-as': 'Another concern is about the same',
} as const

/** Whether a child, and whether an adult who cannot protect themselves, may be at risk: both are asked, each time. */
export const atRisk = { yes: 'Yes', no: 'No', 'cannot tell': 'We cannot tell' } as const

/** Whom a concern is passed up to, and how high that is. */
export const levels = { deputy: 1, manager: 2 } as const

/** Whether a child sexual offence is suspected, from least to most: upwards is one person's to say, downwards two people's. */
export const suspicions = { no: 'No', 'not-sure': 'Not sure', yes: 'Yes' } as const

/** Whom the duty of 2026 names. */
export const bodies = { police: 'The police', council: 'The council’s children’s services' } as const

export type ConcernKind = keyof typeof concernKinds
export type Destination = keyof typeof destinations
export type Decision = keyof typeof decisions
export type ClosingReason = keyof typeof closingReasons
export type Level = keyof typeof levels
export type Suspicion = keyof typeof suspicions
export type Body = keyof typeof bodies

/** How one of these lists calls a key; a key that is no longer in it stays as it is. */
export function nameOf(names: Record<string, string>, key: string): string {
  return Object.hasOwn(names, key) ? (names[key] ?? key) : key
}
