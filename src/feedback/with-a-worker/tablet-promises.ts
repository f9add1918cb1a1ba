import type { Promised } from '../../promise.ts'

const handover = 'tests/feedback/handover.test.ts'
const back = 'tests/feedback/handover-back.test.ts'
const keyingIn = 'tests/feedback/keying-in.test.ts'

/** What the pages of a tablet and the paper forms say. */
export const tabletPromises: Record<string, Promised> = {
  'who hands a tablet over does not see what is answered on it': {
    said: { 'on a tablet': ['tablet.lead_alone'] },
    proof: [
      [handover, 'YP-9 starting a handover locks the worker’s screens until they sign in again'],
      [handover, 'YP-9 the worker sees "finished" or "not finished" after half an hour, and nothing else'],
    ],
  },
  'what was answered on a tablet does not come back on it': {
    said: { 'on a tablet': ['tablet.gone'], 'a tablet given back': ['tablet.done_lead'] },
    proof: [
      [handover, 'YP-9 what is sent on a tablet arrives once, marked as such, and the tablet shows nothing of it'],
      [back, 'YP-9 after Send, Back finds neutral pages and the sign-in'],
      [back, 'YP-9 after stopping, nothing that was written comes back'],
    ],
  },
  'a key on a tablet goes from its screen by itself': {
    said: { 'a key on a tablet': ['tablet.put_away_lead'] },
    proof: [[back, 'the key goes from the screen when its time is over']],
  },
  'a paper form is typed in word for word, read like the rest, and then shredded': {
    said: { '/paper': ['paper.typed', 'paper.read', 'paper.key', 'paper.shred'] },
    proof: [[keyingIn, 'LE-8 a paper form is keyed in as written, sealed, queued, and gives a key slip']],
  },
}
