import { type Arrival, type Channel, openly } from '../feedback/giving/arrival.ts'
import { asGroup } from '../feedback/with-a-worker/keying-in.ts'
import type { Piece } from './piece.ts'

/** Of those who came without an invitation: how many by each way, by the set they answered. Made up. */
const ways: Record<Piece['set'], Partial<Record<Channel, number>>> = {
  '8-11': { tablet: 0.7, paper: 0.15 },
  '11-17': { tablet: 0.4, paper: 0.15, phone: 0.05 },
  parent: { paper: 0.25, phone: 0.2, tablet: 0.1 },
  survivor: { phone: 0.1, paper: 0.06 },
  group: {},
}

/** How the made-up writer of a piece came, unless it is known already. */
export function cameAnyWay(piece: Piece, known: Arrival, month: string, roll: () => number): Arrival {
  if (piece.group) {
    const { checked, ...group } = piece.group
    return asGroup({ ...group, service: piece.service, held_month: month }, checked)
  }
  // Always as many throws, so that one piece more changes nothing for the others.
  const [way, other] = [roll(), roll()]
  if (known.channel !== 'open') return known
  const channel = channelAt(piece.language === 'en' ? ways[piece.set] : { phone: 0.6, paper: 0.2 }, way)
  if (channel === 'tablet')
    return { channel, service: piece.service, helped: other < (piece.set === '8-11' ? 0.6 : 0.25) }
  if (channel === 'paper')
    return { channel, service: piece.service, helped: other < 0.3, checkedWithPerson: other < 0.7 }
  if (channel === 'phone') return { channel, service: piece.service, helped: true, checkedWithPerson: other < 0.9 }
  return openly
}

function channelAt(shares: Partial<Record<Channel, number>>, at: number): Channel | undefined {
  let edge = 0
  return Object.entries(shares).find(([, share]) => {
    edge += share
    return at < edge
  })?.[0] as Channel | undefined
}
