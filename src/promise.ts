/** Where a promise can be read: an address, or a page that only a form leads to. */
export type Place =
  | '/private'
  | '/who-reads'
  | '/help-to-read'
  | '/what-changed'
  | '/support'
  | '/guidance'
  | '/support/plan'
  | 'my page'
  | 'an option'
  | 'after a tap'
  | '/back'
  | '/back/lost'
  | '/say/8-11'
  | '/say/11-17'
  | '/say/family'
  | '/say/adult'
  | 'after sending'
  | 'about you'
  | 'notices'
  | 'the way'
  | 'say more'
  | 'not meant'
  | 'how to reach'
  | 'an invitation'
  | 'a sealed invitation'
  | 'a used code'
  | 'after sending with a seal'
  | 'on a tablet'
  | 'a key on a tablet'
  | 'a tablet given back'
  | '/paper'
  | 'take back?'
  | 'taken back'
  | 'not saved'
  | 'asked to press again'
  | 'public side alone'

/** Something this website says it does, where it says so, and the tests that show it does. */
export type Promised = {
  /** Keys of the catalogues by page. Each must be on that page, in every language. */
  said: Partial<Record<Place, string[]>>
  /** What the limits above the questions say of it, in English; the words themselves, or a part of them. */
  limits?: string[]
  /** A test file, and how one of its tests begins. */
  proof: [file: string, test: string][]
}
