import type { Counted } from '../../changes/not-heard.ts'

/** How the board calls the versions of the questions. */
export const versionNames: Record<Counted, string> = {
  '8-11': 'Children from 8 to 11',
  '11-17': 'Young people from 11 to 17',
  parent: 'Parents and carers',
  survivor: 'Adult survivors',
  group: 'Groups that spoke together',
}
