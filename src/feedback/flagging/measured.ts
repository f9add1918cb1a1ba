import { readFileSync } from 'node:fs'

/** How many texts of a kind were raised, of how many. */
export type Share = { raised: number; of: number }

export type Counted = Share & { byKind: Record<string, Share>; byVoice: Record<string, Share> }

/** What `npm run flag:learn` measured on texts that are in no training. Our own: no young person wrote them. */
export type Measured = {
  on: string
  model: string
  harm: Counted
  notNow: Counted
  /** Public comments about other health services: what the flag costs in reading. */
  comments: Share | null
}

/** The newest measurement, as the desk shows it. */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(new URL('data/measured.json', import.meta.url), 'utf8')) as Measured
}

/** The kinds of harm and the voices, in words. */
export const kindsInWords: Record<string, string> = {
  self: 'harm to oneself',
  home: 'harm at home',
  partner: 'a partner',
  exploitation: 'peers or exploitation',
  online: 'online',
  third: 'somebody else is in danger',
}

export const voicesInWords: Record<string, string> = {
  '8-11': 'children of 8 to 11',
  '12-15': 'young people of 12 to 15',
  '16-17': 'young people of 16 and 17',
  parent: 'parents',
  survivor: 'adult survivors',
  carer: 'carers',
  worker: 'workers who write for somebody',
}
