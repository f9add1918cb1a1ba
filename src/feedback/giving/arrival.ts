import type { RawBuilder } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { findInvited } from '../inviting/invitation.ts'
import { arrivalByTablet } from '../with-a-worker/tablet.ts'

/** The ways in which somebody can reach us. It is recorded and reported, and says nothing about who they are. */
export const channels = {
  open: 'On their own, from the first page',
  invitation: 'With an invitation',
  tablet: 'On a worker’s tablet',
  paper: 'On paper',
  phone: 'By phone',
  group: 'In a group',
} as const

export type Channel = keyof typeof channels

/** How somebody came to the questions. */
export type Arrival = {
  channel: Channel
  /** The service an invitation or a worker named. Used only where the questions do not ask for it. */
  service?: string | null
  /** Somebody read or wrote with them. */
  helped?: boolean
  /** For what a member keyed in: whether the person agreed to what was written down. */
  checkedWithPerson?: boolean
  /** For how long the key may be shown again. Short where somebody else takes the device next. */
  keyShownMs?: number
  /**
   * What belongs into the same commit: further common table expressions, each beginning with a comma, that read the new
   * response's id from `given`. When nothing is given because the form was sent before, they do nothing.
   */
  also?: (responseId: string) => RawBuilder<unknown>
}

/** Somebody who came by themselves. */
export const openly: Arrival = { channel: 'open' }

/**
 * Reads what a form carries about how somebody came. Whatever cannot be used any more (an invitation that was answered,
 * a tablet that was given back) reads as having come openly: nobody's words are refused for it.
 * @param came the hidden field `came`, empty for the open form
 * @param sealing whether sealed links are in use
 */
export async function findArrival(db: Db, keys: Keys, came: string, now: Date, sealing: boolean): Promise<Arrival> {
  return (await findInvited(db, keys, came, now, sealing)) ?? (await arrivalByTablet(db, came)) ?? openly
}
