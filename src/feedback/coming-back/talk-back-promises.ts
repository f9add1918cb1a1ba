import type { Promised } from '../../promise.ts'

/** What is promised to who comes back with a key, or has lost it. */
export const talkBackPromises: Record<string, Promised> = {
  'what you add is read like the rest': {
    said: { 'say more': ['talkback.words_why', 'talkback.more_lead'], 'not meant': ['talkback.not_meant_lead'] },
    proof: [
      ['tests/feedback/talking-back.test.ts', 'words that are added are sealed with their own key and read again'],
      ['tests/themes/objecting.test.ts', '"that is not what I meant" reaches the themer at once'],
    ],
  },
  'only readers see how to reach you, and it is erased once you are reached': {
    said: {
      'after sending': ['talkback.reach_offer', 'talkback.reach_offer_lead'],
      'how to reach': ['talkback.reach_lead'],
    },
    proof: [
      ['tests/feedback/contact.test.ts', 'everybody is asked, right after sending, whatever they wrote'],
      [
        'tests/feedback/contact.test.ts',
        'a reader opens it with a reason, and once it is done how to reach them is erased',
      ],
      ['tests/feedback/contact.test.ts', 'nobody but a reader sees who wants to be reached'],
    ],
  },
  'you are owed an answer by a month, and silence is our debt': {
    said: { 'the way': ['talkback.owed'] },
    proof: [
      ['tests/summaries/owed.test.ts', 'who wrote is owed an answer, and reads by when'],
      ['tests/summaries/owed.test.ts', 'what is late is our debt'],
    ],
  },
  'only your key opens what we write to you': {
    said: {},
    proof: [
      ['tests/changes/replies.test.ts', 'a reply names the theme and the decision, and only the return key opens it'],
      ['tests/changes/replies.test.ts', 'what is kept of a visit opens nothing without the visitor’s own cookie'],
    ],
  },
  'a lost key is found by nobody, and the words still count': {
    said: { '/back/lost': ['talkback.lost_nobody', 'talkback.lost_words', 'talkback.lost_not', 'talkback.lost_try'] },
    proof: [
      ['tests/feedback/wrong-keys.test.ts', 'a key opens however it was typed'],
      ['tests/feedback/wrong-keys.test.ts', 'who lost their key is told so, and how to say more'],
      ['tests/feedback/return-key.test.ts', 'the hash depends on the root key'],
      ['tests/feedback/coming-back.test.ts', 'own words are erased after twelve months'],
    ],
  },
  'all that you added goes with what you take back, or only the quotes': {
    said: {
      'take back?': [
        ...['talkback.all_goes_too', 'talkback.all_no_names', 'talkback.quotes_lead', 'talkback.quotes_stays'],
      ],
    },
    proof: [
      ['tests/feedback/talking-back.test.ts', 'what was added goes with the rest when it is taken back'],
      ['tests/feedback/taking-back-quotes.test.ts', 'a person takes back only that they may be quoted'],
      ['tests/changes/replies.test.ts', 'taking back while a reply is being sent leaves no reply'],
    ],
  },
}
