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
  'cannot-tell': 'Nowhere: we cannot tell who it is',
  none: 'Nowhere: nobody is at risk now',
} as const

/** The places that the writer's own page can name. */
export const toldPlaces = ['mash', 'adult-social-care', 'police'] as const satisfies readonly Destination[]
export type ToldPlace = (typeof toldPlaces)[number]

/** Whether the writer's own page has words for this place. */
export function isToldPlace(destination: string | null): destination is ToldPlace {
  return (toldPlaces as readonly (string | null)[]).includes(destination)
}

export type ConcernKind = keyof typeof concernKinds
export type Destination = keyof typeof destinations
